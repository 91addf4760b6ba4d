"""Spells of limited duty and of leave: entered, also afterwards, ended, taken back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from caseflow.access import Capability
from caseflow.acts import act
from caseflow.dates import start_of, words
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words
from cases.lifecycle import require
from cases.models import Case, DutySpell, Release
from cases.models.duty import LIMITED, DutyKind
from cases.services.duty_checks import (
    check_leave,
    check_limited,
    check_spell_days,
    check_unpaid,
)
from cases.services.events import lock_case, record_event
from cases.services.projection import facts_changed
from cases.services.reversing import reversal_reason, reverse_row
from members.models import Member
from members.services.events import lock_member, record_member_event

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SpellData:
    """A spell as it is entered. `restrictions` are what the unit may know, never a diagnosis;
    `likely_because` says why the return of a member on unpaid medical leave is likely."""

    kind: str
    first_day: date
    last_day: date | None = None
    expires_on: date | None = None
    restrictions: str = ""
    source: str = ""
    likely_because: str = ""


def why_not_duty(user: User) -> str | None:
    """Why this person may not enter, end or take back limited duty and leave."""
    if user.can(Capability.CERTIFY):
        return None
    return f"You do not have the right to {Capability.CERTIFY.label}."


@act
def enter_duty_spell(
    *, member: Member, spell: SpellData, by: User, now: datetime, on: date, case: Case | None = None
) -> DutySpell:
    """Enters limited duty or leave of a member, for a case of the member or without one.

    Raises RuleViolation with the field: days that cannot be, a day that another spell has, leave
    on a day of an absence, a rank or a cap that gives no limited duty, unpaid leave too early or
    too long.
    """
    member, case = _lock(member, case)
    if case:
        require("duty", case, by)
    elif sentence := why_not_duty(by):
        raise RuleViolation(sentence)
    check_spell_days(member, spell.first_day, spell.last_day, spell.expires_on, on=on)
    if spell.kind in LIMITED:
        _check_limited(member, case, spell, on)
    else:
        check_leave(member, spell.first_day, spell.last_day)
    if spell.kind == DutyKind.UNPAID_MEDICAL:
        likely = "Say why the return is likely: unpaid medical leave is for nobody else (CBA 18.1)."
        require_words(spell.likely_because, likely, field="likely_because")
        check_unpaid(member, case, spell.first_day, spell.last_day)
    row = write_spell(member=member, case=case, spell=spell, by=by, now=now)
    _record(
        row, "duty_entered", case, by=by, now=now, reason=spell.likely_because.strip(),
        happened_at=min(start_of(spell.first_day), now),
    )  # fmt: skip
    facts_changed(member=member, on=on)
    return row


def write_spell(
    *, member: Member, case: Case | None, spell: SpellData, by: User, now: datetime
) -> DutySpell:
    """Writes the row; hold the member's lock. The caller's act names it in its event."""
    row = DutySpell(
        member=member, case=case, kind=spell.kind, first_day=spell.first_day,
        last_day=spell.last_day, expires_on=spell.expires_on,
        restrictions=spell.restrictions.strip(), source=spell.source.strip(),
        entered_at=now, entered_by=by,
    )  # fmt: skip
    save_tracked(row, by=by, reason="Entered", now=now)
    return row


def _check_limited(member: Member, case: Case | None, spell: SpellData, on: date) -> None:
    if spell.kind == DutyKind.LIMITED_IOD and (case is None or case.injury is None):
        raise RuleViolation(
            "Limited duty for an injury on duty names its case. Enter it on the injury's case, or "
            "choose the case here.",
            field="case",
        )
    if spell.last_day is None and spell.expires_on is None:
        raise RuleViolation(
            "Limited duty is approved until a day. Enter when the approval ends, or the last day.",
            field="expires_on",
        )
    check_limited(member, spell.kind, spell.first_day, spell.last_day or spell.expires_on, on=on)


@act
def end_duty_spell(
    *, spell: DutySpell, last_day: date, by: User, now: datetime, on: date, reason: str = ""
) -> DutySpell:
    """Gives a spell that goes on, or ends later, its last day; that day still counts."""
    member, case, spell = _locked_spell(spell)
    if sentence := why_not_end(spell, by):
        raise RuleViolation(sentence)
    if last_day < spell.first_day:
        raise RuleViolation(
            f"The last day, {words(last_day)}, is before the first, {words(spell.first_day)}.",
            field="last_day",
        )
    if spell.last_day and last_day >= spell.last_day:
        raise RuleViolation(
            f"The spell ends on {words(spell.last_day)} already. Enter an earlier day; to make it "
            "longer, enter a further spell after it.",
            field="last_day",
        )
    if last_day > on:
        raise RuleViolation(
            f"{words(last_day)} has not come yet. Record the end on the last day or after it; "
            "until then the expiry says when.",
            field="last_day",
        )
    cut_spell(spell, last_day, by=by, now=now)
    _record(spell, "duty_ended", case, by=by, now=now, reason=reason.strip())
    facts_changed(member=member, on=on)
    return spell


def cut_spell(spell: DutySpell, last_day: date, *, by: User, now: datetime) -> None:
    """Writes the last day; hold the member's lock. The caller's act names the row."""
    spell.last_day = last_day
    save_tracked(spell, by=by, reason="Ended", now=now, fields=["last_day"])


@act
def reverse_duty_spell(
    *, spell: DutySpell, reason: str, by: User, now: datetime, on: date
) -> DutySpell:
    """Takes a spell back that was entered in error: its days are what they were without it."""
    member, case, spell = _locked_spell(spell)
    if sentence := why_not_reverse(spell, by):
        raise RuleViolation(sentence)
    reason = reversal_reason(reason, "Say why the spell is taken back.")
    reverse_row(spell, reason=reason, by=by, now=now)
    _record(spell, "duty_reversed", case, by=by, now=now, reason=reason)
    facts_changed(member=member, on=on)
    return spell


def why_not_end(spell: DutySpell, user: User) -> str | None:
    """Why this person may not end the spell; None when they may."""
    return why_not_duty(user) or ("The spell was taken back." if spell.is_reversed else None)


def why_not_reverse(spell: DutySpell, user: User) -> str | None:
    """Why this person may not take the spell back; one that came with a release goes with it."""
    if sentence := why_not_duty(user):
        return sentence
    if spell.is_reversed:
        return "The spell was taken back already."
    release = Release.objects.standing().filter(duty_spell=spell).first()
    if release is None:
        return None
    return (
        f"The spell came with the release of {words(release.returns_on)}. Take the release back, "
        "and the spell goes with it."
    )


def _lock(member: Member, case: Case | None) -> tuple[Member, Case | None]:
    if case is None:
        return lock_member(member), None
    case = lock_case(case)
    if case.member_id != member.pk:
        raise RuleViolation(f"{case.reference} is not a case of this member.", field="case")
    return case.member, case


def _locked_spell(spell: DutySpell) -> tuple[Member, Case | None, DutySpell]:
    member, case = _lock(spell.member, spell.case)
    return member, case, DutySpell.objects.get(pk=spell.pk)


def spell_data(spell: DutySpell) -> dict[str, Any]:
    """What the event of a spell says, days in ISO form."""
    last, expires = spell.last_day, spell.expires_on
    return {
        "spell": DutyKind(spell.kind).label,
        "first_day": spell.first_day.isoformat(),
        "last_day": last.isoformat() if last else None,
        "expires_on": expires.isoformat() if expires else None,
        "to": f" to {words(last)}" if last else "",
    }


def _record(
    spell: DutySpell, kind: str, case: Case | None, *, by: User, now: datetime, **more: Any
) -> None:
    """On the chain of the case, or on the member's where the spell has no case."""
    said: dict[str, Any] = {
        "kind": kind, "by": by, "now": now, "data": spell_data(spell), "wrote": [spell], **more,
    }  # fmt: skip
    if case:
        record_event(case=case, **said)
    else:
        record_member_event(member=spell.member, **said)
