"""Time remaining on the medical roll: used, left, the first unpaid day, and how it was computed.

One letter shows the account that its case draws (CBA 18.1, MCC 2-84-480: one allowance an injury;
CBA 18.2, E03-01-02 II.E: the rolling allowance for all else), with the digest that the same
figures carry on every screen.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from caseflow.refusals import RuleViolation
from cases.rules.days import month_length
from cases.rules.facts import AbsenceFact, MemberFacts
from cases.rules.ladder import Ladder, ladder
from cases.rules.policy import PolicyMissing, PolicyTimeline
from cases.rules.results import AccountUsage
from cases.services.facts import facts_of, load_policy
from members.models import Member
from members.ranks import Rank
from notices.letters.correction import Correction, correction_of
from notices.letters.count import Count, absence_of, account_of, count_of, injury_of
from notices.letters.parts import (
    Letterhead,
    Occasion,
    Person,
    Recipient,
    letterhead,
    person,
    recipient,
)

# Counsel of the Lodge: begin the pension application two months before the paid days end.
APPLY_MONTHS_BEFORE = 2

PACKET = "application packet of the Policemen's Annuity and Benefit Fund"

# E03-01-03 II: limited duty is for members below lieutenant.
LIMITED_DUTY_RANKS = (Rank.PROBATIONARY, Rank.OFFICER, Rank.DETECTIVE, Rank.SERGEANT)


@dataclass(frozen=True, slots=True)
class Step:
    """Where this letter stands on the notice ladder: `days` before the first day without pay.

    `packet`: the packet of the pension fund goes with it. `next_on` is the day of the next letter.
    """

    days: int
    options: bool
    packet: bool
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day for the Personnel Action Request: `periods` full pay periods before the leave.
    `confirmed` is False while a policy value behind it is unverified; `past`: it is over."""

    day: date
    periods: int
    confirmed: bool
    past: bool


@dataclass(frozen=True, slots=True)
class TimeRemaining:
    """All that the letter may say; counts are calendar days.

    `injury` is the reference of the case whose allowance is drawn, empty when it is the rolling
    one. `unpaid_already`: the first unpaid day is `as_of` or earlier. `apply_by` is None where
    there is no first unpaid day, `apply_at_once` says that it is past. `step` and `request` are
    None where the ladder has nothing to say; `uncertified_since` is the first day of certification
    withheld or withdrawn without an end: no first unpaid day can be told then. `correction` names
    what a former letter said wrong.
    """

    letterhead: Letterhead
    recipient: Recipient
    case: str
    as_of: date
    absent_from: date
    on_roll: bool
    injury: str
    fop_agreement: bool
    count: Count
    unpaid_already: bool
    uncertified_since: date | None
    apply_by: date | None
    apply_at_once: bool
    limited_duty: bool
    step: Step | None
    request: Deadline | None
    correction: Correction | None
    coordinator: Person
    sender: Person
    enclosures: tuple[str, ...] = ()


def build(occasion: Occasion) -> TimeRemaining:
    """The letter's values as of the end of the occasion's day.

    Raises RuleViolation for what is missing: an address, a telephone, an absence, a policy value.
    """
    case, on, member = occasion.of_case, occasion.on, occasion.whose
    to = recipient(member)
    facts, policy = facts_of(member), load_policy()
    absence = absence_of(case, facts, on)
    account = account_of(absence, facts, policy, on)
    unpaid = account.first_unpaid_day
    apply_by = months_before(unpaid, APPLY_MONTHS_BEFORE) if unpaid else None
    goes_on = absence.last_day is None or absence.last_day >= on
    found = ladder_by(account, absence, member, policy, on) if goes_on else None
    step = step_of(found)
    return TimeRemaining(
        letterhead=letterhead(),
        recipient=to,
        case=case.reference,
        as_of=on,
        absent_from=on + timedelta(days=1),
        on_roll=goes_on,
        injury=injury_of(case, absence, account),
        fop_agreement=member.bargaining_unit.startswith("FOP"),
        count=count_of(account),
        unpaid_already=bool(unpaid and unpaid <= on),
        uncertified_since=None if unpaid else uncertified_since(facts, case.reference, on),
        apply_by=apply_by,
        apply_at_once=bool(apply_by and apply_by <= on),
        limited_duty=member.rank in LIMITED_DUTY_RANKS,
        step=step,
        request=request_of(found),
        correction=correction_of(case, facts, policy),
        coordinator=person(case.owner or occasion.by),
        sender=person(occasion.by),
        enclosures=(PACKET,) if step and step.packet else (),
    )


def uncertified_since(facts: MemberFacts, case: str, on: date) -> date | None:
    """From which day on the case has no certification, without an end as known now."""
    days = (
        period.first_day
        for period in facts.withheld
        if period.case == case and period.first_day <= on and period.last_day is None
    )
    return next(days, None)


def ladder_by(
    account: AccountUsage, absence: AbsenceFact, member: Member, policy: PolicyTimeline, on: date
) -> Ladder:
    """The notice ladder as if no letter had been issued: which rung's days it is now.

    Raises RuleViolation when a policy value is missing.
    """
    try:
        return ladder(
            account.first_unpaid_day,
            account.account,
            policy,
            on=on,
            bargaining_unit=member.bargaining_unit,
            rank=member.rank,
            since=absence.first_day,
        )
    except PolicyMissing as missing:
        raise RuleViolation(str(missing)) from missing


def step_of(found: Ladder | None) -> Step | None:
    """The rung that this letter is; None before the first and after the last."""
    if found is None or found.due is None:
        return None
    rung, after = found.due, found.next
    return Step(
        days=rung.days,
        options="options" in rung.carries,
        packet="pension_packet" in rung.carries,
        next_on=after.day if after else None,
    )


def request_of(found: Ladder | None) -> Deadline | None:
    """The hard day of the ladder."""
    mark = next((each for each in found.marks if each.hard), None) if found else None
    if found is None or mark is None:
        return None
    periods = next(row.value for row in found.rows if row.key == "par_pay_periods")
    assert isinstance(periods, int)
    return Deadline(mark.day, periods, mark.verified, mark.past)


def months_before(day: date, months: int) -> date:
    """The same date so many months earlier, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, month_length(year, month + 1)))
