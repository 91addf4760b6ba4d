"""What is next on each case of a person, and when: the lines of Today.

The date of a case is the earliest of: its next appointment, the end of what the provider's last
note covers, the expected return, the end of a hold, the end of limited duty or leave, the answer
to a review of certification, the day of a release that the unit has not verified. An appointment
whose day has passed without a word on how it went is late, and so is a note that ran out while the
member is still absent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from caseflow.dates import local_day, words
from cases.models import CaseEvent, Certification, DutySpell, Hold, Release
from cases.models.case import CaseQuerySet, CaseState
from cases.models.duty import LIMITED, DutyKind
from providers.models import Appointment, ProviderReport, WorkStatus
from providers.queries import next_appointment_for

NOTE = ("Provider note ends", "Provider note ended")
RESTRICTIONS = ("Restrictions end", "Restrictions ended")
RETURN = ("Expected return", "Return was expected")
HOLD = ("Hold ends", "Hold should have ended")
LIMITED_DUTY = (
    "Limited duty ends: renew it or record the full release",
    "Limited duty ended: renew it or record the full release",
)
REVIEW = ("Answer the review of certification", "The review of certification was to be answered")
VERIFY = ("Unit verifies the release", "Release not verified by the unit")
CLOSE = "Close the case: the member is back"
UNDATED = "Set the next date"
HELD = "On hold, without an end"
NEAR_DAYS = 60  # within which a weekday says more than a year


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a case waits for; `at` is its time where it has one."""

    due_on: date | None
    what: str
    at: datetime | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One case of the worklist with its next steps, the earliest first; the last of them may be
    without a date. `untouched` is days since the last entry."""

    case: Any
    steps: tuple[Step, ...]
    on: date
    untouched: int
    is_near: bool
    is_held: bool

    @property
    def step(self) -> Step:
        return self.steps[0]

    @property
    def then(self) -> Step | None:
        """What comes after the next step; what is for today before what is late as well."""
        others = self.steps[1:]
        for_today = [step for step in others if step.due_on == self.on]
        return next(iter([*for_today, *others]), None)

    @property
    def is_late(self) -> bool:
        return self.step.due_on is not None and self.step.due_on < self.on

    @property
    def is_today(self) -> bool:
        """Whether any of the steps is for today, the next one or, behind a late one, another."""
        return any(step.due_on == self.on for step in self.steps)

    @property
    def is_far(self) -> bool:
        """Whether the date needs its year."""
        due = self.step.due_on
        return due is not None and abs((due - self.on).days) > NEAR_DAYS

    @property
    def case_url(self) -> str:
        return str(self.case.get_absolute_url())

    @property
    def url(self) -> str:
        return self.step.url or self.case_url

    @property
    def near_words(self) -> str:
        """When pay ends, or ended, for a case near exhaustion."""
        if not self.is_near:
            return ""
        reached = "since" if self.is_unpaid else "from"
        return f"unpaid {reached} {words(self.case.first_unpaid_day)}"

    @property
    def is_unpaid(self) -> bool:
        return self.is_near and self.case.first_unpaid_day <= self.on

    @property
    def touched(self) -> str:
        if self.untouched < 1:
            return "today"
        return "1 day" if self.untouched == 1 else f"{self.untouched} days"


def with_next(rows: CaseQuerySet, on: date) -> CaseQuerySet:
    """Adds what the worklist needs to know of a case and its row does not hold."""
    of = {"case": OuterRef("pk")}
    hold = Hold.objects.filter(**of, ended_at__isnull=True)
    note = (
        ProviderReport.objects.filter(**of, covers_to__isnull=False)
        | ProviderReport.objects.filter(**of, work_status=WorkStatus.FULL)
    ).order_by("-received_on", "-id")
    return rows.annotate(
        is_held=Exists(hold),
        hold_until=Subquery(hold.values("until")[:1]),
        note_status=Subquery(note.values("work_status")[:1]),
        note_to=Subquery(note.values("covers_to")[:1]),
        last_touch=last_touch(),
        **_of_return(on),
    )


def _of_return(on: date) -> dict[str, Any]:
    """The limited duty or leave that runs on the day, the review that waits for its answer, the
    release that waits for the unit."""
    of = {"case": OuterRef("pk")}
    spell = DutySpell.objects.standing().filter(**of, first_day__lte=on)
    spell = spell.filter(Q(last_day=None) | Q(last_day__gte=on)).order_by("-first_day")
    review = Certification.objects.standing().filter(
        **of, review_due_on__isnull=False, review_answered_on__isnull=True
    )
    release = Release.objects.standing().filter(**of, verified_on__isnull=True)
    return {
        "duty_kind": Subquery(spell.values("kind")[:1]),
        "duty_since": Subquery(spell.values("first_day")[:1]),
        "duty_until": Subquery(spell.values("last_day")[:1]),
        "duty_expires": Subquery(spell.values("expires_on")[:1]),
        "review_due": Subquery(review.order_by("review_due_on").values("review_due_on")[:1]),
        "unverified_on": Subquery(release.order_by("returns_on").values("returns_on")[:1]),
    }


def last_touch() -> Subquery:
    """When something was last recorded on a case."""
    events = CaseEvent.objects.filter(case=OuterRef("pk")).order_by("-sequence")
    return Subquery(events.values("recorded_at")[:1])


def worklist(rows: CaseQuerySet, on: date, near_days: int) -> list[Line]:
    """The cases with what is next, in two queries: late and early dates first, undated last."""
    found = list(with_next(rows.with_first_unpaid(on), on).select_related("member", "member__unit"))
    dates = next_appointment_for(found)
    lines = [_line(case, dates.get(case.pk), on, near_days) for case in found]
    return sorted(lines, key=_by_date)


def next_steps(case: Any, appointment: Appointment | None, on: date) -> tuple[Step, ...]:
    """A case's dates in order; without one, the act that it is ready for."""
    steps = [step for step in _steps(case, appointment, on) if step.due_on]
    if steps:
        return tuple(sorted(steps, key=lambda step: step.due_on or date.max))
    if case.duty_kind:
        return (Step(None, f"{DutyKind(case.duty_kind).label} since {words(case.duty_since)}"),)
    if case.state == CaseState.RETURNED:
        return (Step(None, CLOSE),)
    return (Step(None, HELD if case.is_held else UNDATED),)


