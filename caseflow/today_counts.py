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
from caseflow.today_tabs import DUE_TABS, moments, tab_rows
from caseflow.today_visits import MAIL_DAYS, unseen_mail
from cases.models import Case, Obligation
from members.models import hidden_members
from notices.due import Steps, letters_by
from notices.models import LetterCorrection
from providers.models import Appointment, ProviderReport

DAY = timedelta(days=1)
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
    **others: Any,
) -> Any:
    rungs = {int(name[5:]): others.pop(name) for name in [*others] if name.startswith("rung_")}
    people = [me, *others.values()]
    rows = Obligation.objects.of(people)
    values = {"on": on, "now": instant, "done_after": done_after}
    mine = Case.objects.owned_by(me)
    reports = ProviderReport.objects.filter(case__owner__in=people)
    return counts_beside(
        User.objects.filter(pk=me),
        {
            **{tab: tab_rows(tab, rows, values) for tab in DUE_TABS},
            "appointments": Appointment.objects.filter(
                starts_at__gte=starts, starts_at__lt=ends, case__owner__in=people
            ),
            "mail": unseen_mail(reports, AccessEntry.objects.filter(user=me), me, filed_from),
            "near": mine.near_exhaustion_until(on, near_until),
            "cases": mine,
            "unassigned": Case.objects.unassigned(),
            "corrections": LetterCorrection.objects.open().filter(case__owner=me),
            "letters": letters_by(on, rungs).filter(case__owner=me),
        },
    )


NAMES = (
    *DUE_TABS, "appointments", "mail", "near", "cases", "unassigned", "corrections", "letters",
)  # fmt: skip


@cache
def _counts(number: int, steps: Steps) -> Prepared:
    others: dict[str, type] = {f"person_{place}": int for place in range(1, number)}
    others |= {f"rung_{days}": date for days in steps.with_end}
    return Prepared(
        _build, me=int, on=date, instant=datetime, done_after=date, starts=datetime,
        ends=datetime, filed_from=datetime, near_until=date, **others,
    )  # fmt: skip


def plain_counts(
    user: User, people: list[int], on: date, instant: datetime, near_days: int, steps: Steps
) -> dict[str, int]:
    """How many rows each tab and each link holds; `steps` is the notice ladder of everybody."""
    others: dict[str, Any] = {
        f"person_{place}": key for place, key in enumerate(people[1:], start=1)
    }
    others |= {f"rung_{days}": on + timedelta(days=days) for days in steps.with_end}
    values = moments(on, instant)
    row = _counts(len(people), steps).first(
        **others,
        me=user.pk,
        on=on,
        instant=instant,
        done_after=values["done_after"],
        starts=start_of(on),
        ends=start_of(on + DAY),
        filed_from=start_of(on - timedelta(days=MAIL_DAYS)),
        near_until=on + timedelta(days=near_days),
    )
    return {name: number or 0 for name, number in zip(NAMES, row or (), strict=True)}
