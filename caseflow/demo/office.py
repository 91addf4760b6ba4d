"""What the steps of the demo office share: its anchor day, its dice, its people, its clock."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from caseflow.dates import at_time, local_day, start_of
from caseflow.models import User
from cases.models import Case, NoteKind
from members.models import Member
from providers.models import Provider

SEED = 9115
COORDINATORS = ("coordinator", "coordinator2", "coordinator3", "coordinator4")
CASELOADS = (5, 3, 3, 3)


@dataclass(slots=True)
class Office:
    """One run of the demo. Everything happened before the anchor day began, so that the office
    looks the same at any hour of that day."""

    on: date
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    users: dict[str, User] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)
    absent: dict[int, list[tuple[date, date]]] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    providers: list[Provider] = field(default_factory=list)
    by_specialty: dict[str, list[Provider]] = field(default_factory=dict)
    note_kinds: dict[str, NoteKind] = field(default_factory=dict)
    known_from: dict[str, date] = field(default_factory=dict)
    kept_aside: tuple[str, ...] = ()
    relative: str = ""
    reports_taken: int = 0
    letters: int = 0
    why_no_letters: str | None = None
    notes_written: int = 0
    recurred: int = 0
    look_at: list[tuple[str, str]] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The end of the last evening before the anchor day."""
        return start_of(self.on) - timedelta(minutes=1)

    def back(self, days: int) -> date:
        return self.on - timedelta(days=days)

    def between(self, low: int, high: int) -> int:
        return self.chance.randint(low, high)

    def likely(self, share: float) -> bool:
        return self.chance.random() < share

    def keepers(self) -> list[User]:
        return [self.users[name] for name in COORDINATORS]

    def coordinator(self) -> User:
        return self.chance.choices(self.keepers(), CASELOADS)[0]

    def provider_of(self, specialties: tuple[str, ...]) -> Provider:
        """A provider with one of the specialties; any, where there is none."""
        found = [one for code in specialties for one in self.by_specialty.get(code, [])]
        return self.chance.choice(found or self.providers)

    def at_work(self, day: date) -> datetime:
        """An instant in office hours on the day, or on the next working day."""
        while day.weekday() > 4:
            day += timedelta(days=1)
        return at_time(day, _clock(self.between(8 * 60 + 5, 16 * 60 + 40)))

    def at(self, day: date, minutes: int) -> datetime:
        """The instant so many minutes into the day, never later than the evening before the
        anchor day."""
        moment = at_time(day, _clock(minutes))
        return moment if moment < self.now else self.now - timedelta(minutes=self.between(30, 200))

    def soon(self, moment: datetime, low: int = 5, high: int = 90) -> datetime:
        """Some minutes later, never later than `now`."""
        return min(moment + timedelta(minutes=self.between(low, high)), self.now)

    def is_free(self, member: Member, first: date, last: date) -> bool:
        """Whether none of these days, nor the day on either side, is taken by an absence."""
        gap = timedelta(days=1)
        taken = self.absent.get(member.pk, [])
        return all(last + gap < begun or first - gap > ended for begun, ended in taken)

    def pick(self, first: date, last: date) -> Member:
        """A current member by chance, free on these days; those kept aside are never drawn."""
        while True:
            member = self.chance.choice(self.members)
            if (
                member.separated_on is None
                and member.last_name not in self.kept_aside
                and member.appointed_on < first
                and self.is_free(member, first, last)
            ):
                return member

    def take(self, member: Member, first: date, last: date) -> None:
        self.absent.setdefault(member.pk, []).append((first, last))


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def day_of(moment: datetime) -> date:
    return local_day(moment)
