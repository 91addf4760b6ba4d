"""Steps of the random walk: approval, certification, review, category, serious condition."""

from typing import Any

from cases.models import Case, CaseNote, CategorySpell, Certification, NoteKind
from cases.models.certification import Category, Cause, ReviewOutcome
from cases.services.approving import approve_case, mark_serious
from cases.services.category import reverse_category, set_category
from cases.services.certifying import (
    certify_case,
    reverse_certification,
    withdraw_certification,
    withhold_certification,
)
from cases.services.notes import add_note
from cases.services.reviewing import answer_review, request_review
from members.ranks import Rank


class CertifyingSteps:
    """To be mixed into the walk, which gives dice, days, people and rows."""

    dice: Any
    people: Any
    a: Any
    words: Any
    day: Any
    moment: Any
    act: Any
    dated: Any

    def certified(self) -> Case:
        return self.a(Certification, last_day=None, reversed_at=None, state="certified").case

    def failed(self) -> Case:
        return self.a(Certification, reversed_at=None, state__in=["withheld", "withdrawn"]).case

    def decision(self) -> dict[str, Any]:
        """A day within reach and somebody who decides, or nobody."""
        return {"decided_by": self.dice.choice([None, *self.people[1:4]]), **self.dated}

    def do_approve(self) -> None:
        approve_case(
            case=self.a(Case, state="reported"),
            name=self.words(),
            rank=self.dice.choice([Rank.SERGEANT, Rank.LIEUTENANT, Rank.CAPTAIN]),
            approved_on=self.day(3, 1),
            **self.dated,
        )

    def do_certify(self) -> None:
        case = self.a(Case, state__in=["on_roll", "returned"])
        certify_case(case=case, first_day=self.near(case), **self.decision())

    do_certify_too = do_certify

    def do_withhold(self) -> None:
        case = self.a(Case, closed_at=None)
        withhold_certification(case=case, first_day=self.near(case), **self.failure())

    def do_withdraw(self) -> None:
        case = self.certified()
        withdraw_certification(case=case, first_day=self.near(case), **self.failure())

    do_withdraw_too = do_withdraw

    def failure(self) -> dict[str, Any]:
        return {"cause": self.dice.choice(Cause.values), "duty": self.words(), **self.decision()}

    def near(self, case: Case) -> Any:
        """A day about the absence of a case."""
        spells = list(case.absences.filter(reversed_at=None))
        first = self.dice.choice(spells).first_day if spells else case.first_day
        return first + (self.day(1, 12) - self.day(0, 0))

    def do_review(self) -> None:
        request_review(case=self.failed(), requested_on=self.day(3, 0), **self.dated)

    def do_answer(self) -> None:
        asked = {"reversed_at": None, "review_answered_on": None}
        decision = self.a(Certification, review_requested_on__isnull=False, **asked)
        answer_review(
            case=decision.case,
            outcome=self.dice.choice(ReviewOutcome.values),
            answer=self.words(),
            answered_on=self.day(1, 0),
            restored_from=self.dice.choice([None, None, decision.first_day, self.day(9, 0)]),
            **self.decision(),
        )

    def do_reverse_certification(self) -> None:
        case = self.a(Certification, reversed_at=None).case
        reverse_certification(case=case, reason=self.words(), **self.dated)

    def do_category(self) -> None:
        case = self.a(Case, closed_at=None)
        reviews = [None, *CaseNote.objects.filter(case=case, kind__code="review")]
        set_category(
            case=case,
            category=self.dice.choice(Category.values),
            first_day=self.near(case),
            review_note=self.dice.choice(reviews),
            **self.decision(),
        )

    def do_reverse_category(self) -> None:
        case = self.a(CategorySpell, reversed_at=None).case
        reverse_category(case=case, reason=self.words(), **self.dated)

    def do_note_a_review(self) -> None:
        kind = NoteKind.objects.get(code="review")
        case = self.a(Case)
        add_note(case=case, kind=kind, text="Seen.", happened_at=self.moment(), **self.act)

    def do_mark_serious(self) -> None:
        case = self.a(Case)
        mark_serious(case=case, serious=not case.serious, reason=self.words(), **self.act)
