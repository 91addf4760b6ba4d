"""The kinds of obligations around letters, paid days, leaves, limited duty and travel."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from caseflow.datewords import day as day_words
from caseflow.deadlines import calendar_days, months, working_days
from cases.rules.ladder import Ladder, Mark, Rung, ladder
from cases.rules.obligation_facts import DutyWatch, Unpaid
from cases.rules.obligation_kinds import OWN
from cases.rules.obligations import Asked, Due, Kind, Made, before, kind

LADDER = Kind(
    "ladder", "Letter of the notice ladder", "office",
    "So many days before the first unpaid day the member is written to",
    "docs/entitlement.md, the notice ladder; FOP18; Roth", verified=False,
)  # fmt: skip
PAR = Kind(
    "par", "Personnel action request", "office",
    "The request for a disability leave is in two full pay periods before its first day",
    "E02-02 VI.G", legal=True,
)  # fmt: skip
ADVICE = Kind(
    "pension_advice", "Advise on the pension fund", "office",
    "The member is advised to apply to the pension fund in time", "FOP18; Roth", verified=False,
)  # fmt: skip
UNPAID = Kind(
    "exhaustion", "Paid days end", "office",
    "Before the first unpaid day it is settled what follows: limited duty, leave or return",
    "E02-02 VI.E; CBA 18.1",
)  # fmt: skip
WRONG = Kind(
    "wrong_letter", "Correct a letter", "office",
    "A letter that has become wrong is corrected without delay", OWN, gone="met",
)  # fmt: skip
LIMITED_REVIEW = Kind(
    "limited_duty_review", "Limited duty ends", "office",
    "Limited duty is approved to a day, and reviewed before it", "E03-01-03 IV.A", gone="met",
)  # fmt: skip
LEAVE_ENDS = Kind(
    "leave_ends", "Leave ends", "office", "A leave ends, is extended, or the member is reinstated",
    "E01-16; E02-02 VI", gone="met",
)  # fmt: skip
EXTENSION = Kind(
    "leave_extension", "Ask for an extension of leave", "member",
    "An extension of a leave is asked for so many days before it ends", "E01-16",
)  # fmt: skip
UNPAID_LEAVE = Kind(
    "unpaid_leave_limit", "Unpaid medical leave at its limit", "office",
    "Unpaid medical leave after an injury lasts no more than so many months", "CBA 18.1",
    legal=True,
)  # fmt: skip
EXAM = Kind(
    "return_exam", "Examination on return", "office",
    "After a leave of so many days or more the member is examined on return", "E01-09 IV.B.5",
    gone="met",
)  # fmt: skip
TRAVEL = Kind(
    "travel_approval", "Approve a journey", "office",
    "Travel out of the state is permitted in writing before it begins; a long one by two",
    "E03-01-01 IX.D", gone="met",
)  # fmt: skip
AUTHORIZATION = Kind(
    "authorization", "Authorization ends", "office",
    "Records are released only under an authorization that has not ended",
    "45 CFR 164.508(c); 740 ILCS 110/5",
)  # fmt: skip


@kind(LADDER, PAR, ADVICE, UNPAID)
def letters(asked: Asked) -> Iterator[Due]:
    running = asked.facts.running
    if running is None:
        return
    for place, unpaid in enumerate(asked.facts.unpaid):
        mark = "" if place == 0 else f"-{unpaid.valid_from}"
        found = ladder(
            unpaid.first_unpaid_day,
            unpaid.account,  # type: ignore[arg-type]  # of the stored projection
            asked.policy,
            on=asked.on,
            bargaining_unit=asked.facts.bargaining_unit,
            rank=asked.facts.rank,
            issued=asked.facts.letters,
            since=running[0],
        )
        yield from _rungs(asked, unpaid, found, mark)
        for each in found.marks:
            yield _mark(each, unpaid, mark)
        yield _exhaustion(asked, unpaid, mark)


def _rungs(asked: Asked, unpaid: Unpaid, found: Ladder, mark: str) -> Iterator[Due]:
    sent = {letter.number: letter.issued_on for letter in asked.facts.letters}
    for rung in found.rungs:
        if rung.state == "passed":
            continue
        made = Made(
            LADDER, f"{rung.days}{mark}", row=found.rows[0], met_on=sent.get(rung.notice),
            opens_on=max(rung.day, unpaid.valid_from), lapses_on=_least(rung.until, unpaid),
            trigger=f"the first unpaid day, {day_words(unpaid.first_unpaid_day)}",
        )  # fmt: skip
        yield made.on(rung.day, _letter(rung), trigger_on=unpaid.first_unpaid_day)


def _letter(rung: Rung) -> str:
    return f"Send the letter {rung.days} days before: {rung.content}"[:300]


def _least(until: date, unpaid: Unpaid) -> date:
    return until if unpaid.valid_to is None else min(until, unpaid.valid_to)


def _mark(mark: Mark, unpaid: Unpaid, suffix: str) -> Due:
    hard = mark.code == "par"
    made = Made(
        PAR if hard else ADVICE,
        f"{mark.code}{suffix}",
        opens_on=max(before(mark.day, 14), unpaid.valid_from),
        lapses_on=unpaid.valid_to if hard else _least(unpaid.first_unpaid_day, unpaid),
        trigger=f"the first unpaid day, {day_words(unpaid.first_unpaid_day)}",
    )
    return made.on(mark.day, in_words(mark.says)[:300], trigger_on=unpaid.first_unpaid_day)


def _exhaustion(asked: Asked, unpaid: Unpaid, mark: str) -> Due:
    last_paid = unpaid.first_unpaid_day - timedelta(days=1)
    days, row = asked.days("exhaustion_ahead_days", last_paid)
    made = Made(
        UNPAID, f"paid{mark}", opens_on=max(before(last_paid, days), unpaid.valid_from), row=row,
        lapses_on=unpaid.valid_to,
        trigger=f"the first unpaid day, {day_words(unpaid.first_unpaid_day)}",
    )  # fmt: skip
    return made.on(last_paid, "Paid days end: settle what follows", trigger_on=last_paid)


def in_words(text: str) -> str:
    """A sentence of the ladder with its days in words: 5 Oct 2026."""
    return re.sub(ISO, lambda found: day_words(date.fromisoformat(found[0])), text)


ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@kind(WRONG)
def wrong_letters(asked: Asked) -> Iterator[Due]:
    for wrong in asked.facts.wrong:
        days, row = asked.days("correct_letter_working_days", wrong.since)
        made = Made(WRONG, wrong.number, row=row, trigger=f"{wrong.number} became wrong")
        off = asked.off("office_calendar", wrong.since)
        deadline = working_days(wrong.since, days, off)
        yield made.by(deadline, f"Correct the letter {wrong.number}")


@kind(LIMITED_REVIEW, LEAVE_ENDS, EXTENSION, UNPAID_LEAVE, EXAM)
def duty(asked: Asked) -> Iterator[Due]:
    for spell in asked.facts.duty:
        if spell.kind.startswith("limited"):
            yield from _limited(asked, spell)
        else:
            yield from _leave(asked, spell)


def _limited(asked: Asked, spell: DutyWatch) -> Iterator[Due]:
    ends = spell.expires_on
    if spell.last_day is not None or ends is None:
        return
    ahead, row = asked.days("limited_duty_review_ahead_days", ends)
    made = Made(
        LIMITED_REVIEW, spell.subject, opens_on=before(ends, ahead), row=row,
        trigger="the day to which limited duty is approved",
    )  # fmt: skip
    what = "Limited duty ends: renew it or record the full release"
    yield made.on(ends, what, trigger_on=spell.first_day)


def _leave(asked: Asked, spell: DutyWatch) -> Iterator[Due]:
    last = spell.last_day
    if spell.kind == "unpaid_medical":
        limit, row = asked.days("unpaid_leave_months", spell.first_day)
        made = Made(UNPAID_LEAVE, spell.subject, row=row, trigger="the unpaid leave began")
        made.met_on = last
        deadline = months(spell.first_day - timedelta(days=1), limit)
        made.opens_on = before(deadline.due_on, 30)
        yield made.by(deadline, "Unpaid medical leave: ends, or is extended once")
    if last is None:
        return
    ahead, row = asked.days("leave_extension_ahead_days", last)
    made = Made(
        LEAVE_ENDS, spell.subject, opens_on=before(last, ahead), trigger="the leave on record"
    )
    yield made.on(last, f"{spell.label} ends", trigger_on=spell.first_day)
    made = Made(EXTENSION, spell.subject, row=row, trigger="the last day of the leave")
    made.lapses_on, made.opens_on = last, before(last, ahead + ahead // 2)
    yield made.by(calendar_days(last, -ahead), f"Extension of {spell.label.lower()}, if wanted")
    yield from _exam(asked, spell, last)


def _exam(asked: Asked, spell: DutyWatch, last: date) -> Iterator[Due]:
    least, row = asked.days("return_exam_after_days", last)
    if (last - spell.first_day).days + 1 < least:
        return
    kept = [
        visit.starts_at.astimezone(asked.facts.zone).date()
        for visit in asked.facts.visits
        if visit.state == "kept" and visit.kind == "fitness_for_duty"
    ]
    after = [day for day in kept if day >= before(last, 14)]
    back = last + timedelta(days=1)
    made = Made(EXAM, spell.subject, row=row, trigger="the last day of the leave")
    made.met_on, made.opens_on = min(after, default=None), before(back, 14)
    yield made.on(back, "Examination on return from the leave", trigger_on=last)


@kind(TRAVEL)
def travels(asked: Asked) -> Iterator[Due]:
    for travel in asked.facts.travels:
        if not travel.waits_for:
            continue
        made = Made(TRAVEL, travel.subject, trigger="the journey begins")
        made.opens_on = before(travel.first_day, 30)
        what = f"Journey not approved yet: {travel.waits_for}"
        yield made.on(before(travel.first_day, 1), what[:300], trigger_on=travel.first_day)


@kind(AUTHORIZATION)
def authorizations(asked: Asked) -> Iterator[Due]:
    for each in asked.facts.authorizations:
        ahead, row = asked.days("authorization_ahead_days", each.expires_on)
        made = Made(AUTHORIZATION, each.key, row=row, trigger="the authorization's last day")
        made.opens_on = before(each.expires_on, ahead)
        yield made.on(each.expires_on, f"Authorization ends: {each.words}"[:300])
