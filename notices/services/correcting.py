"""Corrections of letters that became wrong: raised and settled by the acts that move the facts,
settled by the letter that replaces the wrong one, or dismissed with a reason.

The first two happen in the transaction of that act, under the member's lock, so that a letter is
never wrong without standing in the queue.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from caseflow.access import Capability
from caseflow.acts import act
from caseflow.bulk import batches
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words
from cases.models import Case, CaseEvent
from cases.policy_followers import follows_policy
from cases.rules.policy import PolicyTimeline
from cases.services.events import lock_case, record_event
from cases.services.facts import facts_of_many, load_policy
from cases.services.projection import follows_facts, follows_facts_of_many
from members.models import Member, MemberEvent
from members.services.following import follows_rank
from notices.models import LetterCorrection, Notice, Settled
from notices.wrong import WrongLetter, standing, wrong_among

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Cause:
    """Who moved the facts, and when."""

    by: User
    at: datetime


@follows_facts
def review_member(member: Member, on: date) -> None:
    """Raises, moves and settles corrections after an act that changed the member's facts."""
    review_members([member.pk], on)


@follows_facts_of_many
@follows_rank
def review_members(members: Collection[int], on: date) -> None:
    """The same for many members, whose locks are held: an import. Members without a letter cost
    nothing but one query for all."""
    for keys in batches(sorted(members), AT_ONCE):
        _review(list(standing(keys)))


def lock_readers() -> None:
    """Locks every member who has a letter, in the order of their keys."""
    members = standing().order_by().values("member_id")
    rows = Member.objects.select_for_update().filter(pk__in=members).order_by("pk")
    list(rows.values_list("pk", flat=True))


@follows_policy(lock=lock_readers)
def review_everybody(by: User, now: datetime, on: date) -> None:
    """The same for every letter that stands, after policy values changed."""
    policy, cause = load_policy(), Cause(by, now)
    members = standing().order_by().values_list("member_id", flat=True).distinct()
    for keys in batches(sorted(members), AT_ONCE):
        _review(list(standing(keys)), policy, cause)


def _review(
    letters: list[Notice], policy: PolicyTimeline | None = None, cause: Cause | None = None
) -> None:
    if not letters:
        return
    policy = policy or load_policy()
    of_member: dict[int, list[Notice]] = defaultdict(list)
    for letter in letters:
        of_member[letter.member_id].append(letter)
    people = list(Member.objects.filter(pk__in=of_member).order_by("pk"))
    last = _last_corrections(letters)
    for member, facts in zip(people, facts_of_many(people), strict=True):
        wrong = {w.notice.pk: w for w in wrong_among(of_member[member.pk], facts, policy)}
        for letter in of_member[member.pk]:
            _follow(letter, wrong.get(letter.pk), last.get(letter.pk), member, cause)


def _last_corrections(letters: Iterable[Notice]) -> dict[int, LetterCorrection]:
    """By letter, its newest correction: the open one, if there is one."""
    rows = LetterCorrection.objects.filter(notice__in=[letter.pk for letter in letters])
    return {row.notice_id: row for row in rows.order_by("id")}


def _follow(
    letter: Notice,
    wrong: WrongLetter | None,
    last: LetterCorrection | None,
    member: Member,
    cause: Cause | None,
) -> None:
    """Brings the queue in line for one letter. What somebody dismissed is not raised again as
    long as what would be right stays the same."""
    is_open = last is not None and last.is_open
    if wrong is None:
        if last is not None and is_open:
            _settle(last, letter, cause or last_act(member), how=Settled.HOLDS)
        return
    stands = last is not None and (is_open or last.how == Settled.DISMISSED)
    if last is not None and stands and (last.was, last.becomes) == (wrong.was, wrong.becomes):
        return
    cause = cause or last_act(member)
    if last is not None and is_open:
        _move(last, wrong, cause)
    else:
        _raise(wrong, cause)


