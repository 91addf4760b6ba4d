"""The first unpaid day of an open absence as rows that stay true while time passes.

While an absence stays open, the counted days of its account do not depend on the day one looks
from: what was forecast comes true. So the answer of `usage` changes only on few days, and the rows
here say on which: a credit taking effect, an absence that begins, a run broken by an exception, a
change of policy, and days that are paid again because the window lost more days than it won.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from cases.rules.accounts import iod_allowance, iod_credits
from cases.rules.days import FAR, window_lengths
from cases.rules.facts import IOD, AbsenceFact, MemberFacts
from cases.rules.ledger import Ledger, drawn_account, ledgers
from cases.rules.policy import PolicyMissing, PolicyTimeline
from cases.rules.results import ProjectionRow, digest_of
from cases.rules.rolling import Rolling, regimes

_BEYOND = 9 * 366  # days; any nine years hold windows with and without a leap day

Answer = tuple[int, int, int | None, int]
"""First day, last day, first unpaid day, limit: what `usage` answers on these ordinals."""


def projection(facts: MemberFacts, policy: PolicyTimeline, as_of: date) -> list[ProjectionRow]:
    """The rows of the account that the absence open on or after `as_of` draws; none without one.

    The rows follow each other without a gap. `valid_to` of the last one is None when its answer
    holds for good, and a day when it is only known to hold until then (the policy ends, or the
    window swings around the limit with every leap year).

    Raises:
        PolicyMissing: already the first day needs a policy value that is not there.
    """
    found: list[ProjectionRow] = []
    for absence in sorted(facts.absences, key=lambda a: (a.first_day, a.case)):
        if absence.last_day is None:
            found.extend(_rows(facts, policy, absence, as_of))
    return found


def _rows(
    facts: MemberFacts, policy: PolicyTimeline, absence: AbsenceFact, as_of: date
) -> Iterator[ProjectionRow]:
    begin = max(as_of, absence.first_day).toordinal()
    injury, _, _ = drawn_account(absence, facts, policy)
    merged: list[Answer] = []
    for answer in _answers(facts, policy, injury, absence.account, begin):
        if merged and merged[-1][2:] == answer[2:]:
            merged[-1] = (merged[-1][0], *answer[1:])
        else:
            merged.append(answer)
    for first, last, unpaid, limit in merged:
        row = ProjectionRow(
            account=absence.account,
            injury=injury,
            case=absence.case,
            valid_from=date.fromordinal(first),
            valid_to=None if last == FAR else date.fromordinal(last),
            first_unpaid_day=None if unpaid is None else date.fromordinal(unpaid),
            limit=limit,
        )
        content = row.as_dict()
        del content["digest"]
        yield replace(row, digest=digest_of(content))


def _answers(
    facts: MemberFacts, policy: PolicyTimeline, injury: str | None, account: str, begin: int
) -> Iterator[Answer]:
    """The answers from `begin` on, until they hold for good or are not known further."""
    if account == IOD:
        return _iod_answers(facts, policy, injury, begin)
    found = regimes(policy, facts.bargaining_unit, facts.rank)
    ledger = _ledger(facts, policy, injury, account, begin)
    return _rolling_answers(Rolling(ledger.days, found), begin)


def _ledger(
    facts: MemberFacts, policy: PolicyTimeline, injury: str | None, account: str, on: int
) -> Ledger:
    """The account as of `on`, whose open absence makes the forecast come true day by day."""
    wanted = (account, injury)
    return next(e for e in ledgers(facts, policy, on) if (e.account, e.injury) == wanted)


def _iod_answers(
    facts: MemberFacts, policy: PolicyTimeline, injury: str | None, begin: int
) -> Iterator[Answer]:
    """One answer for each stretch of days without a credit taking effect."""
    ledger = _ledger(facts, policy, injury, IOD, begin)
    allowance = int(iod_allowance(facts, policy, ledger).value)  # type: ignore[arg-type]
    credits = [(c.first_day.toordinal(), c.days or 0) for c in iod_credits(facts, injury, FAR)]
    edges = sorted({max(begin, day) for day, _ in credits} | {begin})
    for first, end in zip(edges, [*edges[1:], FAR + 1], strict=True):
        limit = allowance + sum(days for day, days in credits if day <= first)
        yield first, end - 1, ledger.days.nth(limit + 1), limit


def _rolling_answers(rolling: Rolling, begin: int) -> Iterator[Answer]:
    """The answers of the non-IOD account from `begin` on, as far as known."""
    day, known = begin, FAR
    while day <= known:
        try:
            regime = rolling.regimes.at(day)
            unpaid = rolling.unpaid_as_of(day)
        except PolicyMissing:
            if day == begin:
                raise
            return
        known = rolling.settled(begin) + _BEYOND
        if unpaid is None or unpaid > day:
            end = FAR if unpaid is None else unpaid - 1
        else:
            end = _unpaid_through(rolling, day, known)
        end = min(end, regime.last)
        yield day, end, unpaid, regime.limit
        day = end + 1


def _unpaid_through(rolling: Rolling, day: int, known: int) -> int:
    """The last day of the unbroken row of unpaid days that `day` is in, as far as known."""
    stop = min(known, rolling.regimes.covered_through(day))
    paid = rolling.first_paid(day, stop)
    if paid is not None:
        return paid - 1
    final = rolling.regimes.items[-1]
    for_good = final.last == FAR and final.limit < window_lengths(final.months)[0]
    return FAR if stop == known and for_good else stop
