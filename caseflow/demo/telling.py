"""Members whose figures are worth a look: the names say at what.

The stretches of the four told here are those of worked examples, counted back from the anchor day:
days that roll off (an old absence leaves the 24 months while the new one grows), a furlough taken
off the roll, a recurrence with days given back by an award.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

from caseflow.dates import words
from caseflow.demo.cases import begin
from caseflow.demo.course import run_course
from caseflow.demo.diary import Diary
from caseflow.demo.duty_tales import AFTER, tell_after
from caseflow.demo.office import Office
from caseflow.demo.placing import place
from caseflow.demo.roll_tales import ROLL, tell_roll
from caseflow.demo.tales import Tale
from cases.kinds import Account, CaseKind
from cases.models import Case
from cases.models.ledger import LedgerReason
from cases.services.ledger import record_credit, record_exception
from notices.services.issuing import issue_notice

LETTER = "time_remaining"
# Last name: kind, nature, first day in days back, what to look at.
STORIES = {
    "Nearing": (CaseKind.NON_IOD, "spinal fusion surgery", 351, "near exhaustion"),
    "Rolloff": (
        CaseKind.NON_IOD,
        "knee replacement",
        212,
        "old days leave the 24 months: the first unpaid day is later than start plus balance",
    ),
    "Furlough": (
        CaseKind.NON_IOD,
        "herniated disc, surgery",
        148,
        "28 days of furlough taken off the roll, and the letter that they made wrong",
    ),
    "Credit": (
        CaseKind.IOD_RECURRENCE,
        "shoulder tear, recurrence",
        111,
        "a recurrence on the old injury's days, and 25 days given back by an award",
    ),
}
FURLOUGH = (86, 59)
CREDIT_DAYS, CREDIT_BACK = 25, 30


def tell_stories(office: Office) -> Iterator[str]:
    """Every telling member's case, the longest first, kept by `coordinator`."""
    tellers: list[tuple[int, str, Callable[[Office, str], str]]] = [
        *((story[2], name, _tell) for name, story in STORIES.items()),
        *((story[2], name, tell_roll) for name, story in ROLL.items()),
        *((story[2], name, tell_after) for name, story in AFTER.items()),
    ]
    for _, last_name, tell in sorted(tellers, key=lambda one: -one[0]):
        yield tell(office, last_name)


def _tell(office: Office, last_name: str) -> str:
    kind, nature, back, look_at = STORIES[last_name]
    member = next(one for one in office.members if one.last_name == last_name)
    first = office.back(back)
    tale = Tale(office, member, keeper=office.users["coordinator"], stays=True)
    parent = None
    if kind == CaseKind.IOD_RECURRENCE:
        parent = Case.objects.get(member=member, kind=CaseKind.IOD)
    office.take(member, first, office.back(-400))
    tale.open(kind, nature, first, parent=parent)
    diary = Diary(tale)
    begin(tale)
    if tale.later(1, 2):
        tale.confirm()
        place(tale)
    for back, act in _milestones(last_name):
        run_course(diary, office.back(back))
        tale.go(office.at_work(office.back(back)))
        act(tale, parent)
    run_course(diary, office.on)
    office.look_at.append((f"{member.name}, {tale.told.reference}", look_at))
    return tale.told.reference


# Last name: on which day back from the anchor day what is recorded or issued.
def _milestones(last_name: str) -> list[tuple[int, Callable[[Tale, Case | None], None]]]:
    return {
        "Nearing": [(165, _letter), (105, _letter), (75, _letter), (16, _letter)],
        "Rolloff": [(60, _letter)],
        "Furlough": [(FURLOUGH[0] + 4, _letter), (FURLOUGH[1] - 3, _furlough)],
        "Credit": [(CREDIT_BACK, _credit), (CREDIT_BACK - 6, _letter)],
    }[last_name]


def _letter(tale: Tale, parent: Case | None) -> None:
    """The letter on the remaining days; none where no PDF can be made."""
    if tale.office.why_no_letters:
        return
    issue_notice(case=tale.told, code=LETTER, by=tale.keeper, now=tale.at, on=tale.on)
    tale.office.letters += 1


def _furlough(tale: Tale, parent: Case | None) -> None:
    first, last = (tale.office.back(back) for back in FURLOUGH)
    record_exception(
        member=tale.member,
        first_day=first,
        last_day=last,
        reason=LedgerReason.FURLOUGH,
        source=f"Time exception of {words(last + timedelta(days=3))}",
        by=tale.keeper,
        now=tale.at,
        on=tale.on,
    )


def _credit(tale: Tale, parent: Case | None) -> None:
    record_credit(
        member=tale.member,
        account=Account.IOD,
        injury=parent,
        first_day=tale.on,
        days=CREDIT_DAYS,
        reason=LedgerReason.TREATMENT_DELAY,
        source=f"Award of {words(tale.on - timedelta(days=7))}, delayed approval",
        by=tale.keeper,
        now=tale.at,
        on=tale.on,
    )
