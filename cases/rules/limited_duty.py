"""Limited duty for other than an injury on duty: one bank of days over the whole career.

E03-01-03 III.B-D (docs/entitlement.md). Limited duty and the medical roll are separate banks: a
day on the roll within a spell of limited duty is not a day of limited duty.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from cases.rules.accounts import day_or_none
from cases.rules.days import FAR, DaySet, Span, intersect, merge, subtract
from cases.rules.facts import MemberFacts
from cases.rules.further import FurtherAccount, with_digest
from cases.rules.limited_duty_caps import Career, Piece
from cases.rules.policy_timeline import PolicyTimeline
from cases.rules.results import NotCounted, Stretch
from cases.rules.service import years_complete

ON_ROLL: Final = "on the medical roll"
INJURY: Final = "injury on duty: no cap"
COMBAT_ZONE: Final = "combat-zone injury"
BEFORE: Final = "before the first day that counts"

_KINDS = ("limited_iod", "limited_non_iod", "limited_combat")

Excluded = tuple[int, int, str]
"""First day, last day, reason."""


@dataclass(frozen=True, slots=True)
class Counting:
    """The days of limited duty through a day: `counted` with their case, the others why not."""

    counted: tuple[tuple[int, int, str], ...] = ()
    excluded: tuple[Excluded, ...] = ()

    def stretches(self) -> tuple[Stretch, ...]:
        """The counted days as the answer has them."""
        return tuple(
            Stretch(case, date.fromordinal(a), date.fromordinal(b), b - a + 1)
            for a, b, case in self.counted
        )

    def not_counted(self) -> tuple[NotCounted, ...]:
        """The other days as the answer has them."""
        return tuple(
            NotCounted(date.fromordinal(a), date.fromordinal(b), b - a + 1, reason)
            for a, b, reason in self.excluded
        )


def limited_duty_account(facts: MemberFacts, policy: PolicyTimeline, on: date) -> FurtherAccount:
    """The career account as of the end of `on`; days are calendar days.

    `first_day_over` is the first day over its cap if on limited duty, not for an injury, on every
    day from the day after `on` but recorded furlough and suspension; when `on` is itself over its
    cap, the first such day of the unbroken run of counted days that ends there. `last_day` is the
    last counted day before it that its own cap covers. Both are None for a rank that is not
    eligible and has no such day on `on`.

    Raises:
        PolicyMissing: a day that has to be judged has no policy value in force.
    """
    today = on.toordinal()
    career = Career(facts, policy)
    piece = career.at(today)
    exceptions = sorted(
        (e.first_day.toordinal(), e.last_day.toordinal(), e.reason) for e in facts.exceptions
    )
    counting = _counting(facts, career, exceptions, today) if facts.duty else Counting()
    spans = [span[:2] for span in counting.counted]
    days = DaySet([*spans, *_ahead(career, exceptions, today)])
    used = days.through(today)
    over = _over(career, days, piece, today, used)
    covered = None if over is None else career.last_covered(days, over)
    account = FurtherAccount(
        account="limited_duty",
        unit="days",
        limit=piece.cap,
        window=None,
        used=used,
        remaining=max(0, piece.cap - used),
        last_day=day_or_none(covered),
        first_day_over=day_or_none(over),
        assumption="on limited duty, not for an injury on duty, every day from "
        f"{date.fromordinal(min(today + 1, FAR))}",
        counted=counting.stretches(),
        not_counted=counting.not_counted(),
        rule=piece.regime.rule,
        remarks=_remarks(facts, piece, today, used),
    )
    return with_digest(facts.member, on, account)


def _over(career: Career, days: DaySet, piece: Piece, on: int, used: int) -> int | None:
    run = days.run(on)
    if run is not None and used > piece.cap:
        return career.first_over(days, run[0], on)
    if not piece.regime.eligible or on == FAR:
        return None
    return career.first_over(days, on + 1, FAR)


def _ahead(career: Career, exceptions: Iterable[Excluded], on: int) -> list[Span]:
    """The days after `on` that would count if on limited duty on all of them."""
    if on == FAR:
        return []
    holes = [(first, last) for first, last, _ in exceptions if last > on]
    holes += [
        (piece.first, min(piece.last, piece.regime.since - 1))
        for piece in career.pieces(on + 1, FAR)
        if piece.regime.since > max(piece.first, on + 1)
    ]
    return subtract((on + 1, FAR), merge(holes)) if holes else [(on + 1, FAR)]


def _counting(facts: MemberFacts, career: Career, exceptions: list[Excluded], on: int) -> Counting:
    """The spells through `on`, sorted out: by stream first, then by the day."""
    blocks = exceptions + [
        (a.first_day.toordinal(), a.last_day.toordinal() if a.last_day else FAR, ON_ROLL)
        for a in facts.absences
    ]
    counted: list[tuple[int, int, str]] = []
    excluded: list[Excluded] = []
    for first, last, kind, case in _spells(facts, on):
        if kind == "limited_iod":
            excluded.append((first, last, INJURY))
            continue
        for span, reason in _by_value(career, (first, last), kind):
            if reason:
                excluded.append((*span, reason))
                continue
            left, named = _cut(span, blocks)
            counted.extend((*part, case) for part in left)
            excluded.extend(named)
    return Counting(tuple(_joined(counted)), tuple(_joined(excluded)))


def _spells(facts: MemberFacts, on: int) -> list[tuple[int, int, str, str]]:
    """Spells of limited duty through `on`, in order; a day that two claim stays with the earlier
    one."""
    found = sorted(
        (
            duty.first_day.toordinal(),
            on if duty.last_day is None else min(on, duty.last_day.toordinal()),
            duty.kind,
            duty.case,
        )
        for duty in facts.duty
        if duty.kind in _KINDS and duty.first_day.toordinal() <= on
    )
    clean: list[tuple[int, int, str, str]] = []
    end = 0
    for first, last, kind, case in found:
        if last > end:
            clean.append((max(first, end + 1), last, kind, case))
            end = last
    return clean


def _by_value(career: Career, span: Span, kind: str) -> Iterable[tuple[Span, str]]:
    """The parts of a span with the reason why the values of their days leave them out, or none.

    Raises:
        PolicyMissing: a day of the span has no values.
    """
    day = span[0]
    while day <= span[1]:
        piece = career.at(day)
        end = min(piece.last, span[1])
        since = piece.regime.since
        if kind == "limited_combat" and piece.regime.excludes_combat:
            yield (day, end), COMBAT_ZONE
        else:
            if day < since:
                yield (day, min(end, since - 1)), BEFORE
            if since <= end:
                yield (max(day, since), end), ""
        day = end + 1


def _cut(span: Span, blocks: Iterable[Excluded]) -> tuple[list[Span], list[Excluded]]:
    """What is left of a span, and what the blocks take, each day by the first that names it."""
    left: list[Span] = [span]
    named: list[Excluded] = []
    for first, last, reason in blocks:
        taken = intersect((first, last), left)
        if taken:
            named.extend((a, b, reason) for a, b in taken)
            left = [part for each in left for part in subtract(each, taken)]
    return left, named


def _joined(entries: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """In order; neighbours with the same word become one."""
    found: list[tuple[int, int, str]] = []
    for first, last, word in sorted(entries):
        if found and found[-1][2] == word and found[-1][1] == first - 1:
            found[-1] = (found[-1][0], last, word)
        else:
            found.append((first, last, word))
    return found


def _remarks(facts: MemberFacts, piece: Piece, on: int, used: int) -> tuple[str, ...]:
    regime = piece.regime
    found: list[str] = []
    if not regime.eligible:
        found.append(f"The rank {piece.rank} is not eligible for limited duty.")
    elif regime.senior_cap is not None and regime.senior_cap != regime.cap:
        if facts.appointed_on is None:
            found.append(
                "The day of appointment is not known; the cap is that of a service of less than "
                f"{regime.senior_years} years."
            )
        else:
            day = years_complete(facts.appointed_on.toordinal(), regime.senior_years)
            if on < day <= FAR:
                found.append(
                    f"{regime.senior_years} years of service are complete on "
                    f"{date.fromordinal(day)}; by today's values and rank the cap is then "
                    f"{regime.senior_cap} days."
                )
    more = used - piece.cap
    if regime.eligible and more > 0:
        days = "1 more day is" if more == 1 else f"{more} more days are"
        found.append(f"{days} recorded than the cap allows.")
    return tuple(found)
