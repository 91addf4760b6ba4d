"""Ordinary disability: how long the pension fund may pay the benefit (40 ILCS 5/5-155).

In all no longer than a share of the service before the disability, and no longer than some years.
Arithmetic only; the Policemen's Annuity and Benefit Fund (PABF) decides (docs/entitlement.md).
"""

from datetime import date
from typing import Final

from cases.rules.accounts import day_or_none
from cases.rules.days import FAR, DaySet
from cases.rules.explain import rule_of
from cases.rules.facts import MemberFacts
from cases.rules.further import FurtherAccount, with_digest
from cases.rules.policy_timeline import PolicyRow, PolicyTimeline
from cases.rules.results import Rule, Stretch
from cases.rules.service import Stint, stints, years_complete

SHARE: Final = "ordinary_disability_service_share"
MAX_YEARS: Final = "ordinary_disability_max_years"
WAIT_DAYS: Final = "ordinary_disability_wait_days"
_KEYS = (SHARE, MAX_YEARS, WAIT_DAYS)

_RULE = (
    "Ordinary disability benefit for at most one part in {share} of the days of service before the "
    "disability, whole days, and for at most {years} years, over the whole career. Service runs "
    "from the appointment to the day before the disability, without time on ordinary disability. "
    "Only for a disability of more than {wait} days without salary."
)
PABF_DECIDES: Final = "The pension fund (PABF) decides; this is the arithmetic only."
NOT_APPOINTED: Final = (
    "The day of appointment is not known, so the cap cannot be worked out. It is not without a cap."
)
_AGE = "The age at which the benefit ends is not reckoned here."


def ordinary_disability_account(
    facts: MemberFacts, policy: PolicyTimeline, on: date
) -> FurtherAccount:
    """The career account as of the end of `on`; every calendar day of a spell counts.

    The cap is that of the first day of the unbroken run of disability that holds `on`; otherwise of
    the next recorded spell, otherwise of the day after `on`, as if disabled from then on. `limit`
    is None where the day of appointment is not known: a remark says so.

    Raises:
        PolicyMissing: the day on which the disability begins has no policy value in force.
    """
    today = on.toordinal()
    spells = _spells(facts) if facts.duty else []
    through = [(first, min(last, today), case) for first, last, case in spells if first <= today]
    past = DaySet(span[:2] for span in through)
    run = past.run(today) if through else None
    begin = run[0] if run else _next(spells, today)
    rule, share, years, wait = _values(facts, policy, begin)
    cap = _cap(facts, past, begin, share, years)
    over, covered = _over(past, begin, today if run else begin - 1, cap)
    return with_digest(
        facts.member,
        on,
        FurtherAccount(
            account="ordinary_disability",
            unit="days",
            limit=cap,
            window=None,
            used=past.size,
            remaining=None if cap is None else max(0, cap - past.size),
            last_day=day_or_none(covered),
            first_day_over=day_or_none(over),
            assumption="on ordinary disability every day from "
            f"{date.fromordinal(max(begin, min(today + 1, FAR)))}",
            counted=tuple(
                Stretch(case, date.fromordinal(a), date.fromordinal(b), b - a + 1)
                for a, b, case in through
            ),
            not_counted=(),
            rule=rule,
            remarks=_remarks(cap, wait),
        ),
    )


def _over(past: DaySet, begin: int, through: int, cap: int | None) -> tuple[int | None, int | None]:
    """The first day over and the last one covered, if disabled every day after `through`."""
    if cap is None:
        return None, None
    days = DaySet([*past.spans(), (through + 1, FAR)]) if through < FAR else past
    beyond = days.nth(cap + 1)
    over = None if beyond is None else days.next(max(beyond, begin))
    return over, None if over is None else days.nth(cap)


def _spells(facts: MemberFacts) -> list[tuple[int, int, str]]:
    """First day, last day, case, in order; a day that two spells claim stays with the earlier."""
    clean: list[tuple[int, int, str]] = []
    end = 0
    for first, last, case in sorted(
        (
            duty.first_day.toordinal(),
            FAR if duty.last_day is None else duty.last_day.toordinal(),
            duty.case,
        )
        for duty in facts.duty
        if duty.kind == "disability_ordinary"
    ):
        if last > end:
            clean.append((max(first, end + 1), last, case))
            end = last
    return clean


def _next(spells: list[tuple[int, int, str]], on: int) -> int:
    """The first day of the next recorded spell, otherwise the day after `on`."""
    return next((first for first, _, _ in spells if first > on), min(on + 1, FAR))


def _cap(facts: MemberFacts, past: DaySet, begin: int, share: int, years: int) -> int | None:
    """Days, for a disability that begins on the ordinal `begin`.

    The years are counted in days from `begin` to the same date so many years later.
    """
    if facts.appointed_on is None:
        return None
    appointed = facts.appointed_on.toordinal()
    service = max(0, begin - appointed) - past.count(appointed, begin - 1)
    return min(service // share, years_complete(begin, years) - begin)


def _values(facts: MemberFacts, policy: PolicyTimeline, begin: int) -> tuple[Rule, int, int, int]:
    """The rule with share, years and days of waiting, by the values of the day `begin`."""
    stint = _stint(facts, begin)
    rows = tuple(policy.at_ordinal(key, begin, stint.bargaining_unit, stint.rank) for key in _KEYS)
    asked = ("ordinary disability", *map(id, rows))
    found = policy.memo.get(asked)
    if found is None:
        found = policy.memo[asked] = _rule(rows)
    return found


def _rule(rows: tuple[PolicyRow, ...]) -> tuple[Rule, int, int, int]:
    share, years, wait = (int(row.value) for row in rows)  # type: ignore[arg-type]
    text = _RULE.format(share=share, years=years, wait=wait)
    return rule_of("ordinary_disability_cap", text, rows), share, years, wait


def _stint(facts: MemberFacts, day: int) -> Stint:
    return next(stint for stint in stints(facts) if stint.first <= day <= stint.last)


def _remarks(cap: int | None, wait: int) -> tuple[str, ...]:
    only = f"Only for a disability of more than {wait} days without salary."
    unknown = () if cap is not None else (NOT_APPOINTED,)
    return (*unknown, PABF_DECIDES, only, _AGE)
