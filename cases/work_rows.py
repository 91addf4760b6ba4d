"""The rows of obligations in words, for Today and for the list of everything.

They are read as plain columns and written as words for the `lines` component: a coordinator has
three hundred of them on one page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.html import format_html

from caseflow import datewords
from caseflow.dates import local_day
from caseflow.templatetags.ui import tag
from cases.kinds import KINDS as CASE_KINDS
from cases.models import Actor, CaseEvent, HoldEvent, ObligationState
from cases.models.obligation import ObligationQuerySet
from cases.rules.obligations import KINDS
from members.models import listed_name

BY_HAND = "by_hand"
OTHER_LABELS = {BY_HAND: "Made by hand", "mention": "You were mentioned"}
COLUMNS = (
    "key", "what", "code", "legal", "actor", "state", "due_on", "due_at", "rule_due_on",
    "trigger_on", "held_until", "held_for", "settled_on", "responsible_id", "case__reference",
    "case__kind", "member__last_name", "member__suffix", "member__first_name",
    "member__middle_initial", "member__star_number", "member__key", "member__separated_on",
    "member__unit__code", "touched",
)  # fmt: skip
ORDER = (
    F("legal").desc(),
    F("due_on").asc(),
    F("due_at").asc(nulls_last=True),
    F("member__name_key").asc(),
    F("pk").asc(),
)
ORDER_WORDS = "legal limits first, then the longest overdue, then by hour, then by name"
DONE_ORDER = (F("settled_on").desc(), F("pk").desc())
DONE_WORDS = "the last done on top"
BATCH_ACTS = (
    ("done", "Done, with a note"),
    ("move", "Move to a day"),
    ("hold", "Put on hold"),
    ("hand", "Hand to a colleague"),
)
NEAR_DAYS = 60  # within which a weekday says more than a year


def kind_label(code: str) -> str:
    """What a kind is called in filters and under "why due"."""
    return KINDS[code].label if code in KINDS else OTHER_LABELS.get(code, code.replace("_", " "))


def with_touched(rows: ObligationQuerySet) -> ObligationQuerySet:
    """Adds when anything was last recorded on the case."""
    last = CaseEvent.objects.filter(case=OuterRef("case")).order_by("-sequence")
    return rows.annotate(touched=Subquery(last.values("recorded_at")[:1]))


def rows_in_order(rows: ObligationQuerySet, order: tuple[Any, ...] = ORDER) -> QuerySet[Any, Any]:
    """The rows as tuples of `COLUMNS`, in an order."""
    return with_touched(rows).order_by(*order).values_list(*COLUMNS)


@dataclass(slots=True)
class Words:
    """What the words of a row depend on: the moment, whose work is covered by whom, where the
    acts lead back to. `people` names who answers for a row, where that is worth saying."""

    on: date
    now: datetime
    user: int
    back: str = "/"
    covered: Mapping[int, str] = field(default_factory=dict)
    people: Mapping[int, str] | None = None
    _days: dict[Any, Any] = field(default_factory=dict)

    def lines(self, rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
        """Each row in words; `next` is the row to go on with when this one is settled."""
        if not rows:
            return []
        back = quote(self.back, safe="")
        keys = [row[0] for row in rows]
        following = [*keys[1:], keys[-2] if len(keys) > 1 else ""]
        return [
            self._line(row, f"back={back}&next={then}")
            for row, then in zip(rows, following, strict=True)
        ]

    def _line(self, row: tuple[Any, ...], how: str) -> dict[str, Any]:
        (
            key, what, code, legal, actor, state, due_on, due_at, rule_due_on,
            trigger_on, held_until, held_for, settled_on, responsible, reference,
            kind, last, suffix, first, middle, star, member_key, separated_on, unit, touched,
        ) = row  # fmt: skip
        is_open = state == ObligationState.OPEN
        held = is_open and bool(held_for or (held_until and held_until > self.on))
        late = is_open and not held and self._is_late(due_on, due_at)
        return {
            "css": "late" if late else "",
            "key": key,
            "due": self._due(due_on, due_at, late) if is_open else self._settled(settled_on, state),
            "what": what,
            "more": self._more(actor, due_on, rule_due_on, held, held_until, held_for, responsible),
            "name": listed_name(last, suffix, first, middle),
            "url": f"/work/{key}/?{how}",
            "why_url": f"/work/{key}/?{how}#why",
            "done_url": f"/work/{key}/done/?{how}",
            "member_url": f"/members/{member_key if separated_on else star}/",
            "case_url": f"/cases/{reference}/",
            "star": star,
            "unit": unit,
            "reference": reference,
            "kind": CASE_KINDS[kind].short,
            "why": self._why(code),
            "since": self._since(legal, trigger_on),
            "touched": self._known(("touched", touched), lambda: self._touched(touched)),
        }

    def _is_late(self, due_on: date, due_at: datetime | None) -> bool:
        return due_on < self.on or (due_at is not None and due_at < self.now)

    def _due(self, due_on: date, due_at: datetime | None, late: bool) -> str:
        if due_at is None:
            return self._known(("due", due_on), lambda: self._due_day(due_on))
        if late:
            how = tag(_late_hours(self.now, due_at), "late")
        else:
            hours = tag(datewords.clock(due_at), "soon" if due_on == self.on else "")
            how = hours
        day = datewords.weekday(due_on)
        clock = f", {datewords.clock(due_at)}" if late else ""
        return format_html("{}{} {}", day, clock, how)

    def _due_day(self, due_on: date) -> str:
        days = (due_on - self.on).days
        words = datewords.day(due_on) if abs(days) > NEAR_DAYS else datewords.weekday(due_on)
        if days < 0:
            how = tag("1 day late" if days == -1 else f"{-days} days late", "late")
        else:
            how = tag(datewords.distance(days), "soon" if days <= 1 else "")
        return format_html("{} {}", words, how)

    def _settled(self, settled_on: date, state: str) -> str:
        label = ObligationState(state).label
        return self._known(
            ("settled", settled_on, state),
            lambda: format_html("{} {}", datewords.weekday(settled_on), tag(label.lower(), "ok")),
        )

    def _more(
        self, actor: str, due_on: date, rule_due_on: date, held: bool, held_until: date | None,
        held_for: str, responsible: int | None,
    ) -> str:  # fmt: skip
        """What stands beside the words of a row: few rows have any of it."""
        said = []
        if actor != Actor.OFFICE:
            said.append(tag(f"{Actor(actor).label} owes it"))
        if held:
            said.append(tag(_held_words(held_until, held_for)))
        if due_on != rule_due_on:
            said.append(tag(f"moved from {datewords.weekday(rule_due_on)}"))
        if responsible in self.covered:
            said.append(tag(f"covering {self.covered[responsible]}", "lead"))
        elif self.people is not None and responsible != self.user:
            who = self.people.get(responsible, "") if responsible else "nobody"
            said.append(tag(f"with {who or 'somebody who cannot sign in'}"))
        return format_html(" {}" * len(said), *said) if said else ""

    def _why(self, code: str) -> str:
        return self._known(("why", code), lambda: kind_label(code))

    def _since(self, legal: bool, trigger_on: date | None) -> str:
        def write() -> str:
            since = f"from {datewords.day(trigger_on)}" if trigger_on else ""
            return ", ".join(part for part in ("legal limit" if legal else "", since) if part)

        return self._known(("since", legal, trigger_on), write)

    def _touched(self, touched: datetime | None) -> str:
        if touched is None:
            return ""
        days = (self.on - local_day(touched)).days
        if days < 1:
            return "today"
        return "1 day" if days == 1 else f"{days} days"

    def _known(self, what: tuple[Any, ...], write: Any) -> Any:
        """Words that many rows share are written once."""
        if what not in self._days:
            self._days[what] = write()
        return self._days[what]


def _late_hours(now: datetime, due_at: datetime) -> str:
    """`3 hours late`: elapsed time, whatever the clocks did in between."""
    minutes = int((now - due_at).total_seconds() // 60)
    hours, days = minutes // 60, minutes // (24 * 60)
    size, unit = (days, "day") if days else (hours, "hour") if hours else (minutes, "minute")
    return f"{size} {unit}{'' if size == 1 else 's'} late"


def _held_words(until: date | None, held_for: str) -> str:
    event = f"until {HoldEvent(held_for).label}" if held_for else ""
    if until is None:
        return f"on hold {event}"
    day = f"until {datewords.weekday(until)}"
    return f"on hold {day}, or {event}" if event else f"on hold {day}"


CSV_HEADER = (
    "due", "hour", "what", "why", "legal", "actor", "state", "rule_due", "on_hold_until",
    "on_hold_for", "case", "case_kind", "star", "last_name", "first_name", "unit", "key",
)  # fmt: skip


def csv_row(row: tuple[Any, ...]) -> tuple[Any, ...]:
    named = dict(zip(COLUMNS, row, strict=True))
    due_at = named["due_at"]
    return (
        named["due_on"], datewords.clock(due_at) if due_at else "", named["what"],
        kind_label(named["code"]), "yes" if named["legal"] else "", named["actor"],
        named["state"], named["rule_due_on"], named["held_until"],
        HoldEvent(named["held_for"]).label if named["held_for"] else "",
        named["case__reference"], named["case__kind"], named["member__star_number"],
        named["member__last_name"], named["member__first_name"], named["member__unit__code"],
        named["key"],
    )  # fmt: skip
