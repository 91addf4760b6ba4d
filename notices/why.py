"""What moved a letter's figures: the letter's frozen count beside the same count made now.

Only dates, references, numbers of days and the letter's own words for reasons: whatever somebody
typed stays out, for these sentences go into the next letter.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from caseflow.dates import words
from notices.letters.count import Count, Days

Span = tuple[str, str, int, str]
"""First day, last day (ISO, empty when it has none), days, reason in the letter's words."""


def why_it_moved(
    data: Mapping[str, Any], count: Count | None, injury: str, later: Iterable[Days] = ()
) -> tuple[str, ...]:
    """Sentences, at least one. `data` is the letter's; `count` and `injury` are what is right;
    `later` are days after the letter's own that were taken out of the count since its issue."""
    if count is None:
        return ("The absence that the letter counts no longer stands.",)
    if data["injury"] != injury:
        return (_recorded_as(injury),)
    before = data["count"]
    left_out = _moved(
        _spans(before["not_counted"]), _now(count.not_counted), "do not count", "count after all"
    )
    given = _moved(
        _spans(before["given_back"]), _now(count.given_back), "are given back",
        "are no longer given back",
    )  # fmt: skip
    found = [*left_out, *given, *_cases(before, count, explained=bool(left_out or given))]
    if before["limit"] != count.limit and not given:
        found.append(f"The rule that applies gives {count.limit} paid days.")
    found += [_sentence(span, "do not count") for span in sorted(_now(later))]
    return tuple(found) or (
        "What is recorded now, or the rule, for the days after the letter moves the first day "
        "without pay.",
    )


def _recorded_as(injury: str) -> str:
    if injury:
        return f"The absence is recorded as an injury on duty now, case {injury}."
    return "The absence is no longer recorded as an injury on duty."


def _spans(rows: Iterable[Mapping[str, Any]]) -> Counter[Span]:
    return Counter(
        (row["first_day"], row["last_day"] or "", row["days"], row["reason"]) for row in rows
    )


def _now(rows: Iterable[Any]) -> Counter[Span]:
    return Counter(
        (
            row.first_day.isoformat(),
            row.last_day.isoformat() if row.last_day else "",
            row.days,
            row.reason,
        )
        for row in rows
    )


def _moved(before: Counter[Span], now: Counter[Span], added: str, gone: str) -> list[str]:
    """`28 days from 7 Jul to 3 Aug 2024 do not count: furlough.` for what came and what went."""
    rows = [(span, added) for span in sorted(now - before)]
    rows += [(span, gone) for span in sorted(before - now)]
    return [_sentence(span, verb) for span, verb in rows]


def _sentence(span: Span, verb: str) -> str:
    first, last, days, reason = span
    when = f"from {_day(first)}"
    if last:
        when = f"from {_day(first)} to {_day(last)}" if last != first else f"on {_day(first)}"
    if days == 1:
        verb = {"do not count": "does not count", "count after all": "counts after all"}.get(
            verb, verb.replace("are ", "is ", 1)
        )
    return f"{_days(days)} {when} {verb}: {reason}."


def _cases(before: Mapping[str, Any], count: Count, *, explained: bool) -> list[str]:
    """Cases whose days are others than the letter counted, where no sentence says why yet."""
    was: Counter[str] = Counter()
    for row in before["counted"]:
        was[row["case"]] += row["days"]
    now: Counter[str] = Counter()
    for stretch in count.counted:
        now[stretch.case] += stretch.days
    found = []
    for case in sorted({*was, *now}):
        if was[case] == now[case] or (explained and was[case] and now[case]):
            continue
        found.append(f"Case {case} counts {_days(now[case])}, not {was[case]}.")
    return found


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _day(iso: str) -> str:
    return words(date.fromisoformat(iso))