def last_act(member: Member) -> Cause:
    """The act that just changed the facts: the newest of the member's chain and its cases'."""
    own = MemberEvent.objects.filter(member=member).order_by("-sequence")
    of_cases = CaseEvent.objects.filter(case__member=member).order_by("-id")
    found = [rows.select_related("by").first() for rows in (own, of_cases)]
    event = max(filter(None, found), key=lambda each: each.recorded_at)
    return Cause(event.by, event.recorded_at)


def _raise(wrong: WrongLetter, cause: Cause) -> None:
    letter = wrong.notice
    row = LetterCorrection(
        notice=letter,
        case=letter.case,
        member_id=letter.member_id,
        raised_at=cause.at,
        raised_by=cause.by,
        was=wrong.was,
        becomes=wrong.becomes,
        why=" ".join(wrong.why),
    )
    save_tracked(row, by=cause.by, reason="Letter wrong", now=cause.at)
    _record(row, letter, "letter_wrong", cause, what=wrong.says)


def _move(row: LetterCorrection, wrong: WrongLetter, cause: Cause) -> None:
    row.was, row.becomes, row.why = wrong.was, wrong.becomes, " ".join(wrong.why)
    fields = ["was", "becomes", "why"]
    save_tracked(row, by=cause.by, reason="Moved again", now=cause.at, fields=fields)
    _record(row, wrong.notice, "letter_wrong", cause, what=wrong.says)


def _settle(
    row: LetterCorrection, letter: Notice, cause: Cause, *, how: str, reason: str = ""
) -> None:
    _write_settled(row, cause, how=how, reason=reason)
    said = Settled(how).label
    _record(row, letter, "letter_correction_settled", cause, reason=reason, how=said)


def _write_settled(
    row: LetterCorrection, cause: Cause, *, how: str, reason: str = "", by: Notice | None = None
) -> None:
    row.settled_at, row.settled_by, row.how = cause.at, cause.by, how
    row.reason, row.replaced_by = reason, by
    fields = ["settled_at", "settled_by", "how", "reason", "replaced_by"]
    save_tracked(row, by=cause.by, reason=Settled(how).label, now=cause.at, fields=fields)


def _record(
    row: LetterCorrection, letter: Notice, kind: str, cause: Cause, *, reason: str = "", **said: Any
) -> None:
    """One event on the chain of the letter's case; the member's lock is held, and with it comes
    the chain."""
    assert letter.case is not None
    case = Case.objects.select_for_update().get(pk=letter.case.pk)
    record_event(
        case=case,
        kind=kind,
        by=cause.by,
        now=cause.at,
        reason=reason,
        data={"number": letter.number, **said},
        wrote=[row],
    )


def settle_replaced(*, notice: Notice, by: User, now: datetime) -> list[LetterCorrection]:
    """Settles the correction of the letter that this new one supersedes; gives the rows written,
    for the event of the new letter. Hold the locks of member and case."""
    found = list(LetterCorrection.objects.open().filter(notice=notice.supersedes_id))
    for row in found:
        _write_settled(row, Cause(by, now), how=Settled.REPLACED, by=notice)
    return found


@act
def dismiss_correction(
    *, correction: LetterCorrection, reason: str, by: User, now: datetime
) -> LetterCorrection:
    """Takes a correction out of the queue without a new letter. `reason` says why, for people.

    Raises RuleViolation without the right or a reason, or when it is settled already.
    """
    if sentence := why_not_dismiss(correction, by):
        raise RuleViolation(sentence)
    reason = require_words(reason, "Say why no new letter is sent.", field="reason")
    assert correction.case is not None
    lock_case(correction.case)
    row = LetterCorrection.objects.select_related("notice").get(pk=correction.pk)
    if sentence := why_not_dismiss(row, by):
        raise RuleViolation(sentence)
    _settle(row, row.notice, Cause(by, now), how=Settled.DISMISSED, reason=reason)
    return row


def why_not_dismiss(correction: LetterCorrection, user: User) -> str | None:
    if not user.can(Capability.ISSUE):
        return f"You do not have the right to {Capability.ISSUE.label}."
    if not correction.is_open:
        return f"The correction is settled already: {correction.get_how_display()}."
    return None
