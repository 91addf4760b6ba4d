"""Every number on Today and Team opens exactly the rows that it counts: each link is followed."""

import csv
import io
import re
from datetime import date, time, timedelta

import pytest

from cases.services.holding import hold_case
from members.models import StaffLink
from tests.factories import NOW, TODAY, make_case, make_member, make_unit, make_user
from tests.providers import makers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]

TILE = re.compile(r'<li(?: class="hot")?><a href="([^"]+)"><b>(\d+)</b>')
CELL = re.compile(r'<td class="num"[^>]*><a href="([^"]+)">(\d+)</a>')
TAB = re.compile(r'<li><a href="(/[^"]*)"[^>]*>[^<]+<span class="count[^"]*">(\d+)</span>')


@pytest.fixture
def office(coordinator, lead):
    """Cases in every mixture of owner, hold, nearness, appointment; one nobody here may see."""
    owners = [coordinator, make_user("other"), lead, None]
    for star in range(1, 17):
        near = star % 3 == 0
        case = make_case(
            make_member(str(star), unit=make_unit(f"00{star % 2}")),
            kind="iod" if near else "non_iod",
            first_day=date(2025, 3, 20) if near else date(2026, 2, 2),
            owner=owners[star % 4],
            expected_return_on=TODAY + timedelta(days=star - 8) if star % 5 else None,
        )
        if star % 2:
            hold_case(case=case, reason="MRI", until=None, by=coordinator, now=NOW, on=TODAY)
        if star % 4 != 2:
            kind = ("medical_review", "fitness_for_duty", "firing_range")[star % 3]
            makers.appointment(case, day=TODAY, clock=time(10, star), kind=kind)
    own = make_case(make_member("99"), owner=coordinator).member
    for user in (coordinator, lead):
        StaffLink.objects.create(user=user, member=own, relation="relative")


def numbers(text):
    """Address and number of every figure of a page."""
    found = TILE.findall(text) + CELL.findall(text) + TAB.findall(text)
    return [(address.replace("&amp;", "&"), int(number)) for address, number in found]


def rows_behind(client, address):
    join = "&" if "?" in address else "?"
    response = client.get(f"{address}{join}format=csv")
    assert response.status_code == 200, address
    return len(list(csv.DictReader(io.StringIO(response.getvalue().decode()))))


@pytest.mark.parametrize(
    ("role", "path", "least"),
    [
        ("coordinator", "/", 8),
        ("trainee", "/", 8),
        ("lead", "/", 26),
        ("supervisor", "/", 25),
        ("physician", "/", 2),
        ("lead", "/team/", 20),
    ],
)
def test_every_number_opens_exactly_its_rows(client_for, office, role, path, least):
    from caseflow.models import User

    user = User.objects.filter(username=role).first() or make_user(role, [role])
    client = client_for(user)
    shown = numbers(client.get(path).text)
    assert len(shown) >= least
    assert any(number for _, number in shown) or role == "trainee"
    wrong = [
        (address, number, found)
        for address, number in shown
        if (found := rows_behind(client, address)) != number
    ]
    assert wrong == []
