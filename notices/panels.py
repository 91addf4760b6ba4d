"""What the pages of a case and a member show of letters: those that are wrong, and the ladder."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from caseflow.access import Capability
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.models import Case
from cases.models.certification import ReviewOutcome
from cases.rules.facts import MemberFacts
from cases.rules.policy import PolicyMissing, PolicyTimeline
from cases.standing import last_decision, running_absence
from members.models import Member
from notices.decisions import ANSWER, DECISION
from notices.ladders import LadderView, Letter, all_letters_of, ladder_of, ladder_view
from notices.wrong import CODE


def case_letters(
    case: Case, user: User, *, unpaid: date | None, policy: PolicyTimeline, on: date
) -> dict[str, Any]:
    """For the case page; `unpaid` is the first unpaid day of the account that the case draws. One
    query. Where the policy has a gap, the sentence stands in the ladder's place."""
    found = all_letters_of(case.reference)
    letters = tuple(letter for letter in found if letter.code == CODE)
    absence = running_absence(case)
    context = _context(found, user) | {"certification_letters": certification_letters(case, found)}
    if absence is None or absence.first_day > on:
        return context
    try:
        view = ladder_view(case.member, absence, unpaid, letters, policy=policy, on=on)
    except PolicyMissing as missing:
        return context | {"ladder_refused": str(missing)}
    return context | {"ladder": view}


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter about certification that the case asks for; `sent` is the one issued last about
    the same decision, `url` leads to the preview."""

    label: str
    url: str
    sent: Letter | None


def certification_letters(case: Case, letters: Iterable[Letter]) -> list[LetterLine]:
    """The letter about the decision that stands, and the one with the answer to its review; of a
    case loaded with `load_roll_entries`, without a query."""
    loaded = case.loaded_roll["certification"]  # type: ignore[attr-defined]
    reviewed = [entry for entry in loaded if entry.review_answered_on and _tells(entry)]
    reviewed.sort(key=lambda entry: (entry.review_answered_on, entry.pk), reverse=True)
    wanted = [
        (DECISION, "Letter to the member", last_decision(case)),
        (ANSWER, "Letter with the answer", next(iter(reviewed), None)),
    ]
    newest = {(letter.code, letter.decision): letter for letter in letters}
    return [
        LetterLine(
            label,
            f"{reverse('notices:preview', args=[code])}?case={case.reference}",
            newest.get((code, entry.pk)),
        )
        for code, label, entry in wanted
        if entry is not None
    ]


def _tells(entry: Any) -> bool:
    """Whether the entry stands, or was given back on review."""
    return entry.reversed_at is None or entry.review_outcome == ReviewOutcome.RESTORED


def member_letters(
    member: Member, user: User, on: date, *, facts: MemberFacts, policy: PolicyTimeline
) -> dict[str, Any]:
    """The same for the member page, of the absence that goes on. One query, or none."""
    try:
        view: LadderView | None = ladder_of(member, on, facts=facts, policy=policy)
    except (PolicyMissing, RuleViolation) as missing:
        return _context((), user) | {"ladder_refused": str(missing)}
    return _context(view.letters if view else (), user) | {"ladder": view}


def _context(letters: tuple[Letter, ...], user: User) -> dict[str, Any]:
    return {
        "wrong_letters": [letter for letter in letters if letter.wrong_since],
        "ladder": None,
        "ladder_refused": "",
        "may_issue": user.can(Capability.ISSUE),
    }
