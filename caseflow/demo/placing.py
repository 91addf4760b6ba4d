"""The acts of the medical roll on a case that is told: approval, certification, category, what the
return requires, release. Who decides is the physician or, of her own relatives, the lead."""

from collections.abc import Callable
from datetime import date, timedelta

from caseflow.demo import roll_texts
from caseflow.demo.tales import Tale
from caseflow.models import User
from cases.models import ReturnRequirement
from cases.models.certification import Category
from cases.models.returning import ReleaseKind
from cases.services.approving import approve_case, mark_serious
from cases.services.category import set_category
from cases.services.certifying import (
    certify_case,
    withdraw_certification,
    withhold_certification,
)
from cases.services.released import verify_release
from cases.services.releasing import ReleaseData, release_case
from cases.services.requirements import issue_requirements, meet_requirements
from members.ranks import Rank

NO_LIMITED_DUTY = (Rank.LIEUTENANT, Rank.CAPTAIN, Rank.COMMANDER)
AMBULATORY_AFTER = (6, 18)
DAY = timedelta(days=1)


def decides(tale: Tale) -> User:
    """Mostly the physician; of a member whose record is closed to her, the lead."""
    users = tale.office.users
    if tale.member.last_name == tale.office.relative or tale.office.likely(0.3):
        return users["lead"]
    return users["physician"]


def approve(tale: Tale) -> None:
    """The unit has approved the absence report."""
    chance = tale.office.chance
    approve_case(
        case=tale.told,
        name=chance.choice(roll_texts.APPROVERS),
        rank=chance.choices([Rank.LIEUTENANT, Rank.CAPTAIN, Rank.COMMANDER], [8, 2, 1])[0],
        approved_on=tale.on,
        by=tale.keeper,
        now=tale.at,
        on=tale.on,
    )


def categorise(tale: Tale, category: str, first_day: date | None = None) -> None:
    """Sets the category, from this day on unless another is named; ambulatory follows the newest
    review of the file."""
    ambulatory = category == Category.AMBULATORY
    set_category(
        case=tale.told,
        category=category,
        first_day=first_day or tale.on,
        by=tale.keeper,
        now=tale.at,
        on=tale.on,
        decided_by=decides(tale),
        review_note=tale.note("review", roll_texts.MEDICAL_REVIEW) if ambulatory else None,
    )
    tale.category = category


def certify(tale: Tale, first_day: date | None = None) -> None:
    certify_case(
        case=tale.told,
        first_day=first_day or tale.told.first_day,
        by=tale.keeper,
        now=tale.at,
        on=tale.on,
        decided_by=decides(tale),
        source="Physician's note",
    )
    tale.certified = True


def withhold(tale: Tale, cause: str, duty: str) -> None:
    _fail(tale, withhold_certification, cause, duty)


def withdraw(tale: Tale, cause: str, duty: str) -> None:
    _fail(tale, withdraw_certification, cause, duty)


def _fail(tale: Tale, act: Callable[..., object], cause: str, duty: str) -> None:
    act(
        case=tale.told, cause=cause, duty=duty, first_day=tale.on, by=tale.keeper, now=tale.at,
        on=tale.on, decided_by=decides(tale), source="Letter to the member",
    )  # fmt: skip


def flag_serious(tale: Tale) -> None:
    reason = tale.filled(tale.office.chance.choice(roll_texts.SERIOUS))
    lead = tale.office.users["lead"]
    mark_serious(case=tale.told, serious=True, reason=reason, by=lead, now=tale.at)


def place(tale: Tale, *, certified: bool = True) -> None:
    """On the roll: the first category, and mostly certified from the first day on."""
    grave = any(word in tale.told.nature for word in roll_texts.HOSPITAL)
    first = tale.told.first_day
    categorise(tale, Category.HOSPITAL if grave else Category.STATIONARY, first)
    if certified:
        tale.wait(5, 40)
        certify(tale, first)


def may_move_about(tale: Tale) -> bool:
    """Whether it is time for the review that makes the member ambulatory."""
    if tale.category not in (Category.STATIONARY, Category.HOSPITAL):
        return False
    low, high = AMBULATORY_AFTER
    return (tale.on - tale.told.first_day).days > tale.office.between(low, high)


def ask_for_return(tale: Tale, good_cause: str = "") -> ReturnRequirement:
    """What the member must bring; nothing of it is told twice."""
    chance = tale.office.chance
    certificate = bool(good_cause) or (tale.on - tale.told.first_day).days > 3
    tale.required = issue_requirements(
        case=tale.told,
        issued_on=tale.on,
        certificate_required=certificate,
        good_cause=good_cause,
        records_needed="" if good_cause else chance.choice(roll_texts.RECORDS),
        extra_tests="",
        by=tale.keeper,
        now=tale.at,
        on=tale.on,
    )
    return tale.required


def release(tale: Tale, returns_on: date, *, expires_on: date | None = None) -> None:
    """To full duty, or to limited duty until a day; what was asked for has come by then."""
    if tale.required and not tale.required.met_on:
        meet_requirements(
            requirement=tale.required, met_on=tale.on, by=tale.keeper, now=tale.at, on=tale.on
        )
        tale.wait(2, 15)
    chance = tale.office.chance
    restrictions = chance.choice(roll_texts.RESTRICTIONS) if expires_on else ""
    tale.required = None
    data = ReleaseData(
        ReleaseKind.LIMITED if expires_on else ReleaseKind.FULL,
        returns_on,
        restrictions=restrictions,
        expires_on=expires_on,
    )
    row = release_case(
        case=tale.told, release=data, authorised_by=decides(tale), by=tale.keeper, now=tale.at,
        on=tale.on,
    )  # fmt: skip
    tale.wait(10, 80)
    if tale.on <= returns_on:
        verify_release(
            release=row, verified_by=f"Lt. {chance.choice(roll_texts.APPROVERS)}",
            verified_on=tale.on, by=tale.keeper, now=tale.at, on=tale.on,
        )  # fmt: skip


def limited_until(tale: Tale, returns_on: date) -> date | None:
    """Until when limited duty is approved; None for a rank that has none."""
    if tale.member.rank in NO_LIMITED_DUTY:
        return None
    return returns_on + timedelta(days=7 * tale.office.between(2, 8))
