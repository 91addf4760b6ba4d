"""The kinds of written notification: one entry each.

To add one: a module in notices/letters with its frozen values and builder, a template beside the
others, an entry here, a test. `version` is raised with every change of words or values, for it is
kept with each issued letter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from caseflow.access import Capability
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.models import Case
from notices.letters import time_remaining
from notices.letters.parts import Occasion
from notices.pdf import why_no_pdf


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a letter's duty or its content comes from."""

    source: str
    says: str


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """`build` gives the frozen values, the allow-list of what may stand in the letter; it raises
    RuleViolation for what is missing. `template` makes the letter of them."""

    code: str
    version: str
    title: str
    does: str
    template: str
    build: Callable[[Occasion], Any]
    capability: Capability
    basis: tuple[Basis, ...]


CATALOGUE: dict[str, NoticeKind] = {
    kind.code: kind
    for kind in (
        NoticeKind(
            code="time_remaining",
            version="1",
            title="Time remaining on the medical roll",
            does="Paid days used and left, the first day without pay, how both were computed, and "
            "what the member can do next.",
            template="notices/letters/time_remaining.html",
            build=time_remaining.build,
            capability=Capability.ISSUE,
            basis=(
                Basis("CBA 18.1", "full pay for up to 12 months for each injury on duty"),
                Basis("CBA 18.2", "full pay for up to 12 months in any 24 consecutive months"),
                Basis("MCC 2-84-480", "pay of members injured on duty"),
                Basis("E03-01-02 II.E", "days off and holidays count"),
            ),
        ),
    )
}


def kind_of(code: str) -> NoticeKind:
    """Raises RuleViolation for a code that the catalogue does not hold."""
    if code not in CATALOGUE:
        known = ", ".join(CATALOGUE)
        raise RuleViolation(f"There is no written notification {code!r}. The known ones: {known}.")
    return CATALOGUE[code]


def why_not_issue(kind: NoticeKind, case: Case, user: User) -> str | None:
    """Why this person may not issue this letter for the case; None when nothing stands against
    it. What the letter itself lacks is found when it is built."""
    if not user.can(kind.capability):
        return f"You do not have the right to {kind.capability.label}."
    if not case.is_open:
        return f"{case.reference} is closed. Reopen it before a letter is issued."
    return why_no_pdf()
