"""What stands against limited duty or leave on certain days, as sentences."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Q

from caseflow.dates import words
from caseflow.refusals import RuleViolation
from cases.models import Case, DutySpell
from cases.models.duty import DutyKind
from cases.policy import policy_number
from cases.rules.policy import PolicyMissing
from cases.rules.returning import (
    last_limited_day,
    unpaid_leave_end,
    why_no_limited_duty,
    why_no_unpaid_leave,
)
from cases.services.facts import facts_of, load_policy
from cases.services.opening import check_ahead, overlapping
from members.models import Member

DAY = timedelta(days=1)
Answer = TypeVar("Answer")


def check_spell_days(
    member: Member, first_day: date, last_day: date | None, expires_on: date | None, *, on: date
) -> None:
    """Refuses days that cannot be, and a day that another spell of the member has."""
    check_ahead(first_day, on=on, field="first_day")
    if first_day < member.appointed_on:
        raise RuleViolation(
            f"{words(first_day)} is before the member was appointed on "
            f"{words(member.appointed_on)}. Check the day.",
            field="first_day",
        )
    if not member.is_current(last_day or first_day):
        raise RuleViolation(
            "The member had left the department by that day. Check the member and the day.",
            field="last_day" if last_day else "first_day",
        )
    for field, day in (("last_day", last_day), ("expires_on", expires_on)):
        if day is None:
            continue
        if day < first_day:
            raise RuleViolation(
                f"{words(day)} is before the first day, {words(first_day)}. Enter the days in "
                "order.",
                field=field,
            )
        check_ahead(day, on=max(on, first_day), field=field)
    check_no_spell(member, first_day, last_day)


def check_no_spell(member: Member, first_day: date, last_day: date | None) -> None:
    """Refuses days that another standing spell of the member has."""
    others = DutySpell.objects.standing().filter(member=member)
    if last_day:
        others = others.filter(first_day__lte=last_day)
    other = others.exclude(last_day__lt=first_day).order_by("first_day").first()
    if other is None:
        return
    until = f"to {words(other.last_day)}" if other.last_day else "and goes on"
    raise RuleViolation(
        f"{DutyKind(other.kind).label} from {words(other.first_day)} {until} has these days. End "
        "or take back that spell first.",
        field="first_day",
    )


def check_leave(member: Member, first_day: date, last_day: date | None) -> None:
    """A member on leave is not on the medical roll: the days may not be those of an absence."""
    absence = overlapping(member, first_day, last_day)
    if absence is None:
        return
    until = f"to {words(absence.last_day)}" if absence.last_day else "and is still open"
    raise RuleViolation(
        f"The member is on the medical roll from {words(absence.first_day)} {until}, case "
        f"{absence.case.reference}. End the absence first; leave begins the day after.",
        field="first_day",
    )


def check_limited(
    member: Member, kind: str, first_day: date, last_day: date | None, *, on: date
) -> None:
    """Rank and cap on the first day; a day ahead may not lie beyond what the cap covers. What has
    happened is recorded as it was."""
    facts, policy = facts_of(member), load_policy()
    sentence = answered(lambda: why_no_limited_duty(facts, policy, kind, first_day))
    if sentence:
        raise RuleViolation(sentence, field="first_day")
    end = answered(lambda: last_limited_day(facts, policy, kind, first_day))
    if end and last_day and last_day > max(end, on):
        raise RuleViolation(
            f"The career's days of limited duty reach through {words(end)} from "
            f"{words(first_day)} on. Enter a day no later than that.",
            field="expires_on",
        )


def check_unpaid(member: Member, case: Case | None, first_day: date, last_day: date | None) -> None:
    """Unpaid medical leave: after the paid days of an injury, so many months and one extension of
    so many (CBA 18.1)."""
    root = case.injury if case else None
    if case is None or root is None:
        raise RuleViolation(
            "Unpaid medical leave follows an injury on duty. Enter it on the injury's case.",
            field="case",
        )
    if last_day is None:
        raise RuleViolation("Unpaid medical leave has a last day. Enter it.", field="last_day")
    months, start = _unpaid_months(member, root, first_day)
    if start is None:
        facts, policy = facts_of(member), load_policy()
        label, reference = root.injury_label, case.reference
        sentence = answered(lambda: why_no_unpaid_leave(facts, policy, label, reference, first_day))
        if sentence:
            raise RuleViolation(sentence, field="first_day")
    end = unpaid_leave_end(first_day, months)
    if last_day > end:
        what = "The extension" if start else "Unpaid medical leave"
        raise RuleViolation(
            f"{what} is for {months} months at most: from {words(first_day)} through "
            f"{words(end)} (CBA 18.1). Enter a day no later than that.",
            field="last_day",
        )


def _unpaid_months(member: Member, root: Case, first_day: date) -> tuple[int, date | None]:
    """How many months may be given from the day on, and the last day of the leave that they
    extend; None for a first leave."""
    of_injury = Q(case=root) | Q(case__parent=root)
    spells = DutySpell.objects.standing().filter(of_injury, kind=DutyKind.UNPAID_MEDICAL)
    earlier = list(spells.order_by("first_day"))
    if not earlier:
        return policy_number("unpaid_leave_months", member, first_day), None
    if len(earlier) > 1:
        raise RuleViolation(
            "The unpaid medical leave of this injury and its one extension are used (CBA 18.1).",
            field="first_day",
        )
    last = earlier[0].last_day
    if last is None or first_day != last + DAY:
        after = words(last + DAY) if last else "its end"
        raise RuleViolation(
            f"The extension of unpaid medical leave begins the day after the leave: {after}.",
            field="first_day",
        )
    return policy_number("unpaid_leave_extension_months", member, first_day), last


def answered(ask: Callable[[], Answer]) -> Answer:
    """The answer of a rule; a RuleViolation where no policy value is in force for it."""
    try:
        return ask()
    except PolicyMissing as missing:
        raise RuleViolation(str(missing)) from missing
