"""The appointments of a case: made, moved, kept or missed as the days go by."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from caseflow.demo import texts
from caseflow.demo.office import Office, day_of
from caseflow.demo.tales import Tale
from caseflow.refusals import RuleViolation
from providers.models import Appointment, AppointmentKind
from providers.services.appointments import (
    cancel_appointment,
    keep_appointment,
    make_appointment,
    miss_appointment,
    move_appointment,
)

HOURS = [time(hour, minute) for hour in (8, 9, 10, 11, 13, 14, 15) for minute in (0, 30)]
COMING, MOVED = 12, 3
TODAY = (
    AppointmentKind.MEDICAL_REVIEW,
    AppointmentKind.CASE_MANAGEMENT,
    AppointmentKind.MEDICAL_REVIEW,
    AppointmentKind.FITNESS_FOR_DUTY,
    AppointmentKind.CASE_MANAGEMENT,
    AppointmentKind.MEDICAL_REVIEW,
    AppointmentKind.CASE_MANAGEMENT,
    AppointmentKind.FIRING_RANGE,
)


@dataclass(slots=True)
class Diary:
    """The appointments of one case that are still ahead of the tale."""

    tale: Tale
    ahead: list[Appointment] = field(default_factory=list)

    def make(self, day: date, kind: str = "", clock: time | None = None) -> None:
        """An appointment by the keeper; where the member has one at that time, none."""
        tale, office = self.tale, self.tale.office
        kind = (
            kind
            or office.chance.choices(
                [AppointmentKind.CASE_MANAGEMENT, AppointmentKind.MEDICAL_REVIEW], [1, 2]
            )[0]
        )
        medical = kind in (AppointmentKind.MEDICAL_REVIEW, AppointmentKind.FITNESS_FOR_DUTY)
        on_range = kind == AppointmentKind.FIRING_RANGE
        try:
            made = make_appointment(
                case=tale.told,
                kind=kind,
                day=_weekday(day) if day != office.on else day,
                clock=clock or office.chance.choice(HOURS),
                by=tale.keeper,
                now=tale.at,
                on=tale.on,
                place=texts.RANGE if on_range else office.chance.choice(texts.PLACES),
                provider=tale.provider() if medical and office.likely(0.3) else None,
            )
        except RuleViolation:
            return
        self.ahead.append(made)

    def settle(self, until: datetime) -> None:
        """Says of every appointment that has come by then whether it was kept."""
        tale, office = self.tale, self.tale.office
        for appointment in sorted(self.ahead, key=lambda one: one.starts_at):
            over = appointment.starts_at + timedelta(minutes=appointment.minutes)
            if over > until or not tale.go(over + timedelta(minutes=5)):
                continue
            self.ahead.remove(appointment)
            settle = miss_appointment if office.likely(0.13) else keep_appointment
            settle(appointment=appointment, by=tale.keeper, now=tale.at)
            if settle is miss_appointment:
                tale.note("call_member", office.chance.choice(texts.MISSED))

    def move(self) -> None:
        """Moves the next appointment by some days."""
        tale, office = self.tale, self.tale.office
        if not self.ahead:
            return
        old = min(self.ahead, key=lambda one: one.starts_at)
        if old.starts_at < tale.at or day_of(old.starts_at) == office.on:
            return
        new = move_appointment(
            appointment=old,
            day=_weekday(day_of(old.starts_at) + timedelta(days=office.between(2, 6))),
            clock=office.chance.choice(HOURS),
            reason=office.chance.choice(texts.MOVE_REASONS),
            by=tale.keeper,
            now=tale.at,
            on=tale.on,
        )
        self.ahead.remove(old)
        self.ahead.append(new)

    def cancel_all(self, reason: str) -> None:
        for appointment in self.ahead:
            cancel_appointment(
                appointment=appointment, reason=reason, by=self.tale.keeper, now=self.tale.at
            )
        self.ahead.clear()


def _weekday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def fill_diary(office: Office, diaries: list[Diary]) -> None:
    """The anchor day gets its appointments, whatever the week day, each on another case; the two
    weeks after it get some, a few of them moved."""
    chosen = office.chance.sample(diaries, min(len(diaries), len(TODAY)))
    for diary, kind, clock in zip(chosen, TODAY, HOURS, strict=False):
        diary.make(office.on, kind, clock)
    others = [diary for diary in diaries if diary not in chosen and not diary.ahead]
    for number, diary in enumerate(office.chance.sample(others, min(len(others), COMING))):
        diary.make(office.back(-office.between(2, 14)))
        if number < MOVED:
            diary.tale.wait(1, 20)
            diary.move()
