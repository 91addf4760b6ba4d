"""The rows of the exhaustion forecast, from the stored projection alone: nothing is computed anew.

The days of the notice ladder and of the personnel action request follow from the first unpaid day
and the policy values in force, as `cases.rules.ladder` counts them; a test compares the two.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Func, IntegerField, Q, Value
from django.utils.html import format_html

from caseflow.dates import local_day, words
from caseflow.datewords import weekday
from caseflow.models import User
from caseflow.paging import Sort
from cases.models import Projection
from cases.models.projection import LIMITED_DUTY, ProjectionQuerySet
from cases.roll_forms import RETURNS
from cases.rules.ladder import par_day
from cases.rules.policy import PolicyTimeline
from cases.services.facts import load_policy
from members.models import hidden_members
from members.rows import name_in, url_in
from notices.models import LetterCorrection, Notice

LETTER = "time_remaining"
DEFAULT_HORIZON = "90"
WEEKS = 26  # a chart of any time ends with "later"
SORTS = {
    "unpaid": Sort(("first_unpaid_day", "id")),
    "-unpaid": Sort(("first_unpaid_day", "id"), descending=True),
    "name": Sort(("member__name_key", "id")),
    "-name": Sort(("member__name_key", "id"), descending=True),
    "unit": Sort(("member__unit__code", "member__name_key", "id")),
    "-unit": Sort(("member__unit__code", "member__name_key", "id"), descending=True),
}
SORT_WORDS = {
    "unpaid": "the first to run out on top",
    "-unpaid": "the last to run out on top",
    "name": "by name",
    "-name": "by name, from the end",
    "unit": "by unit",
    "-unit": "by unit, from the end",
}
SHOWN = (
    "id", "account", "first_unpaid_day", "limit", "digest", "case_id", "case__reference",
    "case__expected_return_on", "case__owner__full_name",
    "injury__injury_label", "member__star_number", "member__last_name", "member__suffix",
    "member__first_name", "member__middle_initial", "member__name_key", "member__unit__code",
    "member__bargaining_unit", "member__rank", "member__separated_on", "member__key",
)  # fmt: skip
Shown = dict[str, Any]


def forecast_rows(user: User, on: date, chosen: dict[str, Any]) -> ProjectionQuerySet:
    """The projections in force on the day that this person may see and that pass the filters."""
    rows = Projection.objects.in_force(on)
    if hidden := hidden_members(user):
        rows = rows.exclude(member_id__in=hidden)
    horizon = chosen.get("horizon") or DEFAULT_HORIZON
    if horizon != "all":
        rows = rows.filter(first_unpaid_day__lte=on + timedelta(days=int(horizon)))
    if chosen.get("assumption") == RETURNS:
        rows = rows.exclude(returns_in_time(on))
    if chosen.get("unit"):
        rows = rows.filter(member__unit__code=chosen["unit"])
    if chosen.get("clock"):
        rows = rows.filter(account=chosen["clock"])
    if chosen.get("owner") == "none":
        rows = rows.filter(case__owner__isnull=True)
    elif chosen.get("owner"):
        rows = rows.filter(case__owner__username=chosen["owner"])
    return rows


def returns_in_time(on: date) -> Q:
    """Who is expected back no later than on the first unpaid day, which the return then is not.

    An expected return that has passed while the absence goes on is believed no longer.
    """
    back = "case__expected_return_on"
    return Q(**{f"{back}__gte": on, f"{back}__lte": F("first_unpaid_day")})


@dataclass(frozen=True, slots=True)
class Week:
    """So many members whose first unpaid day is one of these days; `label` says which, `tick` in
    short."""

    label: str
    count: int
    hot: bool = False
    tick: str = ""


LATER = "later"


class WeeksAfter(Func):
    """In which week after the second day the first one lies: 1 from the next day on, 0 or less
    for that day and those before it."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="CAST((julianday(%(expressions)s) + 6) / 7 AS INTEGER)",
            arg_joiner=") - julianday(",
        )

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="((%(expressions)s) + 6) / 7", arg_joiner=" - "
        )


