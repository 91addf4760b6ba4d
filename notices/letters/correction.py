"""What a letter says of the former one that it corrects: which letter, what it said, what is right
and why. Values of our own making alone; whatever somebody typed as a reason stays in the office."""

from dataclasses import dataclass
from datetime import date

from cases.models import Case
from cases.rules.facts import MemberFacts
from cases.rules.policy import PolicyTimeline
from notices.models import Notice
from notices.wrong import CODE, moves, why_wrong


@dataclass(frozen=True, slots=True)
class Corrected:
    """One value of the former letter, in words, beside the right one; both as of its own day."""

    what: str
    said: str
    right: str


@dataclass(frozen=True, slots=True)
class Correction:
    """`number` and `as_of` name the former letter, `why` is at least one sentence."""

    number: str
    as_of: date
    figures: tuple[Corrected, ...]
    why: tuple[str, ...]


def correction_of(case: Case, facts: MemberFacts, policy: PolicyTimeline) -> Correction | None:
    """What the letter that stands on the case says wrong; None when it says nothing wrong."""
    letter = Notice.objects.newest_of(case, CODE)
    wrong = why_wrong(letter, facts, policy) if letter else None
    if letter is None or wrong is None:
        return None
    return Correction(
        number=letter.number,
        as_of=letter.as_of,
        figures=tuple(Corrected(*row) for row in moves(wrong.was, wrong.becomes)),
        why=wrong.why,
    )
