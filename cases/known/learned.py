"""What was learned since: what the page said then beside what is known today of the same day."""

from typing import Any, Final

from caseflow.datewords import day, moment
from caseflow.datewords import day as words
from cases.models import CaseEvent
from cases.timeline import for_timeline

MOST: Final = 200
OF_THE_DAY: Final = (
    "Injury or illness", "Stage", "Absent", "Certification", "Recuperation category",
    "Serious condition", "Paid days", "First unpaid day, if absent throughout", "Expected return",
)  # fmt: skip
"""What a day has for good, and can be known better later; who keeps the case, and what is due, is
of the moment."""


def in_words(context: dict[str, Any]) -> dict[str, str]:
    """The facts of a case's page, a line each, for comparing and for paper."""
    case, account, beside = context["case"], context.get("account"), context["beside"]
    due = beside.due[0] if beside.due else None
    said = {
        "Injury or illness": f"{case.nature}, first day {words(case.first_day)}",
        "State": case.get_state_display(),
        "Stage": context["stage"].label,
        "With": str(case.owner) if case.owner else "nobody",
        "Absent": _absent(context["absence"]),
        "Certification": _line(context["certification"]),
        "Recuperation category": _line(context["category"]),
        "Serious condition": "yes" if case.serious else "no",
        "Paid days": f"{account.used} used, {account.remaining} left" if account else "",
        "First unpaid day, if absent throughout": _unpaid(account),
        "Expected return": words(case.expected_return_on) or "not known",
        "On hold": context["hold"].reason if context["hold"] else "no",
        "Next appointment": _appointment(beside.appointment),
        "Due next": f"{words(due.due_on)}, {due.what}" if due else "nothing",
    }
    return {label: text for label, text in said.items() if text}


def differing(then: dict[str, Any], since: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The facts that are known otherwise now: what, as it was known, as it is known. Both contexts
    are of the same day."""
    before, after = in_words(then), in_words(since)
    return [
        (label, before.get(label, "not known"), after.get(label, "nothing"))
        for label in OF_THE_DAY
        if before.get(label) != after.get(label)
    ]


def recorded_since(case: Any, instant: Any) -> list[CaseEvent]:
    """What was recorded after the instant, the newest first, at most so many."""
    return list(for_timeline(case).filter(recorded_at__gt=instant)[:MOST])


def _absent(absence: Any) -> str:
    if absence is None:
        return "no lost time"
    return f"{day(absence.first_day)} to {day(absence.last_day) or 'now'}"


def _line(line: Any) -> str:
    return f"{line.what} {line.text}".strip()


def _unpaid(account: Any) -> str:
    if account is None:
        return ""
    return day(account.first_unpaid_day) or "none"


def _appointment(appointment: Any) -> str:
    return f"{appointment.kind}, {moment(appointment.starts_at)}" if appointment else "none"