def by_week(rows: ProjectionQuerySet, on: date, horizon: str) -> list[Week]:
    """How many run out in each week after `on`, those who have run out before them."""
    counts = [0] * (WEEKS if horizon == "all" else -(-int(horizon) // 7))
    reached = later = 0
    grouped = rows.order_by().annotate(week=WeeksAfter("first_unpaid_day", Value(on)))
    for week, number in grouped.values_list("week").annotate(number=Count("pk")):
        if week < 1:
            reached += number
        elif week <= len(counts):
            counts[week - 1] += number
        else:
            later += number
    begins = [on + timedelta(days=1 + 7 * number) for number in range(len(counts))]
    weeks = [
        Week(f"from {words(day)}", number, tick=weekday(day)[4:])
        for day, number in zip(begins, counts, strict=True)
    ]
    ends = [Week(LATER, later)] if horizon == "all" else []
    return [Week("reached", reached, hot=reached > 0), *weeks, *ends]


@dataclass(slots=True)
class Teller:
    """Turns rows into words; policy values are asked for once for each bargaining unit and rank."""

    on: date
    policy: PolicyTimeline
    letters: dict[int, tuple[str, date, bool]]
    known: dict[tuple[str, str], tuple[Any, ...]] = field(default_factory=dict)

    def values_for(self, bargaining_unit: str, rank: str) -> tuple[Any, ...]:
        """The ladder's steps, the longest first, and what `par_day` asks for."""
        key = (bargaining_unit, rank)
        if key not in self.known:

            def value(name: str) -> Any:
                return self.policy.at(
                    name, self.on, bargaining_unit=bargaining_unit, rank=rank
                ).value

            steps = sorted(set(value("notice_ladder_days")), reverse=True)
            pay = ("par_pay_periods", "pay_period_days", "pay_period_anchor")
            self.known[key] = (steps, *(value(name) for name in pay))
        return self.known[key]

    def letter(self, row: Shown) -> str:
        """What was sent, and the next step of the notice ladder."""
        if row["account"] == LIMITED_DUTY[0]:
            return "no ladder"
        number, sent, wrong = self.letters.get(row["case_id"], ("", None, False))
        said = f"{number} of {words(sent)}" if number else "none sent"
        if wrong:
            said += ", to be corrected"
        return f"{said}; {self.rung(row, sent)}"

    def rung(self, row: Shown, sent: date | None) -> str:
        """The step of the ladder that is due now, else the next one."""
        steps, *_ = self.values_for(row["member__bargaining_unit"], row["member__rank"])
        unpaid: date = row["first_unpaid_day"]
        state, days = next_rung(steps, unpaid, self.on, sent)
        if state == "due":
            return f"{days}-day letter due now"
        if state == "to_come":
            return f"{days}-day letter on {words(unpaid - timedelta(days=days))}"
        return "no further letter"

    def decision(self, row: Shown) -> str:
        """What is to be decided or done next, with its day."""
        unpaid, back = row["first_unpaid_day"], row["case__expected_return_on"]
        if row["account"] == LIMITED_DUTY[0]:
            return "Limited duty is over its cap" if unpaid <= self.on else "End of limited duty"
        if unpaid <= self.on:
            return "Paid days are over: return or leave"
        _, *pay = self.values_for(row["member__bargaining_unit"], row["member__rank"])
        request = par_day(unpaid, *pay)
        if back and back < self.on:
            return f"Return was expected {words(back)}"
        if back and back <= request:
            return f"Return expected {words(back)}"
        if request >= self.on:
            return f"Personnel action request by {words(request)}"
        return f"Personnel action request was due {words(request)}"


def next_rung(steps: Sequence[int], unpaid: date, on: date, sent: date | None) -> tuple[str, int]:
    """`due` with the step in whose time no letter was sent, else `to_come` with the next step;
    an empty word when neither is left. `steps` are days, the longest first."""
    left = (unpaid - on).days
    for place, days in enumerate(steps):
        after = steps[place + 1] if place + 1 < len(steps) else 0
        if left > days:
            return "to_come", days
        if left > after and (sent is None or sent < unpaid - timedelta(days=days)):
            return "due", days
    return "", 0


def letters_of(cases: Collection[int]) -> dict[int, tuple[str, date, bool]]:
    """The time-remaining letter that stands for each of these cases: number, day, whether it is
    to be corrected."""
    letters = Notice.objects.filter(case__in=cases, code=LETTER).order_by("issued_at", "id")
    found = list(letters.values_list("pk", "case_id", "number", "issued_at", "supersedes_id"))
    replaced = {before for *_, before in found}
    wrong: set[int] = set()
    if found:
        corrections = LetterCorrection.objects.open().order_by()
        wrong = set(corrections.values_list("notice_id", flat=True))
    return {
        case: (number, local_day(issued), key in wrong)
        for key, case, number, issued, _ in found
        if key not in replaced
    }


def teller_for(rows: Iterable[Shown], on: date) -> Teller:
    """Who tells these rows, in three queries."""
    cases = [row["case_id"] for row in rows if row["case_id"]]
    return Teller(on, load_policy(), letters_of(cases))


def details_of(rows: Sequence[dict[str, Any]]) -> list[Shown]:
    """What a page's rows show, in their order: the many are sorted by their keys alone, for the
    joins of all of them take longer than the page."""
    keys = [row["id"] for row in rows]
    found = {row["id"]: row for row in Projection.objects.filter(pk__in=keys).values(*SHOWN)}
    return [found[key] for key in keys]


def shown(rows: Sequence[Shown], on: date) -> list[dict[str, Any]]:
    """The words of the page's rows, ready for the template."""
    teller = teller_for(rows, on)
    return [_words_of(row, teller) for row in rows]


CLOCKS = {"non_iod": "Not on duty", "iod": "Injury on duty", LIMITED_DUTY[0]: "Limited duty"}


def _words_of(row: Shown, teller: Teller) -> dict[str, Any]:
    left = (row["first_unpaid_day"] - teller.on).days
    injury, case = row["injury__injury_label"], row["case__reference"]
    return {
        "css": "" if left > 0 else "late",
        "name": name_in(row),
        "url": url_in(row),
        "star": row["member__star_number"],
        "unit": row["member__unit__code"],
        "clock": CLOCKS[row["account"]],
        "limit": row["limit"],
        "injury": f", {injury}" if injury else "",
        "unpaid": words(row["first_unpaid_day"]),
        "left": left if left > 0 else "reached",
        "expected": words(row["case__expected_return_on"]),
        "decision": teller.decision(row),
        "letter": teller.letter(row),
        "owner": row["case__owner__full_name"] or ("nobody" if case else ""),
        "case": format_html('<a class="nowrap" href="/cases/{0}/">{0}</a>', case) if case else "",
    }


CSV_HEADER = (
    "star", "last_name", "first_name", "unit", "clock", "injury", "limit", "case", "with",
    "first_unpaid_day", "days_until", "expected_return", "next_decision", "letter",
    "letter_issued_on", "ladder", "digest",
)  # fmt: skip
CHUNK = 500


def csv_rows(rows: ProjectionQuerySet, sort: str, on: date) -> Iterator[Sequence[Any]]:
    """Every row of the filter, letters asked for by the chunk."""
    ordered = rows.order_by(*SORTS[sort].order_by()).values(*SHOWN)
    chunk: list[Shown] = []
    for row in ordered.iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield from _csv_chunk(chunk, on)
            chunk = []
    yield from _csv_chunk(chunk, on)


def _csv_chunk(rows: list[Shown], on: date) -> Iterator[Sequence[Any]]:
    teller = teller_for(rows, on)
    for row in rows:
        number, sent, _ = teller.letters.get(row["case_id"], ("", None, False))
        ladder = "" if row["account"] == LIMITED_DUTY[0] else teller.rung(row, sent)
        yield (
            row["member__star_number"], row["member__last_name"], row["member__first_name"],
            row["member__unit__code"], row["account"], row["injury__injury_label"], row["limit"],
            row["case__reference"], row["case__owner__full_name"], row["first_unpaid_day"],
            (row["first_unpaid_day"] - on).days, row["case__expected_return_on"],
            teller.decision(row), number, sent, ladder, row["digest"],
        )  # fmt: skip
