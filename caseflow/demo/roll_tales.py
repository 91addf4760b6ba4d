"""Members through whom the medical roll is shown: certification refused and given back, travel,
days taken off, given back and moved, entries in error. The names say at what to look.

Each tale goes step by step from its first day to the eve of the anchor day.
"""

from datetime import timedelta

from caseflow.dates import words
from caseflow.demo.office import Office, day_of
from caseflow.demo.placing import (
    approve,
    ask_for_return,
    categorise,
    decides,
    flag_serious,
    place,
    withdraw,
    withhold,
)
from caseflow.demo.tales import Tale
from cases.kinds import Account, CaseKind
from cases.models import Case, TravelPermission
from cases.models.certification import Category, Cause, ReviewOutcome
from cases.models.ledger import LedgerReason
from cases.services.changing import reverse_absence
from cases.services.closing import CloseOutcome
from cases.services.ledger import record_exception
from cases.services.recoding import certify_recurrence, recode_days
from cases.services.reviewing import answer_review, request_review
from cases.services.travel import approve_travel, refuse_travel, request_travel

DAY = timedelta(days=1)
PAST = 400


# Who keeps the others: so many stay with `coordinator` that the page of a day stays one.
KEEPERS = {
    "Unpaid": "coordinator2",
    "Disability": "coordinator3",
    "Stripes": "coordinator4",
    "Restricted": "coordinator2",
    "Serious": "coordinator3",
    "Suspended": "coordinator4",
    "Withdrawn": "coordinator2",
    "Mistaken": "coordinator3",
    "Unhurt": "coordinator4",
    "Cause": "coordinator2",
}


def start(
    office: Office,
    last_name: str,
    kind: str,
    nature: str,
    back: int,
    *,
    unhurt: bool = False,
    back_soon: bool = False,
) -> Tale:
    """The call, the first note, the unit's approval, and the confirmed absence; `unhurt`: an
    injury that costs no time; `back_soon`: expected back in the weeks to come."""
    member = next(one for one in office.members if one.last_name == last_name)
    first = office.back(back)
    keeper = office.users[KEEPERS.get(last_name, "coordinator")]
    tale = Tale(office, member, keeper=keeper, stays=True)
    office.take(member, first, office.back(-PAST))
    expected = back + office.between(4, 40) if back_soon else None
    tale.open(kind, nature, first, owner=tale.keeper, without_absence=unhurt, expected=expected)
    go(tale, back - 1)
    tale.note("call_member")
    if unhurt:
        return tale
    tale.wait(20, 90)
    approve(tale)
    tale.wait(5, 30)
    tale.confirm()
    tale.wait(5, 30)
    return tale


def go(tale: Tale, back: int) -> None:
    """To office hours so many days back; a weekend's act waits for the Monday, if that has come."""
    office = tale.office
    moment = office.at_work(office.back(back))
    if moment > office.now:
        moment = office.at(office.back(back), office.between(9 * 60, 16 * 60))
    tale.go(moment)


def talk(tale: Tale, back: int) -> None:
    """Notes now and then until so many days back, and that day itself."""
    office = tale.office
    until = office.back(back)
    while True:
        moment = office.at_work(tale.on + timedelta(days=office.between(9, 26)))
        if day_of(moment) >= until or not tale.go(moment):
            break
        tale.note()
    go(tale, back)


def _withheld(tale: Tale) -> None:
    place(tale, certified=False)
    talk(tale, 41)
    withhold(tale, Cause.RECORDS, "The operative report asked for in writing did not come")
    talk(tale, 36)
    _ask_review(tale)
    go(tale, 31)
    _answer(tale, ReviewOutcome.RESTORED, "The report came; the use of the roll is certified.")
    talk(tale, 20)
    categorise(tale, Category.AMBULATORY)
    talk(tale, 1)


def _review(tale: Tale) -> None:
    place(tale, certified=False)
    talk(tale, 9)
    withhold(tale, Cause.NO_SHOW, "Did not appear for the appointment at Medical Services")
    talk(tale, 3)
    _ask_review(tale)


def _withdrawn(tale: Tale) -> None:
    place(tale)
    talk(tale, 30)
    withdraw(tale, Cause.TREATMENT, "Therapy was broken off without word to Medical Services")
    talk(tale, 26)
    _ask_review(tale)
    go(tale, 21)
    _answer(tale, ReviewOutcome.UPHELD, "No visit since the decision; the decision stands.")
    talk(tale, 1)


def _ask_review(tale: Tale) -> None:
    request_review(case=tale.told, requested_on=tale.on, by=tale.keeper, now=tale.at, on=tale.on)


def _answer(tale: Tale, outcome: str, answer: str) -> None:
    restored = tale.on if outcome == ReviewOutcome.RESTORED else None
    answer_review(
        case=tale.told, outcome=outcome, answer=answer, answered_on=tale.on, by=tale.keeper,
        now=tale.at, on=tale.on, restored_from=restored, decided_by=decides(tale),
    )  # fmt: skip


def _traveler(tale: Tale) -> None:
    """Five days permitted, a week refused, twenty days that wait for the second approver."""
    place(tale)
    talk(tale, 45)
    categorise(tale, Category.AMBULATORY)
    go(tale, 38)
    short = _ask_travel(tale, 4, 5, "Milwaukee, Wisconsin", "with the member's parents")
    tale.wait(30, 90)
    approve_travel(
        travel=short, second_by="", second_on=None, by=decides(tale), now=tale.at, on=tale.on
    )
    talk(tale, 15)
    week = _ask_travel(tale, 3, 7, "Orlando, Florida", "address to follow")
    tale.wait(30, 90)
    refuse_travel(
        travel=week, reason="Falls on the medical review; no address was given",
        by=decides(tale), now=tale.at,
    )  # fmt: skip
    talk(tale, 2)
    _ask_travel(tale, 16, 20, "Phoenix, Arizona", "4 Cactus Lane, with the member's sister")


