"""The notice ladder of an absence that goes on, as pages show it: its rungs with the letters that
were sent, and the days beside them. The rule itself is `cases.rules.ladder`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from caseflow.prepared import Prepared
from cases.rules.facts import AbsenceFact, MemberFacts
from cases.rules.ladder import Carries, Issued, Ladder, Mark, Rung, State, ladder
from cases.rules.policy import PolicyTimeline
from cases.services.facts import facts_of, load_policy
from members.models import Member
from notices.decisions import KINDS
from notices.letters.count import account_of
from notices.models import LetterCorrection, Notice
from notices.wrong import CODE

CARRIES: dict[Carries, str] = {
    "letter": "time remaining",
    "options": "time remaining, and what the member can do",
    "pension_packet": "time remaining, and the packet of the pension fund (PABF)",
}
STATES: dict[State, tuple[str, str]] = {
    "to_come": ("to come", ""),
    "due": ("due now", "soon"),
    "issued": ("sent", "ok"),
    "missed": ("not sent", "late"),
    "passed": ("before this absence", ""),
}
"""In words, with the kind of their tag."""
OVERTAKEN = ("passed, not sent", "")
"""A rung without a letter, when the time of a later one has come."""
MARKS = {
    "par": "Last day for the personnel action request (PAR)",
    "ten_months": "Ten months of the paid days: advised for applying to the pension fund",
    "pension_application": "Advised for applying to the pension fund (PABF)",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a case that is judged; `wrong_since` is None while it is right. The first unpaid
    day is that of a letter of time remaining, the decision that of one about certification."""

    number: str
    as_of: date
    first_unpaid_day: date | None
    wrong_since: datetime | None
    code: str = CODE
    title: str = ""
    decision: int | None = None

    @property
    def url(self) -> str:
        return reverse("notices:detail", args=[self.number])


@dataclass(frozen=True, slots=True)
class RungLine:
    """One rung for a table."""

    rung: Rung
    carries: str
    state: str
    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class LadderView:
    """The ladder of one case as of the end of a day."""

    case: str
    ladder: Ladder
    rungs: tuple[RungLine, ...]
    letters: tuple[Letter, ...]

    @property
    def case_url(self) -> str:
        return reverse("cases:detail", args=[self.case])

    @property
    def preview_url(self) -> str:
        return f"{reverse('notices:preview', args=[CODE])}?case={self.case}"

    @property
    def marks(self) -> list[tuple[str, Mark]]:
        """The days beside the rungs, each with its label."""
        return [(MARKS[mark.code], mark) for mark in self.ladder.marks]


def letters_of(case: str) -> tuple[Letter, ...]:
    """The case's time-remaining letters in the order of their issue, in one query."""
    return tuple(letter for letter in all_letters_of(case) if letter.code == CODE)


def all_letters_of(case: str) -> tuple[Letter, ...]:
    """The case's letters of every kind that is judged, in the order of their issue, in one
    query."""
    return tuple(
        Letter(number, as_of, date.fromisoformat(day) if day else None, *rest)
        for number, as_of, day, *rest in _letters.rows(case=case)
    )


def _asked(case: str) -> Any:
    wrong = LetterCorrection.objects.open().filter(notice=OuterRef("pk")).values("raised_at")
    rows = Notice.objects.filter(case__reference=case, code__in=(CODE, *KINDS))
    return (
        rows.annotate(wrong_since=Subquery(wrong[:1]))
        .order_by("issued_at", "id")
        .values_list(
            "number", "as_of", "data__count__first_unpaid_day", "wrong_since", "code", "title",
            "data__decision",
        )
    )  # fmt: skip


_letters = Prepared(_asked, case=str)


def ladder_of(
    member: Member,
    on: date,
    *,
    facts: MemberFacts | None = None,
    policy: PolicyTimeline | None = None,
) -> LadderView | None:
    """The ladder of the member's open absence as of the end of `on`; None when nobody is absent.

    Raises RuleViolation or PolicyMissing where a policy has no value.
    """
    facts, policy = facts or facts_of(member), policy or load_policy()
    absence = open_absence(facts, on)
    if absence is None:
        return None
    account = account_of(absence, facts, policy, on)
    letters = letters_of(absence.case)
    return ladder_view(member, absence, account.first_unpaid_day, letters, policy=policy, on=on)


def open_absence(facts: MemberFacts, on: date) -> AbsenceFact | None:
    """The absence without a last day that has begun by `on`."""
    found = [a for a in facts.absences if a.last_day is None and a.first_day <= on]
    return found[-1] if found else None


def ladder_view(
    member: Member,
    absence: Any,
    first_unpaid_day: date | None,
    letters: Iterable[Letter],
    *,
    policy: PolicyTimeline,
    on: date,
) -> LadderView:
    """The ladder of this absence (a fact, or its row), whose account runs out on that day."""
    letters = tuple(letters)
    reference = absence.case if isinstance(absence, AbsenceFact) else absence.case.reference
    found = ladder(
        first_unpaid_day,
        absence.account,
        policy,
        on=on,
        bargaining_unit=member.bargaining_unit,
        rank=member.rank,
        issued=[Issued(each.number, each.as_of, each.first_unpaid_day) for each in letters],
        since=absence.first_day,
    )
    return LadderView(reference, found, _lines(found.rungs), letters)


def _lines(rungs: tuple[Rung, ...]) -> tuple[RungLine, ...]:
    """Only the last rung whose time has come can be late; what a later one has overtaken is no
    longer to be sent."""
    come = [place for place, rung in enumerate(rungs) if rung.state != "to_come"]
    last = max(come, default=-1)
    return tuple(_line(rung, overtaken=place < last) for place, rung in enumerate(rungs))


def _line(rung: Rung, *, overtaken: bool) -> RungLine:
    said, kind = OVERTAKEN if overtaken and rung.state == "missed" else STATES[rung.state]
    url = reverse("notices:detail", args=[rung.notice]) if rung.notice else ""
    carries = "; ".join(CARRIES[each] for each in rung.carries)
    return RungLine(rung, carries, said, kind, url)
