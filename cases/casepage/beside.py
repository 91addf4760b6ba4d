"""What stands beside the facts of a case, a list of each: files, the next appointment, cases of the
same injury, open obligations, people; all in one statement, for most cases have few of each."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    F,
    IntegerField,
    Q,
    SmallIntegerField,
    TextField,
    Value,
    When,
)
from django.db.models import Case as Choice
from django.db.models.functions import Cast
from django.urls import reverse

from caseflow.datewords import day as words
from caseflow.prepared import Prepared
from cases.models import Case, CaseEvent, Document, Obligation
from cases.models.case import CaseState
from cases.models.obligation import Actor, HoldEvent
from providers.models import (
    Appointment,
    AppointmentKind,
    AppointmentState,
    Provider,
    ProviderReport,
)

FILES: Final = 10


@dataclass(frozen=True, slots=True)
class File:
    """A file of the case, newest first."""

    key: str
    name: str
    size: int
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class NextAppointment:
    key: str
    kind: str
    starts_at: datetime

    @property
    def url(self) -> str:
        return reverse("providers:appointment", args=[self.key])


@dataclass(frozen=True, slots=True)
class Related:
    """The injury a case goes back to, or a recurrence of it."""

    reference: str
    state: str
    first_day: date

    @property
    def url(self) -> str:
        return reverse("cases:detail", args=[self.reference])


@dataclass(frozen=True, slots=True)
class Due:
    """An open obligation. `waits` says for what it is on hold, `whose` who has to act."""

    key: str
    what: str
    due_on: date
    due_at: datetime | None
    whose: str
    waits: str
    legal: bool
    moved_reason: str

    @property
    def url(self) -> str:
        return reverse("work:obligation", args=[self.key])


@dataclass(slots=True)
class Beside:
    files: list[File] = field(default_factory=list)
    appointment: NextAppointment | None = None
    related: list[Related] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    people: list[tuple[int, str]] = field(default_factory=list)
    report: ProviderReport | None = None


_COLUMNS: dict[str, Any] = {
    "in_table": Value("", CharField()),
    "in_key": F("pk"),
    **{f"in_text{n}": Value("", TextField()) for n in range(1, 8)},
    "in_day1": Cast(Value(None), DateField()),
    "in_day2": Cast(Value(None), DateField()),
    "in_at1": Cast(Value(None), DateTimeField()),
    "in_number": Value(0, IntegerField()),
    "in_flag": Value(False, BooleanField()),
}
_NAMES = tuple(name.removeprefix("in_") for name in _COLUMNS)
NO_CASE: Final = -1


def _named(rows: Any, table: str, **columns: Any) -> Any:
    """The rows under the common names, so that the lists make one."""
    shown = {f"in_{name}": value for name, value in columns.items()}
    said = {**_COLUMNS, "in_table": Value(table, CharField()), **shown}
    return rows.order_by().annotate(**said).values_list(*_COLUMNS)


def _files(case: int) -> Any:
    newest = Document.objects.filter(case_id=case).order_by("-stored_at", "-id")
    rows = Document.objects.filter(pk__in=newest.values("pk")[:FILES])
    shown = {"text1": F("key"), "text2": F("name"), "at1": F("stored_at"), "number": F("size")}
    return _named(rows, "file", **shown)


def _appointment(case: int) -> Any:
    """The earliest that is still scheduled, also when its time has passed without an outcome."""
    scheduled = Appointment.objects.filter(case_id=case, state=AppointmentState.SCHEDULED)
    first = scheduled.order_by("starts_at", "id").values("pk")[:1]
    rows = Appointment.objects.filter(pk__in=first)
    return _named(rows, "appointment", text1=F("key"), text2=F("kind"), at1=F("starts_at"))


def _related(case: int, root: int) -> Any:
    """Of the same member, so whoever sees the case sees them."""
    rows = Case.objects.filter(Q(pk=root) | Q(parent_id=root)).exclude(pk=case)
    shown = {"text1": F("reference"), "text2": F("state"), "day1": F("first_day")}
    return _named(rows, "related", **shown)


def _due(case: int, on: date) -> Any:
    begun = Q(opens_on__lte=on) | Q(due_on__lte=on)
    rows = Obligation.objects.open().in_time(on).filter(begun, case_id=case)
    shown = {
        "text1": F("key"), "text2": F("what"), "text3": F("actor"), "text4": F("held_for"),
        "text5": F("moved_reason"), "day1": F("due_on"), "day2": F("held_until"),
        "at1": F("due_at"), "flag": F("legal"),
    }  # fmt: skip
    return _named(rows, "due", **shown)


def _people(case: int) -> Any:
    rows = CaseEvent.objects.filter(case_id=case)
    return _named(rows, "person", key=F("by_id"), text1=F("by__full_name")).distinct()


def _report(case: int, on: date) -> Any:
    """The report whose covered dates include the day, the latest received of several; else the
    latest of all, as `providers.queries.current_report` says."""
    covering = Q(covers_from__lte=on) & (Q(covers_to__isnull=True) | Q(covers_to__gte=on))
    first = When(covering, then=Value(0))
    place = Choice(first, default=Value(1), output_field=SmallIntegerField())
    ranked = ProviderReport.objects.filter(case_id=case).annotate(place=place)
    chosen = ranked.order_by("place", "-received_on", "-id").values("pk")[:1]
    shown = {
        "text1": F("key"), "text2": F("work_status"), "text3": F("restrictions"),
        "text4": F("channel"), "text5": F("provider_name"), "text6": F("provider__key"),
        "text7": F("provider__name"), "day1": F("covers_to"), "day2": F("received_on"),
    }  # fmt: skip
    return _named(ProviderReport.objects.filter(pk__in=chosen), "report", **shown)


def _asked(case: int, root: int, on: date) -> Any:
    others = (
        _appointment(case), _related(case, root), _due(case, on), _people(case), _report(case, on),
    )  # fmt: skip
    return _files(case).union(*others, all=True)


_beside = Prepared(_asked, case=int, root=int, on=date)


def load_beside(case: Case, on: date) -> Beside:
    """All of it for the case, as of the day."""
    root, found = case.injury, Beside()
    for values in _beside.rows(case=case.pk, root=root.pk if root else NO_CASE, on=on):
        row = dict(zip(_NAMES, values, strict=True), on=on)
        _READERS[row["table"]](found, row)
    found.files.sort(key=lambda file: file.stored_at, reverse=True)
    found.related.sort(key=lambda other: (other.reference != _of(root), other.first_day))
    found.due.sort(key=lambda each: (each.due_on, each.what))
    found.people.sort(key=lambda person: person[1])
    return found


def _of(root: Case | None) -> str:
    return root.reference if root else ""


def _read_file(found: Beside, row: dict[str, Any]) -> None:
    found.files.append(File(row["text1"], row["text2"], row["number"], row["at1"]))


def _read_appointment(found: Beside, row: dict[str, Any]) -> None:
    kind = AppointmentKind(row["text2"]).label
    found.appointment = NextAppointment(row["text1"], str(kind), row["at1"])


def _read_related(found: Beside, row: dict[str, Any]) -> None:
    state = CaseState(row["text2"]).label.lower()
    found.related.append(Related(row["text1"], state, row["day1"]))


def _read_due(found: Beside, row: dict[str, Any]) -> None:
    waits = f"until {HoldEvent(row['text4']).label}" if row["text4"] else ""
    if row["day2"] and row["day2"] > row["on"]:
        waits = f"until {words(row['day2'])}"
    actor = Actor(row["text3"])
    found.due.append(
        Due(
            key=row["text1"],
            what=row["text2"],
            due_on=row["day1"],
            due_at=row["at1"],
            whose="" if actor == Actor.OFFICE else str(actor.label),
            waits=waits,
            legal=bool(row["flag"]),
            moved_reason=row["text5"],
        )
    )


def _read_person(found: Beside, row: dict[str, Any]) -> None:
    found.people.append((row["key"], row["text1"]))


def _read_report(found: Beside, row: dict[str, Any]) -> None:
    provider = Provider(key=row["text6"], name=row["text7"]) if row["text6"] else None
    found.report = ProviderReport(
        pk=row["key"], key=row["text1"], work_status=row["text2"], restrictions=row["text3"],
        channel=row["text4"], provider_name=row["text5"], covers_to=row["day1"],
        received_on=row["day2"], provider=provider,
    )  # fmt: skip


_READERS = {
    "file": _read_file,
    "appointment": _read_appointment,
    "related": _read_related,
    "due": _read_due,
    "person": _read_person,
    "report": _read_report,
}
