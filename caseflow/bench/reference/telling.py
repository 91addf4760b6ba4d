"""A case as it would have been written down, act by act: rows, versions and its chain."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any

from caseflow.bench.reference.plan import CasePlan, Person
from caseflow.bench.reference.tables import Row, Table
from caseflow.bench.reference.work import Work, moment
from caseflow.chain import ChainedEvent, Link, link_event
from caseflow.demo import texts
from caseflow.demo.names import FIRST_FEMALE, FIRST_MALE, LAST
from caseflow.models import User
from caseflow.references import format_reference
from cases.kinds import KINDS, Account, CaseKind
from cases.models import Absence, Assignment, Case, CaseEvent, CaseNote, NoteKind
from cases.models.case import CaseState
from cases.services.closing import CloseOutcome

CODES = list(texts.NOTES)
ODDS = list(accumulate(texts.NOTE_WEIGHTS[code] for code in CODES))
HOUR = 3600
LONG = 500


@dataclass(slots=True)
class Event:
    """An event of a chain on its way into the table; its hash is made as that of the model."""

    case_id: int
    kind: str
    by_id: int
    reason: str
    data: dict[str, Any]
    sequence: int = 0
    happened_at: Any = None
    recorded_at: Any = None
    previous_hash: str = ""
    hash: str = ""

    payload = ChainedEvent.payload
    computed_hash = ChainedEvent.computed_hash


@dataclass(slots=True)
class Told:
    """A case on its way: `steps` are (recorded, happened, event), put in order at the end."""

    plan: CasePlan
    case: Row
    opened: datetime
    until: datetime
    keeper: User | None
    steps: list[tuple[datetime, datetime, Event]] = field(default_factory=list)

    def add(
        self, at: datetime, kind: str, by: int, data: dict[str, Any], wrote: list[Any], **more: Any
    ) -> None:
        event = Event(self.case["id"], kind, by, more.get("reason", ""), {**data, "wrote": wrote})
        self.steps.append((at, more.get("happened", at), event))


@dataclass(slots=True)
class Teller:
    """Tells the cases of one member after the other into the tables."""

    work: Work
    cases: Table = field(default_factory=lambda: Table(Case))
    absences: Table = field(default_factory=lambda: Table(Absence))
    assignments: Table = field(default_factory=lambda: Table(Assignment))
    notes: Table = field(default_factory=lambda: Table(CaseNote))
    events: Table = field(default_factory=lambda: Table(CaseEvent))
    kinds: dict[str, NoteKind] = field(default_factory=dict)
    numbers: dict[tuple[str, int], int] = field(default_factory=dict)
    doctors: list[str] = field(default_factory=list)
    long_cases: int = 0
    noted: int = 0
    counted: int = 0

    def __post_init__(self) -> None:
        self.kinds = {kind.code: kind for kind in NoteKind.objects.all()}

    @property
    def tables(self) -> Sequence[Table]:
        return (self.cases, self.absences, self.assignments, self.notes, self.events)

    def tell(self, person: Person, plans: list[CasePlan]) -> list[Told]:
        """The member's cases, written but for their chains (`finish`)."""
        told: list[Told] = []
        for plan in plans:
            parent = told[plan.parent].case if plan.parent is not None else None
            told.append(self._open(person, plan, parent))
        for one in told:
            self._absences(one, person)
            self._assign(one)
            self._notes(one)
            if not one.plan.is_open:
                self._close(one)
        return told

    def _open(self, person: Person, plan: CasePlan, parent: Row | None) -> Told:
        work, chance, last = self.work, self.work.chance, plan.last_day
        opened = min(moment(plan.first_day, chance.randint(7 * HOUR, 15 * HOUR)), work.now)
        until = work.now
        if not plan.is_open and last:
            after = last + timedelta(days=chance.randint(1, 6))
            until = max(min(moment(after, chance.randint(9 * HOUR, 16 * HOUR)), work.now), opened)
        reference, label = self._reference(plan), ""
        if plan.kind != CaseKind.NON_IOD:
            label = parent["injury_label"] if parent else reference
        case = self.cases.new(
            reference=reference, kind=plan.kind, state=CaseState.REPORTED, member_id=person.pk,
            parent_id=parent["id"] if parent else None, injury_label=label, nature=plan.nature,
            first_day=plan.first_day, reported_at=opened, opened_at=opened,
            reported_by=chance.choice(texts.CALLERS[:4]), opened_by_id=work.intake.pk,
            expected_return_on=self._expected(plan),
        )  # fmt: skip
        alone = plan.is_open and plan.last_day is None and chance.random() < 0.1
        told = Told(plan, case, opened, until, None if alone else chance.choice(work.keepers))
        wrote = [self.cases.keep(case, opened, work.intake.pk, "Opened")]
        data = {"reported_by": case["reported_by"], "kind": KINDS[plan.kind].label}
        told.add(opened, "case_opened", work.intake.pk, data, wrote)
        return told

    def _expected(self, plan: CasePlan) -> date | None:
        """When an absent member is thought to be back: mostly known, now and then past."""
        if plan.last_day or self.work.chance.random() < 0.3:
            return None
        return max(plan.first_day, self.work.on + timedelta(days=self.work.chance.randint(-10, 60)))

    def _reference(self, plan: CasePlan) -> str:
        series, year = KINDS[plan.kind].series, plan.first_day.year
        number = self.numbers[series, year] = self.numbers.get((series, year), 0) + 1
        return format_reference(series, year, number)

    def _absences(self, told: Told, person: Person) -> None:
        work, case = self.work, told.case
        account = KINDS[told.plan.kind].account
        injury = None
        if account == Account.IOD:
            injury = case["parent_id"] or case["id"]
        for first, last in told.plan.spells:
            at = min(max(moment(first, 16 * HOUR), told.opened), told.until)
            row = self.absences.new(
                member_id=person.pk, case_id=case["id"], account=account, injury_id=injury,
                first_day=first, last_day=last, source=f"MAR-{first.year}-{case['id']:07d}",
                entered_at=at, entered_by_id=work.intake.pk,
            )  # fmt: skip
            data = {
                "first_day": first.isoformat(),
                "last_day": last.isoformat() if last else None,
                "account": account,
            }
            wrote = [self.absences.keep(row, at, work.intake.pk, "Entered")]
            told.add(at, "absence_entered", work.intake.pk, data, wrote)

    def _assign(self, told: Told) -> None:
        """The case gets its keeper, and an open one is confirmed."""
        if told.keeper is None:
            return
        lead, case = self.work.lead.pk, told.case
        at = min(told.opened + timedelta(hours=1), told.until)
        case["owner_id"], case["version"] = told.keeper.pk, 2
        spell = self.assignments.new(
            case_id=case["id"], user_id=told.keeper.pk, started_at=at, started_by_id=lead
        )
        told.case["_spell"] = spell
        wrote = [
            self.cases.keep(case, at, lead, "Assigned"),
            self.assignments.keep(spell, at, lead, "Assigned"),
        ]
        told.add(at, "case_assigned", lead, {"to": str(told.keeper)}, wrote)
        if told.plan.is_open:
            at = min(at + timedelta(hours=3), told.until)
            case["state"] = CaseState.RETURNED if told.plan.last_day else CaseState.ON_ROLL
            case["version"] = 3
            wrote = [self.cases.keep(case, at, lead, "Confirmed")]
            told.add(at, "absence_confirmed", lead, {}, wrote)

    def _close(self, told: Told) -> None:
        case, spell, by = told.case, told.case["_spell"], told.case["owner_id"]
        case["state"], case["closed_at"], case["closed_by_id"] = CaseState.CLOSED, told.until, by
        case["version"] += 1
        spell["ended_at"], spell["ended_by_id"] = told.until, by
        outcome = CloseOutcome.OTHER.label
        wrote = [
            self.cases.keep(case, told.until, by, outcome),
            self.assignments.keep(spell, told.until, by, "Handed over"),
        ]
        told.add(told.until, "case_closed", by, {"outcome": outcome, "waived": []}, wrote)

    def _notes(self, told: Told) -> None:
        """Most by the keeper, in office hours, a few entered days late."""
        chance, work = self.work.chance, self.work
        count = self._count(told)
        days = max((told.until - told.opened).days, 0)
        times = sorted(
            min(
                max(
                    moment(
                        told.plan.first_day + timedelta(days=chance.randint(0, days)),
                        8 * HOUR + int(chance.random() * 9 * HOUR),
                    ),
                    told.opened,
                ),
                told.until,
            )
            for _ in range(count)
        )
        codes = chance.choices(CODES, cum_weights=ODDS, k=count)
        keeper = told.keeper or work.lead
        for number, (at, code) in enumerate(zip(times, codes, strict=True), start=1):
            kind = self.kinds[code]
            by = keeper.pk if chance.random() < 0.9 else chance.choice(work.keepers).pk
            happened = at
            if chance.random() < 0.03:
                happened = max(at - timedelta(days=chance.randint(1, 6)), told.opened)
            note = self.notes.new(
                case_id=told.case["id"], number=number, kind_id=kind.pk, happened_at=happened,
                text=self._text(told, code), author_id=by, entered_at=at,
            )  # fmt: skip
            wrote = [self.notes.keep(note, at, by, "Written")]
            data = {"note": number, "about": kind.label}
            told.add(at, "note_added", by, data, wrote, happened=happened)

    def _count(self, told: Told) -> int:
        """So many that the figure asked for comes out; hundreds on some open cases."""
        figures, chance = self.work.figures, self.work.chance
        left = max(figures.notes - self.noted, 0) / max(figures.cases - self.counted, 1)
        mean = left * (2.5 if told.plan.is_open else 1)
        count = max(round(chance.gammavariate(1.2, mean / 1.2)), 1) if mean else 1
        if told.plan.is_open and told.keeper and self.long_cases < figures.long_cases:
            self.long_cases += 1
            count = LONG
        self.noted += count
        self.counted += 1
        return count

    def _text(self, told: Told, code: str) -> str:
        chance = self.work.chance
        text = chance.choice(texts.NOTES[code]).format(
            nature=told.plan.nature, provider=chance.choice(self.doctors), soon="Monday",
            recent="Friday",
        )  # fmt: skip
        dice = chance.random()
        if dice < 0.05:
            first = chance.choice(FIRST_FEMALE if dice < 0.02 else FIRST_MALE)
            text += f" Spoke with {first} {chance.choice(LAST)}."
        elif dice < 0.08:
            text += f" Call back at 312-555-01{chance.randrange(100):02d}."
        return text

    def finish(self, told: Told) -> None:
        """The chain of the case, in the order in which things were written down."""
        chain, link = f"case:{told.case['reference']}", Link()
        told.steps.sort(key=lambda step: step[0])
        rows, keys = self.events.rows, self.events.keys
        for recorded, happened, event in told.steps:
            link = link_event(
                event,  # type: ignore[arg-type]
                chain, link, happened_at=happened, recorded_at=recorded,
            )  # fmt: skip
            rows.append(
                {
                    "id": next(keys), "sequence": event.sequence, "kind": event.kind,
                    "happened_at": happened, "recorded_at": recorded, "by_id": event.by_id,
                    "reason": event.reason, "data": event.data, "hash": event.hash,
                    "previous_hash": event.previous_hash, "case_id": event.case_id,
                }
            )  # fmt: skip
