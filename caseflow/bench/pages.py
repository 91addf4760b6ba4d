"""What is measured, with its limits: lists, and the pages of one case and one member."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html import unescape
from typing import Any
from urllib.parse import quote, urljoin

from caseflow.bench.client import Client
from caseflow.bench.server import BenchFailed
from cases.case_list import TABS, sorts_of
from cases.kinds import Account
from cases.rules.every_account import FURTHER
from cases.views.roll.forecast_rows import SORTS as FORECAST_SORTS
from members.listing import SORTS as MEMBER_SORTS
from notices.views.listing import SORTS as NOTICE_SORTS
from providers.views.directory import SORTS as PROVIDER_SORTS

DEEP = 25
TIMES = 21
FLOOR = "/bench/floor/"


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
    """A page to measure, as whom, whether its deepest reachable page is measured too."""

    label: str
    path: str
    limit: Limit = LIST
    user: str = "coordinator"
    deep: bool = False


@dataclass(frozen=True, slots=True)
class Timing:
    """One page as it was measured, before the floor of the whole run is known."""

    page: Page
    label: str
    path: str
    seconds: float
    queries: int


@dataclass(frozen=True, slots=True)
class Measured:
    label: str
    path: str
    user: str
    milliseconds: float
    ratio: float
    queries: int
    limit_ratio: float
    limit_queries: int
    within: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


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
    for what, words in (
        ("a name", found["name"]),
        ("a star", found["star"]),
        ("a reference", found["old"]),
        ("two letters", "ar"),
    ):
        yield Page(f"search, {what}", f"/search/?q={quote(words)}", RECORD)
    for user in ("coordinator", "lead", "physician", "intake", "auditor"):
        yield Page(f"today, {user}", "/", user=user)
    yield Page("team", "/team/", user="lead")
    for sort in FORECAST_SORTS:
        yield Page(f"forecast, by {sort}", f"/roll/forecast/?horizon=all&sort={sort}", deep=True)
    for name, query in FORECASTS:
        yield Page(f"forecast, {name}", f"/roll/forecast/?{query}")
    yield Page("daily roll", "/roll/")
    yield Page("case, young", f"/cases/{found['young']}/", RECORD)
    yield Page(f"case, {found['old_notes']} notes", f"/cases/{found['old']}/", RECORD, deep=True)
    yield Page(f"member, {found['absences']} absences", f"/members/{found['star']}/", RECORD)
    for account in (Account.NON_IOD, *FURTHER):
        path = f"/members/{found['star']}/usage/{account}/"
        yield Page(f"explanation, {account}", path, EXPLAINED)
    yield Page("days of a month", f"/members/{found['star']}/days/", RECORD)


def measure(page: Page, client: Client, times: int = TIMES) -> Iterator[Timing]:
    """The page, and the deep page behind it where there is one."""
    yield _timing(page, page.label, page.path, client, times)
    if page.deep and (path := deep_path(page.path, client)):
        yield _timing(page, f"{page.label}, deep", path, client, times)


def _timing(page: Page, label: str, path: str, client: Client, times: int) -> Timing:
    answer = client.get(path, count=True)
    if answer.status != 200:
        raise BenchFailed(f"{path} gave {answer.status} to {page.user}.")
    return Timing(page, label, path, client.p50(path, times), answer.queries)


def judged(timing: Timing, floor: float) -> Measured:
    """The timing beside its limits; `floor` in seconds."""
    limit, ratio = timing.page.limit, timing.seconds / floor
    return Measured(
        label=timing.label,
        path=timing.path,
        user=timing.page.user,
        milliseconds=round(timing.seconds * 1000, 2),
        ratio=round(ratio, 1),
        queries=timing.queries,
        limit_ratio=limit.ratio,
        limit_queries=limit.queries,
        within=ratio <= limit.ratio and timing.queries <= limit.queries,
    )


def deep_path(path: str, client: Client) -> str:
    """The address so many pages on, by the link to the next page; empty where there is one only."""
    here = ""
    for _ in range(DEEP):
        text = client.get(here or path).text
        link = re.search(r'<li><a rel="next" href="([^"]+)"', text)
        if not link:
            break
        here = urljoin(here or path, unescape(link.group(1))).partition("#")[0]
    return here