def _steps(case: Any, appointment: Appointment | None, on: date) -> Iterable[Step]:
    if appointment:
        day = local_day(appointment.starts_at)
        kind = appointment.get_kind_display()
        what = kind if day >= on else f"Settle: {kind.lower()}"
        yield Step(day, what, appointment.starts_at, appointment.get_absolute_url())
    if case.state != CaseState.RETURNED:
        if case.note_status == WorkStatus.LIMITED:
            yield _step(case.note_to, RESTRICTIONS, on)
        elif case.note_status != WorkStatus.FULL:
            yield _step(case.note_to, NOTE, on)
        yield _step(case.expected_return_on, RETURN, on)
    if case.is_held:
        yield _step(case.hold_until, HOLD, on)
    yield _step(case.review_due, REVIEW, on)
    yield _step(case.unverified_on, VERIFY, on)
    if case.duty_kind in LIMITED:
        yield _step(case.duty_expires or case.duty_until, LIMITED_DUTY, on)
    elif case.duty_kind:
        yield Step(case.duty_until, f"{DutyKind(case.duty_kind).label} ends")


def _step(due_on: date | None, said: tuple[str, str], on: date) -> Step:
    """A date with its words, ahead or behind."""
    return Step(due_on, said[due_on is not None and due_on < on])


def _line(case: Any, appointment: Appointment | None, on: date, near_days: int) -> Line:
    unpaid = case.first_unpaid_day
    touched = case.last_touch or case.opened_at
    return Line(
        case=case,
        steps=next_steps(case, appointment, on),
        on=on,
        untouched=(on - local_day(touched)).days,
        is_near=unpaid is not None and unpaid <= on + timedelta(days=near_days),
        is_held=case.is_held,
    )


def _by_date(line: Line) -> tuple[Any, ...]:
    at = line.step.at.timestamp() if line.step.at else 0
    due = line.step.due_on or date.max
    return (due, not at, at, line.case.member.name_key, line.case.pk)
