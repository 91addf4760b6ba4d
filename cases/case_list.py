"""The list of cases as data: its tabs, orders, filters, columns and rows."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from caseflow.access import Capability
from caseflow.dates import now
from caseflow.models import User
from caseflow.paging import CappedCount, Sort
from caseflow.prepared import Prepared
from caseflow.saved_pages import Chosen, Column, ListPage, register
from cases.forms import CaseFilters
from cases.models import Case
from cases.models.case import CaseQuerySet
from cases.policy import near_exhaustion_days
from members.models import hidden_members
from members.names import search_key
from members.rows import COLUMNS as NAME
from members.rows import name_in

TABS = (
    ("unassigned", "Unassigned"),
    ("mine", "Mine"),
    ("hold", "On hold"),
    ("open", "All open"),
    ("closed", "Closed in 30 days"),
)
SORTS = {
    "first_day": Sort(("first_day", "id")),
    "-first_day": Sort(("first_day", "id"), descending=True),
    "name": Sort(("member__name_key", "id")),
    "-name": Sort(("member__name_key", "id"), descending=True),
    "opened": Sort(("opened_at", "id")),
    "-opened": Sort(("opened_at", "id"), descending=True),
}
# The closed rows of ten years are no list to sort by their first day: by when they closed, which
# an index serves, or by name among the recently closed.
CLOSED_SORTS = {
    "closed": Sort(("closed_at", "id")),
    "-closed": Sort(("closed_at", "id"), descending=True),
    "name": SORTS["name"],
    "-name": SORTS["-name"],
}
SORT_WORDS = {
    "closed": "the first closed on top",
    "-closed": "the last closed on top",
    "first_day": "the earliest first day on top",
    "-first_day": "the latest first day on top",
    "name": "by name",
    "-name": "by name, from the end",
    "opened": "the first opened on top",
    "-opened": "the last opened on top",
}
CLOSED_DAYS = 30

_KIND, _STATE = Column("kind", "Kind"), Column("state", "State")
_OWNER = Column("owner", "With")
_MORE = (
    Column("nature", "Nature", default=False),
    Column("injury", "Injury", default=False),
    Column("approved", "Approved", "date", default=False),
)
COLUMNS = (
    _KIND,
    _STATE,
    Column("first_day", "First day", "date", sort="first_day"),
    Column("expected", "Expected return", "date"),
    Column("unpaid", "First unpaid day", "date"),
    Column("opened", "Opened", "date", sort="opened", default=False),
    *_MORE,
    _OWNER,
)
CLOSED_COLUMNS = (
    _KIND,
    _STATE,
    Column("first_day", "First day", "date"),
    Column("opened", "Opened", "date", default=False),
    Column("closed", "Closed", "date", sort="closed"),
    *_MORE,
    _OWNER,
)


def sorts_of(tab: str) -> dict[str, Sort]:
    """The orders that a tab offers; each is served by an index or sorts few rows."""
    return CLOSED_SORTS if tab == "closed" else SORTS


def sort_of(tab: str) -> str:
    """The order of a tab when none is asked for."""
    return "-closed" if tab == "closed" else "-first_day"


def columns_of(tab: str) -> tuple[Column, ...]:
    return CLOSED_COLUMNS if tab == "closed" else COLUMNS


def in_tab(rows: CaseQuerySet, tab: str, user: User | int, since: datetime) -> CaseQuerySet:
    """The rows of a tab; the one place that says what each tab holds. `since` bounds what is
    recently closed; the user may be given by key."""
    if tab == "unassigned":
        return rows.unassigned()
    if tab == "mine":
        return rows.owned_by(user)
    if tab == "hold":
        return rows.held()
    if tab == "closed":
        return rows.closed_since(since)
    return rows.open()


def recently() -> datetime:
    """From when a closed case is recently closed."""
    return now() - timedelta(days=CLOSED_DAYS)


def filtered(rows: CaseQuerySet, chosen: dict[str, Any], on: date) -> CaseQuerySet:
    """The rows that pass the filters of the form."""
    if chosen.get("kind"):
        rows = rows.filter(kind=chosen["kind"])
    if chosen.get("unit"):
        rows = rows.filter(member__unit__code=chosen["unit"])
    if chosen.get("owner") == "none":
        rows = rows.filter(owner__isnull=True)
    elif chosen.get("owner"):
        rows = rows.filter(owner__username=chosen["owner"])
    if chosen.get("near"):
        rows = rows.near_exhaustion(on, near_exhaustion_days(on))
    for word in search_key(chosen.get("q", "")).split():
        rows = rows.filter(
            Q(member__name_key__contains=word)
            | Q(member__star_number=word)
            | Q(reference__icontains=word)
        )
    return rows


def tab_counts(user: User) -> dict[str, int]:
    """How many rows each tab holds, as far as it is shown. For nearly everybody the statement is
    one and built once; who must not see some record has one of their own."""
    rows, since = Case.objects.visible_to(user), recently()
    if user.can(Capability.SEE) and not hidden_members(user):
        found = _COUNTED.first(user=user.pk, since=since)
    else:
        found = _counts(rows, user.pk, since).first()
    return dict(zip(dict(TABS), found or (), strict=True))


def _counts(rows: CaseQuerySet, user: int, since: datetime) -> QuerySet[User, Any]:
    """The counts beside the person's own row, for they need a row to stand beside."""
    counts = {f"in_{tab}": CappedCount(in_tab(rows, tab, user, since)) for tab, _ in TABS}
    return User.objects.filter(pk=user).order_by().annotate(**counts).values_list(*counts)


_COUNTED = Prepared(
    lambda user, since: _counts(Case.objects.all(), user, since), user=int, since=datetime
)


def rows_of(user: User, chosen: Chosen, on: date) -> CaseQuerySet:
    """The rows that the list shows this person in a chosen state, on all its pages."""
    return filtered(
        in_tab(Case.objects.visible_to(user), chosen.tab, user, recently()), chosen.filters, on
    )


def named(user: User, keys: Iterable[int]) -> list[tuple[int, str, str]]:
    """Cases by their keys, as a line calls them; only those that the person may see."""
    rows = Case.objects.visible_to(user).filter(pk__in=list(keys)).order_by("-first_day", "-id")
    return [
        (row["id"], f"{row['reference']} {name_in(row)}", f"/cases/{row['reference']}/")
        for row in rows.values("id", "reference", *(f"member__{part}" for part in NAME))
    ]


def _form(data: QueryDict) -> CaseFilters:
    return CaseFilters(data or None)


CASES = register(
    ListPage(
        code="cases",
        name="Cases",
        url="/cases/",
        form=_form,
        sorts=sorts_of,
        sort_of=sort_of,
        columns=columns_of,
        rows=rows_of,
        named=named,
        tabs=TABS,
        tab="open",
    )
)
