"""What is measured, with its limits: lists, and the pages of one case and one member."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from cases.case_list import TABS, sorts_of
from cases.kinds import Account
from cases.rules.every_account import FURTHER
from cases.views.roll.forecast_rows import SORTS as FORECAST_SORTS
from members.listing import SORTS as MEMBER_SORTS
from notices.views.listing import SORTS as NOTICE_SORTS
from providers.views.directory import SORTS as PROVIDER_SORTS

FORECASTS = (
    ("30 days", "horizon=30"),
    ("180 days", "horizon=180"),
    ("if they return", "horizon=180&assumption=returns"),
    ("one clock, by name", "horizon=all&clock=non_iod&sort=name"),
    ("one unit", "horizon=all&unit=011"),
    ("one person's", "horizon=all&owner=coordinator"),
)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many times the floor, and so many queries beside session, user, access log."""

    ratio: float
    queries: int


LIST, RECORD, EXPLAINED = Limit(10, 12), Limit(15, 20), Limit(6, 12)


@dataclass(frozen=True, slots=True)
class Page:
    """A page to measure, as whom, whether pages deep in it are measured too."""

    label: str
    path: str
    limit: Limit = LIST
    user: str = "coordinator"
    deep: bool = False


def pages(found: dict[str, Any]) -> Iterator[Page]:
    """Every list in every offered order, and the pages of the rows that `targets` found."""
    for tab, _ in TABS:
        for sort in sorts_of(tab):
            yield Page(f"cases, {tab}, by {sort}", f"/cases/?tab={tab}&sort={sort}", deep=True)
    for sort in MEMBER_SORTS:
        yield Page(f"members, by {sort}", f"/members/?sort={sort}", deep=True)
    yield Page("members, a name", f"/members/?q={quote(found['name'])}")
    for sort in NOTICE_SORTS:
        yield Page(f"notices, by {sort}", f"/notices/?sort={sort}", deep=True)
    for sort in PROVIDER_SORTS:
        yield Page(f"providers, by {sort}", f"/providers/?sort={sort}")
    yield Page("appointments, a day", "/appointments/")
    yield Page("appointments, a week", "/appointments/?view=week")
    yield Page("access log", "/access-log/", user="auditor", deep=True)
    yield from search_pages(found)
    for user in ("coordinator", "lead", "physician", "intake", "auditor"):
        yield Page(f"today, {user}", "/", user=user)
    yield Page("today, who has most", "/", user=found["heavy"])
    yield Page("team", "/team/", user="lead")
    for sort in FORECAST_SORTS:
        yield Page(f"forecast, by {sort}", f"/roll/forecast/?horizon=all&sort={sort}", deep=True)
    for name, query in FORECASTS:
        yield Page(f"forecast, {name}", f"/roll/forecast/?{query}")
    yield Page("daily roll", "/roll/")
    yield Page("case, young", f"/cases/{found['young']}/", RECORD)
    yield Page(f"case, {found['old_events']} events", f"/cases/{found['old']}/", RECORD, deep=True)
    yield Page(f"member, {found['absences']} absences", f"/members/{found['star']}/", RECORD)
    for account in (Account.NON_IOD, *FURTHER):
        path = f"/members/{found['star']}/usage/{account}/"
        yield Page(f"explanation, {account}", path, EXPLAINED)
    yield Page("days of a month", f"/members/{found['star']}/days/", RECORD)


def search_pages(found: dict[str, Any]) -> Iterator[Page]:
    """One search a scrap, as a caller gives it."""
    for what, words in (
        ("a name", found["name"]),
        ("part of a name", found["name"][:4]),
        ("a name, misspelt", found["name"][:3] + "x" + found["name"][3:]),
        ("both names", f"{found['first_name']} {found['name']}"),
        ("a star", found["star"]),
        ("an employee number", found["employee"]),
        ("last four", found["employee"][-4:]),
        ("a phone", found["phone"]),
        ("a reference", found["old"]),
        ("words of a note", found["person"]),
        ("a common word", "member"),
        ("two letters", "ar"),
    ):
        if words:
            yield Page(f"search, {what}", f"/search/?q={quote(words)}", RECORD)