def _ask_travel(tale: Tale, ahead: int, days: int, where: str, address: str) -> TravelPermission:
    first = tale.on + timedelta(days=ahead)
    return request_travel(
        case=tale.told, first_day=first, last_day=first + timedelta(days=days - 1),
        destination=where, address=address, by=tale.keeper, now=tale.at, on=tale.on,
    )  # fmt: skip


def _suspended(tale: Tale) -> None:
    """Ten days of suspension within the absence, entered when Medical Services heard of them."""
    place(tale)
    talk(tale, 24)
    record_exception(
        member=tale.member,
        first_day=tale.office.back(39),
        last_day=tale.office.back(30),
        reason=LedgerReason.SUSPENSION,
        source=f"Suspension notice of {words(tale.office.back(40))}",
        by=tale.keeper,
        now=tale.at,
        on=tale.on,
    )
    talk(tale, 1)


def _recurring(tale: Tale) -> None:
    """Denied as a recurrence on the third day, certified later: the days and a credit (App. N)."""
    place(tale)
    talk(tale, 44)
    certified = tale.on
    certify_recurrence(
        case=tale.told,
        injury=Case.objects.get(member=tale.member, kind=CaseKind.IOD),
        found_on=tale.told.first_day + 2 * DAY,
        certified_on=certified,
        source=f"Decision of {words(certified)}",
        by=tale.keeper,
        now=tale.at,
        on=tale.on,
    )
    talk(tale, 1)


def _recoded(tale: Tale) -> None:
    """Sixteen days of an illness that were the old injury; own time taken meanwhile is due back."""
    place(tale)
    talk(tale, 19)
    recode_days(
        member=tale.member,
        first_day=tale.told.first_day,
        last_day=tale.told.first_day + 15 * DAY,
        account=Account.IOD,
        injury=Case.objects.get(member=tale.member, kind=CaseKind.IOD),
        source=f"Grievance settlement of {words(tale.office.back(22))}",
        by=tale.keeper,
        now=tale.at,
        on=tale.on,
        elective_time="12 hours of compensatory time",
    )
    talk(tale, 1)


def _mistaken(tale: Tale) -> None:
    """The call was about another member of that name: the absence is taken back."""
    go(tale, 30)
    reason = "Entered for the wrong member: the call was about another one of that name"
    absence = tale.told.absences.get()
    reverse_absence(absence=absence, reason=reason, by=tale.keeper, now=tale.at, on=tale.on)
    tale.wait(3, 20)
    tale.close(CloseOutcome.IN_ERROR, reason=reason)


def _cause(tale: Tale) -> None:
    """The third short absence before a furlough: a certificate with the good cause on record."""
    place(tale)
    ask_for_return(tale, "Called in on the first day after a refused request for the same days")


def _serious(tale: Tale) -> None:
    place(tale)
    go(tale, 60)
    flag_serious(tale)
    talk(tale, 1)


def _unhurt(tale: Tale) -> None:
    go(tale, 8)
    tale.note("review")


# Last name: kind, nature, first day in days back, what to look at, how it goes on.
ROLL = {
    "Serious": (CaseKind.NON_IOD, "cardiac surgery", 66, "a serious condition", _serious),
    "Recurring": (
        CaseKind.NON_IOD,
        "left knee, again",
        92,
        "a recurrence denied first and certified later, with its credit (App. N)",
        _recurring,
    ),
    "Traveler": (
        CaseKind.NON_IOD,
        "shoulder surgery",
        71,
        "travel: permitted, refused, and 20 days that wait for the second approver",
        _traveler,
    ),
    "Suspended": (CaseKind.NON_IOD, "hernia repair", 57, "10 days of suspension", _suspended),
    "Withheld": (
        CaseKind.NON_IOD,
        "gallbladder surgery",
        52,
        "certification withheld, and given back on review",
        _withheld,
    ),
    "Withdrawn": (
        CaseKind.NON_IOD,
        "back pain",
        48,
        "certification withdrawn; the review upheld it",
        _withdrawn,
    ),
    "Recoded": (CaseKind.NON_IOD, "lower back pain", 43, "days moved to the injury", _recoded),
    "Mistaken": (CaseKind.NON_IOD, "influenza", 33, "an absence entered in error", _mistaken),
    "Review": (CaseKind.NON_IOD, "vertigo", 21, "a review that waits for its answer", _review),
    "Unhurt": (CaseKind.IOD, "dog bite, forearm", 12, "an injury without lost time", _unhurt),
    "Cause": (CaseKind.NON_IOD, "migraine", 2, "a certificate asked for with cause", _cause),
}


def tell_roll(office: Office, last_name: str) -> str:
    """Tells one of them; gives the reference."""
    kind, nature, back, look_at, goes_on = ROLL[last_name]
    unhurt = last_name == "Unhurt"
    tale = start(office, last_name, kind, nature, back, unhurt=unhurt, back_soon=not unhurt)
    goes_on(tale)
    office.look_at.append((f"{tale.member.name}, {tale.told.reference}", look_at))
    return tale.told.reference
