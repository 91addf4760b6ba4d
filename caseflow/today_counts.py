"""The figures of Today, for a person from whom no record is hidden, with no filter in force: nearly
every morning of nearly everybody. The same querysets as the tabs', written as one statement once in
a process for each number of people whose work is in front of one (`caseflow/prepared.py`)."""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from caseflow.dates import start_of
from caseflow.figures import counts_beside
from caseflow.models import AccessEntry, User
from caseflow.prepared import Prepared
from caseflow.today_visits import MAIL_DAYS, unseen_mail
from cases.models import Case, Obligation, ObligationState
from members.models import hidden_members
from notices.models import LetterCorrection
from providers.models import Appointment, ProviderReport

DAY = timedelta(days=1)
DONE_DAYS = 30
MOST = 4


def may_use(user: User, people: list[int]) -> bool:
    return people[:1] == [user.pk] and len(people) <= MOST and not hidden_members(user)


def _build(
    me: int,
    on: date,
    instant: datetime,
    done_after: date,
    starts: datetime,
    ends: datetime,
    filed_from: datetime,
    near_until: date,
    **others: int,
) -> Any:
    people = [me, *others.values()]
    rows = Obligation.objects.of(people)
    mine = Case.objects.owned_by(me)
    reports = ProviderReport.objects.filter(case__owner__in=people)
    return counts_beside(
        User.objects.filter(pk=me),
        {
            "overdue": rows.overdue(on, instant),
            "today": rows.due_today(on, instant),
            "coming": rows.coming(on),
            "waiting": rows.waiting(on, instant),
            "done": rows.filter(state=ObligationState.DONE, settled_on__gt=done_after),
            "appointments": Appointment.objects.filter(
                starts_at__gte=starts, starts_at__lt=ends, case__owner__in=people
            ),
            "mail": unseen_mail(reports, AccessEntry.objects.filter(user=me), me, filed_from),
            "near": mine.near_exhaustion_until(on, near_until),
            "cases": mine,
            "unassigned": Case.objects.unassigned(),
            "corrections": LetterCorrection.objects.open().filter(case__owner=me),
        },
    )


NAMES = (
    "overdue", "today", "coming", "waiting", "done", "appointments", "mail", "near", "cases",
    "unassigned", "corrections",
)  # fmt: skip


@cache
def _counts(number: int) -> Prepared:
    others: dict[str, type] = {f"person_{place}": int for place in range(1, number)}
    return Prepared(
        _build, me=int, on=date, instant=datetime, done_after=date, starts=datetime,
        ends=datetime, filed_from=datetime, near_until=date, **others,
    )  # fmt: skip


def plain_counts(
    user: User, people: list[int], on: date, instant: datetime, near_days: int
) -> dict[str, int]:
    """How many rows each tab and each link holds, but for the letters that are due."""
    others = {f"person_{place}": key for place, key in enumerate(people[1:], start=1)}
    row = _counts(len(people)).first(
        **others,
        me=user.pk,
        on=on,
        instant=instant,
        done_after=on - timedelta(days=DONE_DAYS),
        starts=start_of(on),
        ends=start_of(on + DAY),
        filed_from=start_of(on - timedelta(days=MAIL_DAYS)),
        near_until=on + timedelta(days=near_days),
    )
    return {name: number or 0 for name, number in zip(NAMES, row or (), strict=True)}
