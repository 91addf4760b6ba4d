"""The lines of a day and of a week of appointments, made of plain values: a long day must not wait
for objects that it throws away."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from caseflow.dates import local_day
from caseflow.datewords import clock, weekday
from cases.models import Case
from members.models import listed_name
from providers.lifecycle import ACTIONS, Action, why_not
from providers.models import Appointment, AppointmentKind, AppointmentState

STATE_TAGS = {
    AppointmentState.SCHEDULED: "lead",
    AppointmentState.KEPT: "ok",
    AppointmentState.NO_SHOW: "late",
    AppointmentState.MOVED: "",
    AppointmentState.CANCELLED: "",
}
KINDS = dict(AppointmentKind.choices)
STATES = dict(AppointmentState.choices)
SHOWN = (
    "id", "key", "kind", "starts_at", "minutes", "place", "state", "made_at", "case__reference",
    "case__closed_at", "case__member__last_name", "case__member__suffix",
    "case__member__first_name", "case__member__middle_initial", "case__member__star_number",
    "case__member__unit__code", "case__owner__full_name", "provider__name", "moved_to__key",
    "moved_to__starts_at",
)  # fmt: skip
DOT = " \N{MIDDLE DOT} "
Shown = dict[str, Any]
"""The columns of one appointment, as the database gives them."""


@dataclass(slots=True)
class Lines:
    """Makes the words of each row for the `lines` tag; what many rows share is made once."""

    request: HttpRequest
    moment: datetime
    allowed: dict[tuple[str, bool, bool], list[Action]] = field(default_factory=dict)
    hidden: str = ""
    back: str = ""

    def __post_init__(self) -> None:
        here = self.request.get_full_path()
        self.back = urlencode({"next": here})
        self.hidden = format_html(
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
            '<input type="hidden" name="next" value="{}">',
            get_token(self.request),
            here,
        )

    def of(self, row: Shown) -> dict[str, str]:
        """What can be done now; what the clock or the right forbids is on the appointment's page.

        `over`: it has its outcome. `seen` are the tags of a day, where a scheduled one needs none.
        """
        starts, name, url = row["starts_at"], name_of(row), address_of(row["key"])
        owner, reference = row["case__owner__full_name"] or "", row["case__reference"]
        rest = (f"with {owner}" if owner else "", row["place"], row["provider__name"])
        said, moved = self._tags(row), _moved(row)
        return {
            "over": "over" if row["state"] != AppointmentState.SCHEDULED else "",
            "starts": timezone.localtime(starts).isoformat(),
            "clock": clock(starts),
            "url": url,
            "name": name,
            "who": f"Star {row['case__member__star_number']}{DOT}{row['case__member__unit__code']}",
            "case_url": f"{_base('cases:list')}{reference}/",
            "reference": reference,
            "kind": KINDS[row["kind"]],
            "tags": _tag_html(said),
            "seen": _tag_html([tag for tag in said if tag[0] != "Scheduled"]),
            "owner": owner,
            "place": row["place"],
            "rest": DOT.join([*filter(None, rest), f"{row['minutes']} min"]),
            "moved": format_html(" &middot; {}", moved) if moved else "",
            "moved_sub": format_html('<span class="sub">{}</span>', moved) if moved else "",
            "acts": self._acts(row, url, name),
        }

    def _acts(self, row: Shown, url: str, name: str) -> str:
        """The row's buttons; one that asks for a reason or a day leads to its form."""
        found = [
            format_html(ASKS, f"{url}{action.code}/", self.back, action.label, name)
            if action.asks
            else format_html(BUTTON, f"{url}{action.code}/", action.label, name)
            for action in self._allowed(row)
        ]
        if not found:
            return ""
        buttons = format_html_join("", "{}", ((each,) for each in found))
        return format_html('<form class="acts" method="post">{}{}</form>', self.hidden, buttons)

    def _allowed(self, row: Shown) -> list[Action]:
        """What may be done with a row like this one: of a day there are two or three kinds."""
        closed, starts = row["case__closed_at"], row["starts_at"]
        alike = row["state"], starts <= self.moment, closed is None
        if alike not in self.allowed:
            case = Case(reference=row["case__reference"], closed_at=closed)
            one = Appointment(case=case, state=row["state"], starts_at=starts)
            user: Any = self.request.user
            self.allowed[alike] = [
                action
                for action in ACTIONS.values()
                if action.code != "correct" and not why_not(action.code, one, user, self.moment)
            ]
        return self.allowed[alike]

    def _tags(self, row: Shown) -> list[tuple[str, str]]:
        """The state in words; `outcome not recorded` when its day is over and nobody said."""
        state, starts = row["state"], row["starts_at"]
        tags = [(STATES[state], STATE_TAGS[state])]
        if state == AppointmentState.SCHEDULED and local_day(starts) < local_day(self.moment):
            tags = [("outcome not recorded", "soon")]
        return [*tags, ("entered late", "soon")] if row["made_at"] > starts else tags


ASKS = '<a href="{}?{}">{}<span class="sr"> {}</span></a>'
BUTTON = (
    '<button type="submit" class="btn quiet" formaction="{}">{}<span class="sr"> {}</span></button>'
)


def _tag_html(tags: list[tuple[str, str]]) -> str:
    return format_html_join(
        "", ' <span class="tag {}">{}</span>', ((kind, words) for words, kind in tags)
    )


def _moved(row: Shown) -> str:
    """The way to the appointment that took its place."""
    starts = row["moved_to__starts_at"]
    if not starts:
        return ""
    words = f"to {weekday(starts)}, {clock(starts)}"
    return format_html('<a href="{}">{}</a>', address_of(row["moved_to__key"]), words)


def name_of(row: Shown) -> str:
    return listed_name(
        row["case__member__last_name"],
        row["case__member__suffix"],
        row["case__member__first_name"],
        row["case__member__middle_initial"],
    )


def address_of(key: str) -> str:
    return f"{_base('providers:appointments')}{key}/"


@cache
def _base(name: str) -> str:
    """An address that rows begin with, looked up once."""
    return reverse(name)
