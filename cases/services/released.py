"""After a release: the unit verifies it, or it is taken back."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models

from caseflow.access import Capability
from caseflow.acts import act
from caseflow.dates import start_of, words
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words
from cases.models import Case, CaseEvent, Release
from cases.services.duty_checks import check_no_spell
from cases.services.events import lock_case, record_event
from cases.services.leave import check_no_leave
from cases.services.opening import overlap_refusal, overlapping
from cases.services.placing import state_by_absences
from cases.services.projection import facts_changed
from cases.services.releasing import all_limited_of, release_data
from cases.services.reversing import reversal_reason, reverse_row

DAY = timedelta(days=1)


def why_not_verify(release: Release, user: User) -> str | None:
    """Why this person may not record the unit's verification; None when they may."""
    if not user.can(Capability.NOTE):
        return f"You do not have the right to {Capability.NOTE.label}."
    if release.is_reversed:
        return "The release was taken back."
    if release.verified_on:
        return f"{release.verified_by} verified it on {words(release.verified_on)}."
    return None


@act
def verify_release(
    *, release: Release, verified_by: str, verified_on: date, by: User, now: datetime, on: date
) -> Release:
    """The unit has verified the release, before the member works: who, and on which day."""
    case, release = _locked(release)
    if sentence := why_not_verify(release, by):
        raise RuleViolation(sentence)
    name = require_words(verified_by, "Say who of the unit verified it.", field="verified_by")
    if verified_on > on:
        raise RuleViolation(f"{words(verified_on)} has not come yet.", field="verified_on")
    if verified_on < case.first_day:
        raise RuleViolation(
            f"{words(verified_on)} is before the case began on {words(case.first_day)}.",
            field="verified_on",
        )
    if verified_on > release.returns_on:
        raise RuleViolation(
            f"The unit verifies before the member works, by {words(release.returns_on)}. Where it "
            "was late, write a note that says so.",
            field="verified_on",
        )
    release.verified_on, release.verified_by = verified_on, name
    fields = ["verified_on", "verified_by"]
    save_tracked(release, by=by, reason="Verified by the unit", now=now, fields=fields)
    data = {**release_data(release), "who": name, "verified_on": verified_on.isoformat()}
    record_event(
        case=case, kind="release_verified", by=by, now=now, data=data, wrote=[release],
        happened_at=min(start_of(verified_on), now),
    )  # fmt: skip
    return release


def why_not_take_back(release: Release, user: User) -> str | None:
    """Why this person may not take the release back; None when they may."""
    if not user.can(Capability.CERTIFY):
        return f"You do not have the right to {Capability.CERTIFY.label}."
    if release.is_reversed:
        return "The release was taken back already."
    return None if release.case.is_open else "The case is closed. Reopen it first."


@act
def reverse_release(*, release: Release, reason: str, by: User, now: datetime, on: date) -> Release:
    """Takes a release back: its limited duty goes with it, and the absence that it ended goes on
    from where it stood. Limited duty that it ended goes on likewise."""
    case, release = _locked(release)
    release.case = case
    if sentence := why_not_take_back(release, by):
        raise RuleViolation(sentence)
    _refuse_later(release)
    reason = reversal_reason(reason, "Say why the release is taken back.")
    wrote: list[models.Model] = [release]
    spell = release.duty_spell
    if spell and not spell.is_reversed:
        reverse_row(spell, reason=reason, by=by, now=now)
        wrote.append(spell)
    wrote += _go_on(case, release, by=by, now=now)
    reverse_row(release, reason=reason, by=by, now=now)
    record_event(
        case=case, kind="release_reversed", by=by, now=now, reason=reason,
        data=release_data(release), wrote=wrote,
    )  # fmt: skip
    facts_changed(member=case.member, on=on)
    return release


def _refuse_later(release: Release) -> None:
    """A later release of the case rests on the days of this one."""
    rows = Release.objects.standing().filter(case=release.case, returns_on__gt=release.returns_on)
    if later := rows.order_by("-returns_on").first():
        raise RuleViolation(
            f"The release of {words(later.returns_on)} came after it. Take that back first."
        )


def _go_on(case: Case, release: Release, *, by: User, now: datetime) -> list[models.Model]:
    """Opens again what the release itself ended, unless it has been given another end since."""
    before, opened = release.returns_on - DAY, list[models.Model]()
    said = _said(case, release)
    absence = case.absences.standing().filter(last_day=before).first()
    if absence and said.get("ended_absence"):
        if other := overlapping(case.member, absence.first_day, None, but=absence):
            raise overlap_refusal(other)
        check_no_leave(case.member, absence.first_day, None)
        _reopen(absence, by=by, now=now, last_day=None)
        state = state_by_absences(case)
        _reopen(case, by=by, now=now, state=state, version=case.version + 1)
        opened += [absence, case]
    keys = said.get("ended_spells", [])
    had = dict(zip(keys, said.get("ended_before", [None] * len(keys)), strict=True))
    for spell in all_limited_of(case).filter(last_day=before, pk__in=keys):
        last_day = date.fromisoformat(had[spell.pk]) if had[spell.pk] else None
        check_no_spell(case.member, release.returns_on, last_day)
        _reopen(spell, by=by, now=now, last_day=last_day)
        opened.append(spell)
    return opened


def _said(case: Case, release: Release) -> dict[str, Any]:
    """What the event of the release holds: among the rest, what the release ended."""
    day = release.returns_on.isoformat()
    events = CaseEvent.objects.filter(case=case, kind="case_released", data__returns_on=day)
    event = events.order_by("-sequence").first()
    return dict(event.data) if event else {}


def _reopen(row: models.Model, *, by: User, now: datetime, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    save_tracked(row, by=by, reason="Release taken back", now=now, fields=list(values))


def _locked(release: Release) -> tuple[Case, Release]:
    case = lock_case(release.case)
    return case, Release.objects.select_related("duty_spell").get(pk=release.pk)
