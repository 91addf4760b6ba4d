"""The cases of the last four months: 50 open ones in every state, and those that closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from caseflow.demo.course import reopen, run_course, wind_up
from caseflow.demo.diary import Diary, fill_diary
from caseflow.demo.office import Office
from caseflow.demo.placing import approve, flag_serious, place
from caseflow.demo.tales import Tale, kind_and_nature
from cases.kinds import CaseKind
from cases.models import Case
from cases.models.case import CaseState
from members.models import Member

# How an open case stands at the anchor day: how many, and between how many days back they began.
# With those that are told one by one they are about 70.
FATES = (
    ("reported_free", 6, 0, 2),
    ("reported", 5, 2, 4),
    ("on_roll", 10, 5, 30),
    ("on_roll", 7, 31, 110),
    ("on_roll", 4, 130, 290),
    ("held", 6, 20, 200),
    ("returned", 6, 12, 90),
    ("reopened", 2, 40, 90),
    ("reopened_free", 1, 40, 90),
)
CLOSED = 48
LENGTHS = (1, 2, 2, 3, 4, 5, 7, 9, 12, 16, 21, 30, 45)
IOD_SHARE = 0.4
RECURRENCES = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """One case to tell: how it stands, when it began, when the absence ended."""

    fate: str
    first: date
    last: date | None


def plans(office: Office) -> list[Plan]:
    """All cases of the last months, the oldest first, so that their references follow the days."""
    found = []
    for fate, count, low, high in FATES:
        for _ in range(count):
            back = office.between(low, high)
            last = None
            if fate == "returned":
                last = office.back(office.between(1, 8))
            elif fate.startswith("reopened"):
                last = office.back(office.between(18, 30))
            found.append(Plan(fate, office.back(back), last))
    for _ in range(CLOSED):
        length = office.chance.choice(LENGTHS)
        ended = office.between(9, 40) if office.likely(0.6) else office.between(41, 70)
        found.append(Plan("closed", office.back(ended + length - 1), office.back(ended)))
    return sorted(found, key=lambda plan: plan.first)


def tell_cases(office: Office) -> Iterator[str]:
    """Tells every plan, then makes the appointments of the anchor day."""
    relative = next(one for one in office.members if one.last_name == "Haddad")
    injuries = old_injuries(office)
    diaries = []
    for plan in plans(office):
        last = plan.last or office.on
        parent = _recurring(office, injuries, plan.first, last) if plan.fate == "on_roll" else None
        if parent:
            member = parent.member
        elif relative and plan.fate == "on_roll" and office.is_free(relative, plan.first, last):
            member, relative = relative, None
        else:
            member = office.pick(plan.first, last)
        diaries.append(_tell(office, plan, member, parent))
        yield diaries[-1].tale.told.reference
    fill_diary(office, [diary for diary in diaries if _is_worked(diary)])


def old_injuries(office: Office) -> list[Case]:
    """Injuries of current members that may come back, some of them by chance."""
    found = Case.objects.filter(
        kind=CaseKind.IOD, state=CaseState.CLOSED, member__separated_on__isnull=True
    )
    members = {member.pk: member for member in office.members}
    cases = list(found.exclude(member__last_name__in=office.kept_aside).order_by("id"))
    for case in cases:
        case.member = members[case.member_id]
    return office.chance.sample(cases, min(len(cases), 4 * RECURRENCES))


def _recurring(office: Office, injuries: list[Case], first: date, last: date) -> Case | None:
    """Now and then the next injury that can recur in these days."""
    if office.recurred >= RECURRENCES or not office.likely(0.45):
        return None
    for case in injuries:
        if case.first_day < first and office.is_free(case.member, first, last):
            injuries.remove(case)
            office.recurred += 1
            return case
    return None


def _is_worked(diary: Diary) -> bool:
    """Whether an appointment can be made: the case is on the roll and somebody keeps it."""
    case = Case.objects.get(pk=diary.tale.told.pk)
    return case.state == CaseState.ON_ROLL and case.owner_id is not None


def _tell(office: Office, plan: Plan, member: Member, parent: Case | None) -> Diary:
    tale = Tale(office, member, keeper=office.coordinator())
    diary = Diary(tale)
    office.take(member, plan.first, plan.last or office.back(-400))
    kind, nature = kind_and_nature(office, office.likely(IOD_SHARE))
    if parent:
        kind, nature = CaseKind.IOD_RECURRENCE, parent.nature
    free = plan.fate == "reported_free"
    tale.open(
        kind,
        nature,
        plan.first,
        parent=parent,
        expected=office.between(4, 60) if office.likely(0.6) else None,
        owner=tale.keeper if not free and office.likely(0.35) else None,
    )
    quiet = plan.fate == "closed" and (plan.last or plan.first) <= plan.first + timedelta(days=1)
    if free or not begin(tale, note=not quiet):
        return diary
    if office.likely(0.75) and tale.later(0, 1):
        approve(tale)
    if plan.fate == "reported":
        return diary
    if tale.later(1, 2):
        tale.confirm()
        if not quiet:
            tale.wait(10, 120)
            place(tale, certified=office.likely(0.93))
    if "surgery" in tale.told.nature and tale.later(1, 4):
        flag_serious(tale)
    run_course(diary, plan.last or office.back(4 if plan.fate == "held" else 0))
    if plan.fate == "held" and tale.later(0, 1):
        tale.hold(_hold_days(office, tale.on))
    if plan.last:
        wind_up(diary, plan.last, close=plan.fate != "returned")
    if plan.fate.startswith("reopened"):
        reopen(diary, assign=plan.fate == "reopened")
    return diary


def begin(tale: Tale, *, note: bool = True) -> bool:
    """Somebody takes the case and calls. False when no office hours have come since the call."""
    if not tale.later(0, 1):
        return False
    if tale.told.owner_id is None:
        tale.assign()
    if note:
        tale.wait(10, 50)
        tale.note("call_member")
    return True


def _hold_days(office: Office, day: date) -> int | None:
    """Until some day after the anchor day, for one in four without a day."""
    if office.likely(0.25):
        return None
    return (office.on - day).days + office.between(3, 40)
