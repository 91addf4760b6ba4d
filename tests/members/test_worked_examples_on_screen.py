"""The worked examples of docs/entitlement.md, entered by the acts, read off page and command."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from caseflow.datewords import day as words
from caseflow.models import User
from cases.kinds import CaseKind
from cases.models import Case
from cases.models.duty import DutyKind
from cases.services.duty import SpellData, enter_duty_spell
from cases.services.ledger import record_credit, record_exception
from members.models import Member
from tests.factories import NOW, TODAY, make_case, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]

KNEE = "KNEE"


def day(text: str) -> date:
    return date.fromisoformat(text)


def away(member: Member, first: str, last: str = "") -> Case:
    return make_case(member, first_day=day(first), last_day=day(last) if last else None)


def furlough(member: Member, first: str, last: str, by: User) -> None:
    record_exception(
        member=member, first_day=day(first), last_day=day(last), reason="furlough",
        source="TE-1", by=by, now=NOW, on=TODAY,
    )  # fmt: skip


def duty(member: Member, kind: str, first: str, last: str = "", **more: Any) -> None:
    spell = SpellData(kind, day(first), day(last) if last else None, **more)
    by = User.objects.get(username="physician")
    enter_duty_spell(member=member, spell=spell, by=by, now=NOW, on=TODAY)


def injury(member: Member) -> Case:
    """180 days of an injury in 2024, and its recurrence from 10 February 2025."""
    first = make_case(
        member, kind=CaseKind.IOD, first_day=day("2024-03-04"), last_day=day("2024-08-30"),
        injury_label=KNEE,
    )  # fmt: skip
    make_case(member, kind=CaseKind.IOD_RECURRENCE, parent=first, first_day=day("2025-02-10"))
    return first


def credit(case: Case, first: str, days: int, reason: str, by: User) -> None:
    record_credit(
        member=case.member, account="iod", injury=case, first_day=day(first), days=days,
        reason=reason, source="Award 1", by=by, now=NOW, on=TODAY,
    )  # fmt: skip


def enter_a(member: Member, by: User) -> None:
    away(member, "2024-01-10")


def enter_b(member: Member, by: User) -> None:
    away(member, "2023-03-01", "2023-05-29")
    away(member, "2024-09-15")


def enter_c(member: Member, by: User) -> None:
    away(member, "2023-06-01", "2023-11-30")
    away(member, "2024-05-06")


def enter_c_furlough(member: Member, by: User) -> None:
    enter_c(member, by)
    furlough(member, "2024-07-07", "2024-08-03", by)


def enter_d(member: Member, by: User) -> None:
    injury(member)


def enter_e(member: Member, by: User) -> None:
    credit(injury(member), "2025-04-25", 75, "recurrence_wrongly_denied", by)


def enter_f(member: Member, by: User) -> None:
    credit(injury(member), "2025-01-15", 25, "treatment_delay", by)


def enter_g(member: Member, by: User) -> None:
    make_case(member, kind=CaseKind.IOD, first_day=day("2024-03-04"), injury_label=KNEE)


def enter_h(member: Member, by: User) -> None:
    duty(member, DutyKind.LIMITED_NON_IOD, "2023-02-06", "2023-09-30")
    furlough(member, "2023-07-09", "2023-07-23", by)


def enter_h_again(member: Member, by: User) -> None:
    enter_h(member, by)
    duty(member, DutyKind.LIMITED_NON_IOD, "2024-10-01", expires_on=day("2026-02-20"))


def enter_i(member: Member, by: User) -> None:
    duty(member, DutyKind.DISABILITY_ORDINARY, "2025-01-09")


@dataclass(frozen=True)
class Example:
    """What is entered, and what the account says as of the end of `on`. `day` is its first unpaid
    day, or for an account beside the paid days the last day that it covers."""

    name: str
    enter: Callable[[Member, User], None]
    on: str
    account: str
    used: int
    limit: int
    day: str


EXAMPLES = (
    Example("A first day", enter_a, "2024-01-10", "non_iod", 1, 365, "2025-01-09"),
    Example("A last paid day", enter_a, "2025-01-08", "non_iod", 365, 365, "2025-01-09"),
    Example("B before", enter_b, "2024-09-14", "non_iod", 90, 365, "2025-09-15"),
    Example("B still", enter_b, "2025-05-29", "non_iod", 257, 365, "2025-09-15"),
    Example("B last paid day", enter_b, "2025-09-14", "non_iod", 365, 365, "2025-09-15"),
    Example("C as it is", enter_c, "2024-05-06", "non_iod", 184, 365, "2024-11-04"),
    Example("C furlough", enter_c_furlough, "2024-05-06", "non_iod", 184, 365, "2024-12-02"),
    Example("C counted", enter_c_furlough, "2024-12-01", "non_iod", 365, 365, "2024-12-02"),
    Example("D before", enter_d, "2025-02-09", KNEE, 180, 365, "2025-08-14"),
    Example("D last paid day", enter_d, "2025-08-13", KNEE, 365, 365, "2025-08-14"),
    Example("E", enter_e, "2025-10-27", KNEE, 440, 440, "2025-10-28"),
    Example("F", enter_f, "2025-02-10", KNEE, 181, 390, "2025-09-08"),
    Example("G ten months", enter_g, "2024-12-28", KNEE, 300, 365, "2025-03-04"),
    Example("H counted", enter_h, "2023-09-30", "limited_duty", 222, 730, "2025-02-19"),
    Example("H again", enter_h_again, "2024-10-01", "limited_duty", 223, 730, "2026-02-20"),
    Example("H last day", enter_h_again, "2026-02-20", "limited_duty", 730, 730, "2026-02-20"),
    Example("I first day", enter_i, "2025-01-09", "ordinary_disability", 1, 671, "2026-11-10"),
)


@pytest.fixture
def member(coordinator: User, physician: User) -> Member:
    return make_member(appointed_on=day("2017-09-01"))


def answer_of(account: str, on: str) -> dict[str, Any]:
    """The account as the command prints it."""
    printed = StringIO()
    call_command("usage", "4497", on=on, json=True, stdout=printed)
    found = json.loads(printed.getvalue())["accounts"]
    return next(a for a in found if account in (a["account"], a["injury"]))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_worked_example_on_screen_and_by_command(example, member, coordinator, client_for):
    example.enter(member, coordinator)
    answer = answer_of(example.account, example.on)
    left = example.limit - example.used
    assert (answer["used"], answer["limit"], answer["remaining"]) == (
        example.used, example.limit, left,
    )  # fmt: skip
    beside = example.account in ("limited_duty", "ordinary_disability")
    assert answer["last_day" if beside else "first_unpaid_day"] == example.day
    client = client_for(coordinator)
    page = client.get(f"/members/4497/usage/{example.account}/?on={example.on}")
    assert f"{example.used} of {example.limit}" in page.text
    assert words(day(example.day)) in page.text
    assert answer["digest"] in page.text
    whole = client.get(f"/members/4497/?on={example.on}").text
    assert answer["digest"][:12] in whole
    assert words(day(example.day)) in whole
    assert f"<b>{left}</b>" in whole or f">{left} <small>left of {example.limit}" in whole


def test_furlough_and_what_it_moves_are_said_on_the_page(member, coordinator, client_for):
    enter_c_furlough(member, coordinator)
    text = client_for(coordinator).get("/members/4497/usage/non_iod/?on=2024-12-01").text
    assert "7 Jul 2024" in text
    assert "3 Aug 2024" in text
    assert ">28</td>" in text


def test_disability_is_capped_from_its_first_day_or_the_next(member, client_for, coordinator):
    """Example I before anything is entered: 2,687 days of service, a quarter is 671."""
    assert answer_of("ordinary_disability", "2025-01-08")["limit"] == 671
    text = client_for(coordinator).get("/members/4497/usage/ordinary_disability/?on=2025-01-08")
    assert "0 of 671 days" in text.text
