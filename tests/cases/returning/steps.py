"""Steps of the random walk: requirements, release, limited duty and leave, travel."""

from datetime import timedelta
from typing import Any

from cases.models import Absence, Case, DutySpell, Release, ReturnRequirement, TravelPermission
from cases.models.duty import DutyKind
from cases.services import duty, released, requirements, travel
from cases.services.duty import SpellData
from cases.services.releasing import ReleaseData, release_case

TRACKED = (ReturnRequirement, Release, TravelPermission, DutySpell)
KINDS = (*DutyKind.values, *["limited_non_iod"] * 4)


class ReturningSteps:
    """To be mixed into the walk, which gives dice, days, people and rows."""

    dice: Any
    people: Any
    members: Any
    a: Any
    words: Any
    day: Any
    act: Any
    dated: Any

    def do_require(self) -> None:
        requirements.issue_requirements(
            case=self.a(Absence, last_day=None, reversed_at=None).case,
            issued_on=self.day(9, 1),
            certificate_required=self.dice.random() < 0.5,
            good_cause=self.words(),
            records_needed=self.words(),
            extra_tests=self.words(),
            **self.dated,
        )

    def do_meet(self) -> None:
        row = self.a(ReturnRequirement)
        requirements.meet_requirements(requirement=row, met_on=self.day(9, 1), **self.dated)

    def do_untell(self) -> None:
        row = self.a(ReturnRequirement)
        requirements.reverse_requirements(requirement=row, reason=self.words(), **self.act)

    def do_release(self) -> None:
        case, limited = self.a(Case, closed_at=None), self.dice.random() < 0.6
        returns_on = self.day(9, 9)
        said = ReleaseData(
            "limited" if limited else "full",
            returns_on,
            self.words() if limited else "",
            returns_on + timedelta(days=self.dice.randint(-1, 90)) if limited else None,
            waived=[1, 2, 3, 4, 5, 6],
            reason=self.words(),
        )
        who = self.dice.choice(self.people)
        release_case(case=case, release=said, authorised_by=who, **self.dated)

    do_release_too = do_release

    def do_verify(self) -> None:
        row = self.a(Release, verified_on=None)
        day = row.returns_on - timedelta(days=self.dice.randint(-1, 3))
        said = {"verified_by": self.words(), "verified_on": day}
        released.verify_release(release=row, **said, **self.dated)

    def do_unrelease(self) -> None:
        released.reverse_release(release=self.a(Release), reason=self.words(), **self.dated)

    def do_enter_spell(self) -> None:
        member, first = self.dice.choice(self.members), self.day(2000, 20)
        case = self.dice.choice([None, *member.cases.filter(closed_at=None)])
        last = first + timedelta(days=self.dice.randint(-1, 60))
        spell = SpellData(
            self.dice.choice(KINDS), first, self.dice.choice([None, last]),
            self.dice.choice([None, last]), self.words(), self.words(), self.words(),
        )  # fmt: skip
        duty.enter_duty_spell(member=member, case=case, spell=spell, **self.dated)

    def do_end_spell(self) -> None:
        spell = self.a(DutySpell)
        duty.end_duty_spell(spell=spell, last_day=self.day(60, 1), **self.dated)

    def do_unspell(self) -> None:
        duty.reverse_duty_spell(spell=self.a(DutySpell), reason=self.words(), **self.dated)

    def do_travel(self) -> None:
        first = self.day(0, 90)
        travel.request_travel(
            case=self.a(Absence, last_day=None, reversed_at=None).case,
            first_day=first,
            last_day=first + timedelta(days=self.dice.randint(-1, 25)),
            destination=self.words(),
            address=self.words(),
            **self.dated,
        )

    do_travel_too = do_travel

    def do_permit(self) -> None:
        second = {"second_by": self.words(), "second_on": self.day(3, 1)}
        second = self.dice.choice([second, {"second_by": "", "second_on": None}])
        row = self.a(TravelPermission, approved_at=None, reversed_at=None)
        travel.approve_travel(travel=row, **second, **self.dated)

    do_permit_too = do_permit

    def do_refuse_travel(self) -> None:
        travel.refuse_travel(travel=self.a(TravelPermission), reason=self.words(), **self.act)

    def do_revoke(self) -> None:
        travel.revoke_travel(travel=self.a(TravelPermission), reason=self.words(), **self.act)


def check_returning() -> None:
    """A standing release has its limited duty; leave and roll share no day."""
    for row in Release.objects.standing().filter(kind="limited"):
        assert row.duty_spell and row.duty_spell.reversed_at is None
    for leave in DutySpell.objects.standing().exclude(kind__startswith="limited"):
        for absence in Absence.objects.standing().filter(member=leave.member_id):
            after = leave.last_day and leave.last_day < absence.first_day
            before = absence.last_day and absence.last_day < leave.first_day
            assert after or before
