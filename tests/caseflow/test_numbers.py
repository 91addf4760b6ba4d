"""Every number on Today, Team, what is due and a case is that of its rows; each link opens the
rows that it counts: each is followed."""

import csv
import io
import re
from datetime import date, time, timedelta

import pytest
from django.db.models import Q

from caseflow.models import User
from caseflow.services.coverage import enter_away
from cases.models import Case, Obligation
from cases.services.holding import hold_case
from cases.services.obligation_acts import (
    complete_obligation,
    hold_obligation,
    make_obligation,
    move_obligation,
)
from cases.work_list import TABS
from members.models import StaffLink
from tests.factories import NOW, TODAY, make_case, make_member, make_unit, make_user
from tests.providers import makers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]

TILE = re.compile(r'<li(?: class="hot")?><a href="([^"]+)"><b>(\d+)</b>')
CELL = re.compile(r'<td class="num"[^>]*><a href="([^"]+)">(\d+)</a>')
OWN = re.compile(r'<a href="(/\?mine=1[^"]+)">(\d+) ')
CARD = re.compile(r'<span class="count">(\d+)</span></h2><a class="push" href="([^"]+)"')
TAB = re.compile(r'<li><a href="(/[^"]*)"[^>]*>[^<]+<span class="count[^"]*">(\d+)</span>')
OF_ALL = re.compile(r"Showing [^<]*?of ([\d,]*\d)")
TIMELINE = re.compile(r'<ol class="timeline">(.*?)</ol>', re.S)


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
    work_of(coordinator, lead)
    own = make_case(make_member("99"), owner=coordinator).member
    for user in (coordinator, lead):
        StaffLink.objects.create(user=user, member=own, relation="relative")


def work_of(coordinator, lead):
    """By hand, held, done, covered, of somebody who cannot sign in any more."""
    gone, other = make_user("gone"), User.objects.get(username="other")
    who = {"by": coordinator, "now": NOW - timedelta(hours=1)}
    rows = [
        make_obligation(
            case=case, what="Ask", due_on=TODAY + timedelta(days=place % 3), handed_to=to, **who
        )
        for place, (case, to) in enumerate(
            zip(Case.objects.order_by("pk"), [None, gone, lead, coordinator] * 3, strict=False)
        )
    ]
    hold_obligation(
        obligation=rows[0], until=TODAY + timedelta(days=9), waits_for="", reason="MRI", **who
    )
    complete_obligation(obligation=rows[3], note=None, **who)
    enter_away(
        user=other, stand_in=coordinator, first_day=TODAY, last_day=TODAY, remark="", by=other,
        now=NOW,
    )  # fmt: skip
    User.objects.filter(pk=gone.pk).update(is_active=False)


def numbers(text):
    """Address and number of every figure of a page."""
    found = TILE.findall(text) + CELL.findall(text) + TAB.findall(text) + OWN.findall(text)
    found += [(address, number) for number, address in CARD.findall(text)]
    return [(address.replace("&amp;", "&"), int(number)) for address, number in found]


def rows_behind(client, address):
    join = "&" if "?" in address else "?"
    response = client.get(f"{address}{join}format=csv")
    assert response.status_code == 200, address
    return len(list(csv.DictReader(io.StringIO(response.getvalue().decode()))))


@pytest.mark.parametrize(
    ("role", "path", "least"),
    [
        ("coordinator", "/", 12),
        ("coordinator", "/?kind=by_hand&whose=covering", 12),
        ("coordinator", "/?case=iod", 12),
        ("trainee", "/", 12),
        ("lead", "/", 40),
        ("lead", "/?mine=1", 12),
        ("supervisor", "/", 36),
        ("physician", "/", 2),
        ("lead", "/team/", 30),
    ],
)
def test_every_number_opens_exactly_its_rows(client_for, office, role, path, least):
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


@pytest.mark.parametrize("role", ["coordinator", "lead", "physician"])
def test_every_tab_of_what_is_due_says_how_many_rows_it_has(client_for, office, role):
    client = client_for(User.objects.filter(username=role).first() or make_user(role, [role]))
    told = {}
    for tab, _ in TABS:
        found = OF_ALL.search(client.get(f"/work/?tab={tab}").text)
        told[tab] = int(found[1].replace(",", "")) if found else 0
    assert told == {tab: rows_behind(client, f"/work/?tab={tab}") for tab, _ in TABS}
    assert any(told.values()) or role == "physician"


def test_every_case_says_how_many_entries_and_what_is_due_on_it(client_for, office, supervisor):
    client, dues = client_for(supervisor), 0
    far = Obligation.objects.open().filter(opens_on__gt=TODAY, due_on__gt=TODAY).first()
    move_obligation(obligation=far, to=TODAY, reason="Earlier", by=supervisor, now=NOW)
    for case in Case.objects.all():
        text = client.get(f"/cases/{case.reference}/").text
        told = int(OF_ALL.search(text)[1])
        entries = TIMELINE.search(text)[1]
        assert told == case.events.count() == entries.count("<time ")
        keys = set(re.findall(r'<a href="/work/(\w+)/[^"]*"[^>]*>', text))
        begun = Q(opens_on__lte=TODAY) | Q(due_on__lte=TODAY)
        rows = case.obligations.open().in_time(TODAY).filter(begun)
        assert {row.key for row in rows} == keys
        dues += len(keys)
    assert dues > 12
