"""One case told in the order in which it happened, every act through its service."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from caseflow.dates import words
from caseflow.demo import texts
from caseflow.demo.office import Office, day_of
from caseflow.models import User
from cases.kinds import CaseKind
from cases.models import Case, CaseNote, Release, ReturnRequirement
from cases.services.assigning import assign_case
from cases.services.closing import close_case, reopen_case
from cases.services.holding import hold_case, resume_case
from cases.services.moving import amend_case, confirm_case, return_case
from cases.services.notes import add_note, amend_note, strike_note
from cases.services.opening import open_case
from members.models import Member
from providers.models import Provider

# Which specialties treat what; the first word that the nature holds decides.
TREATED_BY = {
    "stress": ("psychology", "psychiatry"),
    "concussion": ("neurology",),
    "migraine": ("neurology",),
    "vertigo": ("neurology",),
    "hand": ("hand", "therapy"),
    "wrist": ("hand", "therapy"),
    "lumbar": ("physiatry", "pain", "therapy"),
    "cervical": ("physiatry", "therapy"),
    "back": ("physiatry", "therapy"),
    "knee": ("orthopedics", "therapy"),
    "shoulder": ("orthopedics", "therapy"),
    "ankle": ("orthopedics", "therapy"),
    "fracture": ("orthopedics",),
    "needlestick": ("infectious", "occupational"),
    "eye": ("ophthalmology",),
    "dental": ("dental",),
    "hypertension": ("cardiology", "internal"),
    "respiratory": ("pulmonology", "internal"),
    "pneumonia": ("pulmonology", "internal"),
    "laceration": ("emergency", "hand"),
    "dog bite": ("emergency", "infectious"),
}


@dataclass(slots=True)
class Tale:
    """`at` is the instant up to which the case is told; `keeper` holds it, and does so to
    the end where it `stays`."""

    office: Office
    member: Member
    keeper: User
    case: Case | None = None
    at: datetime = field(init=False)
    notes: list[CaseNote] = field(default_factory=list)
    stays: bool = False
    expected: date | None = None
    covered_to: date | None = None
    category: str = ""
    certified: bool = False
    required: ReturnRequirement | None = None

    @property
    def on(self) -> date:
        return day_of(self.at)

    @property
    def told(self) -> Case:
        assert self.case is not None
        return self.case

    # --- the acts -------------------------------------------------------------------------------
    def open(
        self,
        kind: str,
        nature: str,
        first: date,
        *,
        parent: Case | None = None,
        expected: int | None = None,
        owner: User | None = None,
        without_absence: bool = False,
    ) -> "Tale":
        """The call, on the first morning or the evening before, and the case that it opens."""
        office = self.office
        evening = office.likely(0.4) and not without_absence
        called = (
            office.at(first - timedelta(days=1), office.between(17 * 60, 22 * 60 + 30))
            if evening
            else office.at(first, office.between(5 * 60, 9 * 60))
        )
        self.at = office.soon(called, 2, 25)
        self.expected = first + timedelta(days=expected) if expected else None
        caller = office.chance.choice(texts.CALLERS)
        by = owner or office.users[office.chance.choice(["intake", "intake", "lead"])]
        self.case = open_case(
            member=self.member,
            kind=kind,
            first_day=first,
            nature=nature,
            by=by,
            now=self.at,
            on=self.on,
            expected_return_on=self.expected,
            reported_by=caller.format(unit=self.member.unit),
            reported_at=called,
            parent=parent,
            source=f"MAR-{first.year}-{office.between(1, 999_999):06d}",
            owner=owner,
            without_absence=without_absence,
        )
        office.cases.append(self.case)
        return self

    def assign(self) -> None:
        """The lead gives a free case to its keeper."""
        self._hand(self.office.users["lead"], "")

    def hand_over(self) -> None:
        others = [user for user in self.office.keepers() if user.pk != self.keeper.pk]
        self.keeper = self.office.chance.choice(others)
        self._hand(self.office.users["lead"], self.office.chance.choice(texts.HANDOVER_REASONS))

    def _hand(self, by: User, reason: str) -> None:
        seen = Case.objects.values_list("owner_id", flat=True).get(pk=self.told.pk)
        assign_case(
            case=self.told,
            user=self.keeper,
            by=by,
            now=self.at,
            reason=reason,
            seen_owner_id=seen,
        )

    def confirm(self) -> None:
        confirm_case(case=self.told, by=self.keeper, now=self.at)

    def amend(self, nature: str) -> None:
        self._amend(self.office.chance.choice(texts.AMEND_CASE), nature=nature)

    def put_off(self) -> None:
        """The expected return has passed: the keeper enters a later one."""
        self.expected = self.on + timedelta(days=self.office.between(9, 45))
        reason = self.office.chance.choice(texts.PUT_OFF)
        self._amend(reason, expected_return_on=self.expected)

    def _amend(self, reason: str, **changed: Any) -> None:
        case = Case.objects.get(pk=self.told.pk)
        as_is = {
            "nature": case.nature,
            "expected_return_on": case.expected_return_on,
            "reported_by": case.reported_by,
        }
        amend_case(
            case=case,
            **{**as_is, **changed},
            reason=reason,
            version=case.version,
            by=self.keeper,
            now=self.at,
        )

    def note(self, kind: str = "", text: str = "", *, late_days: int = 0) -> CaseNote:
        """A note of a kind by chance; `late_days`: written down so long after it happened."""
        office = self.office
        kind = kind or office.chance.choices(*zip(*texts.NOTE_WEIGHTS.items(), strict=True))[0]
        text = text or office.chance.choice(texts.NOTES[kind])
        happened = self.at - timedelta(days=late_days, minutes=office.between(3, 40))
        note = add_note(
            case=self.told,
            kind=office.note_kinds[kind],
            text=self.filled(text),
            happened_at=max(happened, self.told.opened_at),
            by=self.keeper,
            now=self.at,
        )
        self.notes.append(note)
        return note

    def amend_note(self, note: CaseNote) -> None:
        more, reason = self.office.chance.choice(texts.AMENDMENTS)
        amend_note(
            note=note,
            kind=note.kind,
            text=f"{note.text}\n{more}",
            happened_at=note.happened_at,
            reason=reason,
            version=note.version,
            by=self.keeper,
            now=self.at,
        )

    def strike_note(self, note: CaseNote) -> None:
        strike_note(note=note, reason=texts.STRIKE_REASON, by=self.keeper, now=self.at)

    def hold(self, days: int | None) -> None:
        hold_case(
            case=self.told,
            reason=self.office.chance.choice(texts.HOLD_REASONS),
            until=self.on + timedelta(days=days) if days else None,
            by=self.keeper,
            now=self.at,
            on=self.on,
        )

    def resume(self) -> None:
        resume_case(case=self.told, by=self.keeper, now=self.at)

    def come_back(self, last: date) -> None:
        return_case(case=self.told, last_day=last, by=self.keeper, now=self.at, on=self.on)

    def close(self, outcome: str, *, reason: str = "", waived: tuple[str, ...] = ()) -> None:
        if Release.objects.standing().filter(case=self.told, verified_on=None).exists():
            waived, reason = (*waived, "verified"), reason or texts.VERIFIED_LATE
        close_case(
            case=self.told,
            outcome=outcome,
            reason=reason,
            waived=waived,
            by=self.keeper,
            now=self.at,
            on=self.on,
        )

    def reopen(self) -> None:
        reason = self.office.chance.choice(texts.REOPEN_REASONS)
        reopen_case(case=self.told, reason=reason, by=self.keeper, now=self.at)

    # --- the clock and the words ------------------------------------------------------------
    def later(self, low: int, high: int) -> bool:
        """Goes on to office hours some days later. False, and stays, where that has not come."""
        moment = self.office.at_work(self.on + timedelta(days=self.office.between(low, high)))
        return self.go(moment)

    def wait(self, low: int, high: int) -> None:
        """Some minutes pass."""
        self.at = self.office.soon(self.at, low, high)

    def go(self, moment: datetime) -> bool:
        if moment > self.office.now:
            return False
        self.at = max(moment, self.at + timedelta(minutes=1))
        return self.at <= self.office.now

    def provider(self) -> Provider:
        """One who treats what the case is about."""
        nature = self.told.nature
        codes = next((c for word, c in TREATED_BY.items() if word in nature), ("internal",))
        return self.office.provider_of(codes)

    def filled(self, text: str) -> str:
        nature = self.told.nature.partition(",")[0]
        return text.format(
            nature=nature,
            provider=self.provider().name if "{provider}" in text else "",
            soon=words(self.on + timedelta(days=self.office.between(3, 16))),
            recent=words(self.on - timedelta(days=self.office.between(1, 6))),
        )


def kind_and_nature(office: Office, iod: bool) -> tuple[str, str]:
    """The kind of a first case and what it is about."""
    if iod:
        return CaseKind.IOD, office.chance.choice(texts.IOD_NATURES)
    return CaseKind.NON_IOD, office.chance.choice(texts.NON_IOD_NATURES)
