"""Authorizations to release medical information: recorded as signed, ended, never edited."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db.models import Max

from caseflow.access import Capability
from caseflow.acts import act
from caseflow.dates import words
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words
from members.models import Authorization, EndedBy, Member
from members.rules.authorizations import MISSING, Defect, Paper, defects
from members.services.events import lock_member, record_member_event


class DefectivePaper(RuleViolation):
    """The paper releases nothing; `defects` are all that is missing, the sentence the first."""

    def __init__(self, found: Sequence[Defect]) -> None:
        super().__init__(found[0].sentence, field=found[0].field)
        self.defects = tuple(found)


def why_not_authorize(user: User) -> str | None:
    """Why this person may neither record nor end an authorization."""
    if not user.can(Capability.NOTE):
        return f"You do not have the right to {Capability.NOTE.label}."
    return None


@act
def record_authorization(
    *, member: Member, paper: Paper, source: str, by: User, now: datetime, on: date
) -> Authorization:
    """Enters a signed paper. One whose last day has passed is kept as expired.

    Raises DefectivePaper with everything that is missing; RuleViolation: without the right, the
    same paper again, no word on where it is.
    """
    member = lock_member(member)
    if sentence := why_not_authorize(by):
        raise RuleViolation(sentence)
    if found := defects(paper, on):
        raise DefectivePaper(found)
    source = require_words(source, MISSING["source"], field="source")
    if paper.signed_on < (member.born_on or paper.signed_on):
        raise RuleViolation("The member was not born on that day.", field="signed_on")
    _check_new(member, paper)
    last = Authorization.objects.filter(member=member).aggregate(last=Max("number"))["last"] or 0
    told = asdict(paper) | {"statements": sorted(paper.statements)}
    authorization = Authorization(
        member=member, number=last + 1, source=source, recorded_at=now, recorded_by=by, **told
    )
    save_tracked(authorization, by=by, reason="Recorded", now=now)
    _record(authorization, "authorization_recorded", by=by, now=now)
    return authorization


def _check_new(member: Member, paper: Paper) -> None:
    told = {name: value for name, value in asdict(paper).items() if name != "statements"}
    same = Authorization.objects.not_ended().filter(member=member, **told)
    if found := same.first():
        raise RuleViolation(
            f"This paper is recorded already, as number {found.number}. End that one first if it "
            "is wrong.",
            field="signed_on",
        )


@act
def end_authorization(
    *,
    authorization: Authorization,
    how: str,
    ended_on: date,
    reason: str,
    by: User,
    now: datetime,
    on: date,
) -> Authorization:
    """Ends it: a written revocation came (`ended_on` is the day of its receipt, from which nothing
    more is released), its event has come, or it was recorded by mistake.

    Raises RuleViolation with the field: ended already, a day to come or before the signature,
    without words, an event that it does not name.
    """
    member = lock_member(authorization.member_id)
    authorization = Authorization.objects.select_for_update().get(pk=authorization.pk)
    authorization.member = member
    if sentence := why_not_authorize(by) or why_not_end(authorization):
        raise RuleViolation(sentence)
    _check_end(authorization, how, ended_on, on)
    authorization.ended_reason = require_words(
        reason, "Say how the office learned of it: the letter, the call, who brought it.",
        field="reason",
    )  # fmt: skip
    authorization.ended_on, authorization.ended_how = ended_on, how
    authorization.ended_at, authorization.ended_by = now, by
    fields = ["ended_on", "ended_how", "ended_reason", "ended_at", "ended_by"]
    save_tracked(authorization, by=by, reason=authorization.ended_reason, now=now, fields=fields)
    _record(authorization, "authorization_ended", by=by, now=now)
    return authorization


def why_not_end(authorization: Authorization) -> str | None:
    """Why there is nothing left to end."""
    if authorization.ended_on is None:
        return None
    return (
        f"The authorization ended on {words(authorization.ended_on)} already: "
        f"{EndedBy(authorization.ended_how).label}."
    )


def _check_end(authorization: Authorization, how: str, ended_on: date, on: date) -> None:
    if how not in EndedBy.values:
        raise RuleViolation("Choose what ended it.", field="how")
    if how == EndedBy.EVENT and not authorization.expiry_event:
        raise RuleViolation(
            "The paper names no event, only a last day. Choose what else ended it.", field="how"
        )
    if ended_on > on:
        raise RuleViolation("That day is still to come. Enter the day it came.", field="ended_on")
    if ended_on < authorization.signed_on:
        raise RuleViolation(
            f"It was signed on {words(authorization.signed_on)}; it cannot have ended before.",
            field="ended_on",
        )


def _record(authorization: Authorization, kind: str, *, by: User, now: datetime) -> None:
    """The event in the member's chain, from which the obligations of the open cases follow. It
    names the paper by number and kind, never what it is about."""
    record_member_event(
        member=authorization.member,
        kind=kind,
        by=by,
        now=now,
        reason=authorization.ended_reason,
        data={
            "number": authorization.number,
            "about": authorization.get_kind_display(),
            "signed_on": authorization.signed_on.isoformat(),
            "how": authorization.ended_how,
        },
        wrote=[authorization],
    )
