"""Acts in any order: whatever is done and refused, what is kept stays whole."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from caseflow.canonical import row_digest
from caseflow.dates import local_day
from caseflow.models import ReferenceCounter
from caseflow.refusals import RuleViolation
from caseflow.verify.run import verify
from cases.models import (
    Absence,
    Assignment,
    Case,
    CaseEvent,
    CaseNote,
    CategorySpell,
    Certification,
    Hold,
    LedgerEntry,
    NoteKind,
)
from cases.services.assigning import assign_case
from cases.services.closing import CloseOutcome, close_case, reopen_case
from cases.services.holding import hold_case, resume_case
from cases.services.ledger import record_credit, record_exception, reverse_entry
from cases.services.moving import amend_case, confirm_case, return_case
from cases.services.notes import add_note, amend_note, strike_note
from cases.services.opening import open_case
from members.models import MemberEvent
from tests.cases.certifying_steps import CertifyingSteps
from tests.cases.changing_steps import ChangingSteps, check_changed
from tests.cases.obligations.steps import ObligationSteps, check_obligations
from tests.cases.returning.steps import TRACKED, ReturningSteps, check_returning
from tests.factories import NOW, make_member, make_user

pytestmark = pytest.mark.django_db

ACTS, MOST_STEPS = 320, 3_000
WORDS = ("back pain", "knee, left", "😀 calm", "'quoted' & <b>", "\N{RIGHT-TO-LEFT OVERRIDE}a", " ")
KINDS = ("non_iod", "non_iod", "iod", "iod_recurrence")


class Walk(CertifyingSteps, ReturningSteps, ChangingSteps, ObligationSteps):
    """An office in which anybody does anything, at moments a few hours apart."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.now: datetime = NOW
        self.people = [
            make_user(role, [role])
            for role in ("coordinator", "lead", "supervisor", "trainee", "auditor")
        ]
        self.members = [make_member(str(star)) for star in range(1, 5)]
        self.told: Counter[str] = Counter()
        self.verbs: list[Callable[[], Any]] = [
            getattr(self, name) for name in sorted(dir(self)) if name.startswith("do_")
        ]

    def step(self) -> None:
        """One act, done or refused with a sentence; nothing else may come out of it."""
        self.now += timedelta(hours=self.dice.randint(1, 60), microseconds=self.dice.randint(0, 9))
        verb = self.dice.choice(self.verbs)
        before = CaseEvent.objects.count()
        try:
            verb()
            self.told[verb.__name__] += 1
            check_obligations(self)
        except RuleViolation as refusal:
            assert refusal.sentence.endswith(".")
            assert CaseEvent.objects.count() == before

    @property
    def act(self) -> dict[str, Any]:
        return {"by": self.dice.choice(self.people), "now": self.now}

    @property
    def dated(self) -> dict[str, Any]:
        return {**self.act, "on": local_day(self.now)}

    def a(self, model: Any, **only: Any) -> Any:
        rows = list(model.objects.filter(**only).order_by("pk"))
        if not rows:
            raise RuleViolation("There is none.")
        return self.dice.choice(rows)

    def words(self) -> str:
        return self.dice.choice(WORDS)

    def day(self, back: int = 40, ahead: int = 5) -> Any:
        return local_day(self.now) + timedelta(days=self.dice.randint(-back, ahead))

    def moment(self) -> datetime:
        return self.now - timedelta(minutes=self.dice.randint(-5, 5000))

    def do_open(self) -> None:
        member, kind = self.dice.choice(self.members), self.dice.choice(KINDS)
        first = self.day(400, 20)
        last = (
            first + timedelta(days=self.dice.randint(-1, 60)) if self.dice.random() < 0.5 else None
        )
        open_case(
            member=member,
            kind=kind,
            first_day=first,
            last_day=last,
            nature=self.words(),
            reported_at=self.moment(),
            parent=member.cases.filter(kind__startswith="iod").first(),
            owner=self.dice.choice([None, self.people[0]]),
            **self.dated,
        )

    do_open_too = do_open

    def do_assign(self) -> None:
        case, user = self.a(Case), self.dice.choice(self.people)
        seen = self.dice.choice([case.owner_id, case.owner_id, None])
        assign_case(case=case, user=user, reason=self.words(), seen_owner_id=seen, **self.act)

    def do_confirm(self) -> None:
        confirm_case(case=self.a(Case, state="reported"), **self.act)

    def do_return(self) -> None:
        return_case(case=self.a(Absence, last_day=None).case, last_day=self.day(), **self.dated)

    def do_hold(self) -> None:
        until = self.dice.choice([None, self.day(0, 30)])
        hold_case(case=self.a(Case), reason=self.words(), until=until, **self.dated)

    def do_resume(self) -> None:
        resume_case(case=self.a(Hold, ended_at=None).case, **self.act)

    def do_close(self) -> None:
        everything = ["note", "verified", "requirements", "travel"]
        outcome, waived = self.dice.choice(CloseOutcome.values), self.dice.choice([[], everything])
        case = self.a(Case, state__in=["returned", "reported"])
        close_case(case=case, outcome=outcome, reason=self.words(), waived=waived, **self.dated)

    def do_reopen(self) -> None:
        reopen_case(case=self.a(Case, state="closed"), reason=self.words(), **self.act)

    def do_amend(self) -> None:
        case = self.a(Case)
        amend_case(
            case=case,
            nature=self.words(),
            expected_return_on=self.dice.choice([None, self.day(10, 400)]),
            reported_by=self.words(),
            reason=self.words(),
            version=case.version - self.dice.choice([0, 0, 1]),
            **self.act,
        )

    def do_note(self) -> None:
        note = {"kind": self.a(NoteKind), "text": self.words(), "happened_at": self.moment()}
        add_note(case=self.a(Case), **note, **self.act)

    def do_amend_note(self) -> None:
        note = self.a(CaseNote)
        amend_note(
            note=note,
            kind=note.kind,
            text=self.words(),
            happened_at=self.moment(),
            reason=self.words(),
            version=note.version,
            **self.act,
        )

    def do_strike_note(self) -> None:
        strike_note(note=self.a(CaseNote), reason=self.words(), **self.act)

    def do_exception(self) -> None:
        spell = self.a(Absence)
        first = spell.first_day + timedelta(days=self.dice.randint(0, 9))
        days = timedelta(days=self.dice.randint(0, 9))
        record_exception(
            member=spell.member,
            first_day=first,
            last_day=first + days,
            reason="furlough",
            source="F-1",
            **self.dated,
        )

    def do_credit(self) -> None:
        injury = self.a(Case, kind="iod")
        record_credit(
            member=injury.member,
            account="iod",
            first_day=self.day(),
            reason="treatment_delay",
            source="award",
            injury=injury,
            days=self.dice.randint(-1, 400),
            **self.dated,
        )

    def do_reverse(self) -> None:
        reverse_entry(entry=self.a(LedgerEntry), reason=self.words(), **self.dated)


