"""Steps of the random walk: absences entered afterwards, moved and reversed."""

from datetime import timedelta
from typing import Any

from cases.models import Absence, Case, DutyStatus, Release, TravelPermission
from cases.services.changing import add_absence, move_absence, reverse_absence
from cases.services.duty_status import content, derived_statuses
from cases.services.facts import facts_of
from members.models import Member


class ChangingSteps:
    """To be mixed into the walk, which gives dice, days and rows."""

    dice: Any
    a: Any
    words: Any
    day: Any
    dated: Any

    def do_add_absence(self) -> None:
        first = self.day(200, 5)
        last = self.dice.choice([None, first + timedelta(days=self.dice.randint(-1, 20))])
        case = self.a(Case, state__in=["returned", "reported"])
        add_absence(case=case, first_day=first, last_day=last, source=self.words(), **self.dated)

    def do_move_absence(self) -> None:
        absence = self.a(Absence)
        first = absence.first_day + timedelta(days=self.dice.randint(-3, 3))
        last = absence.last_day and absence.last_day + timedelta(days=self.dice.randint(-3, 3))
        said = {"reason": self.words(), "source": self.words(), **self.dated}
        last = self.dice.choice([last, last, None])
        move_absence(absence=absence, first_day=first, last_day=last, **said)

    def do_reverse_absence(self) -> None:
        reverse_absence(absence=self.a(Absence), reason=self.words(), **self.dated)


def check_changed() -> None:
    """No release is for a day of its case's absence; travel belongs to an absence of its case; the
    stored statuses are those that the facts give."""
    for release in Release.objects.standing():
        for absence in release.case.absences.standing():
            over = absence.last_day and absence.last_day < release.returns_on
            assert over or absence.first_day >= release.returns_on
    for travel in TravelPermission.objects.standing().filter(refused_at=None):
        assert travel.case.absences.standing().filter(first_day__lte=travel.first_day).exists()
    for member in Member.objects.all():
        keys = dict(member.cases.values_list("reference", "pk"))
        derived = derived_statuses(member, facts_of(member), keys.get)
        stored = DutyStatus.objects.filter(member=member).order_by("first_day")
        assert [content(row) for row in stored] == [content(row) for row in derived]
