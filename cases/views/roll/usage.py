"""Events and days on the roll of every member, over any period."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import today
from caseflow.models import User
from cases.roll_forms import PeriodFilters
from cases.roll_usage import RollUse, roll_use
from cases.rules.days import window_start
from cases.views.roll.frame import chips, filter_words, listed_page, tabs
from members.models import Member, hidden_members
from members.rows import name_in

MONTHS = 12
ASKED = ("first", "last", "unit", "account", "events", "days")
SORTS = ("days", "-days", "events", "-events", "name", "-name", "unit", "-unit")
SORT_WORDS = {
    "days": "the fewest days on top",
    "-days": "the most days on top",
    "events": "the fewest events on top",
    "-events": "the most events on top",
    "name": "by name",
    "-name": "by name, from the end",
    "unit": "by unit",
    "-unit": "by unit, from the end",
}


@require_GET
@requires(Capability.SEE)
def roll_usage(request: HttpRequest) -> HttpResponseBase:
    on = today()
    filters = PeriodFilters(request.GET, on=on)
    valid = filters.is_valid()
    first, last = period(filters.cleaned_data, on)
    account = filters.cleaned_data.get("account", "")
    found = used(request.user, first, last, filters.cleaned_data) if valid else []
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "-days"
    found = in_order(found, sort, account)
    if request.GET.get("format") == "csv" and valid:
        log_access(request, "list", "use of the roll", detail=filter_words(request, ASKED))
        lines = csv_rows(found, first, last, request.user)
        return csv_response("use-of-the-roll", CSV_HEADER, lines)
    page = listed_page(found, request)
    context = {
        "first": first,
        "last": last,
        "account": account,
        "page": page,
        "rows": shown(page.rows, account, request.user),
        "tabs": tabs(request, "usage"),
        "filters": filters,
        "form": filters,
        "keep": [("sort", sort)],
        "chips": chips(request, filters, {}),
        "sort": sort,
        "sort_words": SORT_WORDS[sort],
    }
    return render(request, "roll/usage.html", context, status=200 if valid else 422)


def period(chosen: dict[str, Any], on: date) -> tuple[date, date]:
    """The days that are counted, both included: those chosen, else the last twelve months."""
    last = chosen.get("last") or on
    return chosen.get("first") or date.fromordinal(window_start(last.toordinal(), MONTHS)), last


def used(user: User, first: date, last: date, chosen: dict[str, Any]) -> list[RollUse]:
    """Who used the roll in the period, may be seen and passes the filters."""
    hidden, account = set(hidden_members(user)), chosen.get("account", "")
    events, days = chosen.get("events") or 0, chosen.get("days") or 1
    return [
        use
        for use in roll_use(first, last)
        if use.member not in hidden
        and (not chosen.get("unit") or use.unit == chosen["unit"])
        and use.events_of(account) >= events
        and use.days_of(account) >= days
    ]


def in_order(found: Iterable[RollUse], sort: str, account: str) -> list[RollUse]:
    """Sorted here and not by the database: some thousands at most, and alike on both engines."""
    keys = {
        "days": lambda use: (use.days_of(account), use.name_key, use.member),
        "events": lambda use: (use.events_of(account), use.name_key, use.member),
        "name": lambda use: (use.name_key, use.member),
        "unit": lambda use: (use.unit, use.name_key, use.member),
    }
    return sorted(found, key=keys[sort.lstrip("-")], reverse=sort.startswith("-"))


PARTS = (
    "star_number", "last_name", "suffix", "first_name", "middle_initial", "separated_on",
)  # fmt: skip
KEYS_AT_ONCE = 1000


def people(found: Sequence[RollUse], user: User) -> dict[int, dict[str, Any]]:
    """What the lines say of these members, by their keys."""
    rows: dict[int, dict[str, Any]] = {}
    for start in range(0, len(found), KEYS_AT_ONCE):
        keys = [use.member for use in found[start : start + KEYS_AT_ONCE]]
        members = Member.objects.visible_to(user).filter(pk__in=keys)
        rows.update((row["id"], row) for row in members.values("id", *PARTS))
    return rows


def shown(found: Sequence[RollUse], account: str, user: User) -> list[dict[str, Any]]:
    """The words of the page's rows."""
    rows = people(found, user)
    return [_words_of(use, rows[use.member], account) for use in found]


def _words_of(use: RollUse, row: dict[str, Any], account: str) -> dict[str, Any]:
    slug = row["star_number"] if row["separated_on"] is None else use.key
    return {
        "name": name_in(row, ""),
        "url": f"/members/{slug}/",
        "star": row["star_number"],
        "unit": use.unit,
        "events": use.events_of(account),
        "days": use.days_of(account),
        "non_iod": use.days_non_iod,
        "iod": use.days_iod,
    }


CSV_HEADER = (
    "first_day", "last_day", "star", "last_name", "first_name", "unit", "events",
    "events_non_iod", "events_iod", "days", "days_non_iod", "days_iod",
)  # fmt: skip


def csv_rows(found: list[RollUse], first: date, last: date, user: User) -> Iterator[Sequence[Any]]:
    rows = people(found, user)
    for use in found:
        row = rows[use.member]
        yield (
            first, last, row["star_number"], row["last_name"], row["first_name"], use.unit,
            use.events, use.events_non_iod, use.events_iod, use.days, use.days_non_iod,
            use.days_iod,
        )  # fmt: skip