@pytest.fixture(params=[1, 2026])
def walked(request: pytest.FixtureRequest, db: None) -> Walk:
    walk = Walk(request.param)
    names = {verb.__name__ for verb in walk.verbs}
    for _ in range(MOST_STEPS):
        if walk.told.total() >= ACTS and set(walk.told) == names:
            break
        walk.step()
    return walk


def test_random_walk_leaves_everything_whole(walked: Walk) -> None:
    assert set(walked.told) == {verb.__name__ for verb in walked.verbs}
    assert verify(on=local_day(walked.now)).broken == []
    check_owners()
    check_states()
    check_spells()
    check_returning()
    check_changed()
    check_references()
    check_newest_digests()


def check_owners() -> None:
    for case in Case.objects.all():
        spell = Assignment.objects.filter(case=case, ended_at=None).first()
        held = spell.user_id if spell else None
        assert held == (case.owner_id if case.is_open else None)


def check_states() -> None:
    for case in Case.objects.all():
        running = case.absences.standing().filter(last_day=None).exists()
        held = case.holds.filter(ended_at=None).exists()
        assert not (running and case.state in ("returned", "closed"))
        assert not (held and case.state == "closed")
        assert running or case.state != "on_roll"


def check_spells() -> None:
    """In order, one a day, and none before the absence in which it begins."""
    for model in (Certification, CategorySpell):
        for case in Case.objects.all():
            rows = list(model.objects.standing().filter(case=case).order_by("first_day"))
            for row, later in pairwise(rows):
                assert row.last_day and row.last_day < later.first_day
            for row in rows:
                spells = case.absences.filter(reversed_at=None, first_day__lte=row.first_day)
                assert any(s.last_day is None or s.last_day >= row.first_day for s in spells)


def check_references() -> None:
    for counter in ReferenceCounter.objects.exclude(series__startswith="N-"):
        mark = f"{counter.series}-{counter.year % 100:02d}-"
        used = Case.objects.filter(reference__startswith=mark).order_by("reference")
        numbers = [int(row.reference.removeprefix(mark)) for row in used]
        assert numbers == list(range(1, counter.last + 1))


def check_newest_digests() -> None:
    """What an act last said of a row is the row, and is its newest history row, with its why."""
    last = {}
    told = [*CaseEvent.objects.all(), *MemberEvent.objects.all()]
    for event in sorted(told, key=lambda event: (event.recorded_at, event.pk)):
        for label, key, digest in event.data["wrote"]:
            last[label, key] = digest
    kept = (Case, Absence, Assignment, Hold, CaseNote, Certification, CategorySpell, *TRACKED)
    for model in kept:
        for row in model.objects.all():
            newest = row.history.first()
            said = last[model._meta.label_lower, row.pk]
            assert said == row_digest(row) == row_digest(newest.instance)
            assert newest.history_user and newest.history_change_reason
