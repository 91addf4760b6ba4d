"""Release to duty by authority of the section (E03-01-01 VII)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from caseflow.access import Capability
from caseflow.acts import act
from caseflow.dates import start_of, words
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words
from cases.kinds import Account
from cases.lifecycle import guard, require
from cases.models import Absence, Case, DutySpell, Release
from cases.models.duty import LIMITED, DutyKind
from cases.models.returning import ReleaseKind
from cases.returning import duty_spells, open_requirements, releases
from cases.services.duty import SpellData, cut_spell, write_spell
from cases.services.duty_checks import check_limited, check_spell_days
from cases.services.events import lock_case, record_event
from cases.services.moving import end_absence
from cases.services.opening import overlap_refusal, overlapping
from cases.services.projection import facts_changed
from cases.services.requirements import asked_words
from cases.standing import absences, running_absence
from members.models import hidden_members

DAY = timedelta(days=1)
AHEAD_DAYS = 14
"""A release is for a day at hand; further ahead the expected return says when."""


@dataclass(frozen=True, slots=True)
class ReleaseData:
    """A release as it is entered. `kind` is full or limited; `restrictions` and `expires_on` belong
    to limited duty; `combat`: for a combat-zone injury. `waived` are the numbers of requirements
    that are not met, with the `reason` why the release does not wait for them."""

    kind: str
    returns_on: date
    restrictions: str = ""
    expires_on: date | None = None
    combat: bool = False
    waived: Collection[int] = ()
    reason: str = ""


@guard("release")
def _something_to_release_from(case: Case, user: User) -> str | None:
    own = any(spell.kind in LIMITED and not spell.last_day for spell in duty_spells(case))
    if running_absence(case) or own:
        return None
    if case.spec.account == Account.IOD and (not releases(case) or limited_of(case).exists()):
        return None
    return "The absence is over and no limited duty runs: there is nothing to release from."


def limited_of(case: Case) -> QuerySet[DutySpell]:
    """The limited duty of the case, or of its injury, that has no last day yet."""
    return all_limited_of(case).filter(last_day__isnull=True)


def all_limited_of(case: Case) -> QuerySet[DutySpell]:
    """The limited duty of the case, or of its injury."""
    same = Q(case=case)
    if root := case.injury:
        same |= Q(case=root) | Q(case__parent=root)
    rows: QuerySet[DutySpell] = DutySpell.objects.standing()
    return rows.filter(same, member=case.member_id, kind__in=LIMITED)


def why_not_return(case: Case) -> str | None:
    """Why the absence of this case cannot just be ended by recording the return: from an injury on
    duty nobody returns without a release; None for every other case."""
    if case.spec.account != Account.IOD or running_absence(case) is None or releases(case):
        return None
    if case.member.separated_on:  # Who has left is not released to duty.
        return None
    return (
        "Nobody returns from an injury on duty without the section's release (E03-01-01 VII). "
        "Release the member to full or limited duty; that ends the absence."
    )


@act
def release_case(
    *, case: Case, release: ReleaseData, authorised_by: User, by: User, now: datetime, on: date
) -> Release:
    """Releases the member from `release.returns_on` on. An open absence ends the day before, in
    this act; limited duty begins on the day, or ends the day before a full release.

    Raises RuleViolation with the field: who may not authorise, a day that cannot be, requirements
    that are not met, a rank or a cap that gives no limited duty.
    """
    case = lock_case(case)
    require("release", case, by)
    _check_authority(case, authorised_by)
    _check_shape(release)
    absence = running_absence(case)
    _check_day(case, absence, release.returns_on, on)
    waived = _settle(case, release)
    if absence:
        _end(case, absence, release.returns_on - DAY, by=by, now=now)
    ended = _end_limited(case, release, by=by, now=now)
    spell = _begin_limited(case, release, by=by, now=now, on=on)
    row = Release(
        case=case, kind=release.kind, returns_on=release.returns_on,
        restrictions=release.restrictions.strip(), expires_on=release.expires_on,
        authorised_by=authorised_by, duty_spell=spell, entered_at=now, entered_by=by,
    )  # fmt: skip
    save_tracked(row, by=by, reason=release.reason.strip() or "Released", now=now)
    record_event(
        case=case,
        kind="case_released",
        by=by,
        now=now,
        happened_at=min(start_of(release.returns_on), now),
        reason=release.reason.strip(),
        data={
            **release_data(row),
            "waived": waived,
            "ended_absence": absence is not None,
            "ended_spells": [row.pk for row, _ in ended],
            "ended_before": [day.isoformat() if day else None for _, day in ended],
        },
        wrote=[row, *([spell] if spell else []), *(row for row, _ in ended)],
    )
    facts_changed(member=case.member, on=on)
    return row


def may_authorise(user: User) -> bool:
    """Whether the person releases to duty on the section's behalf."""
    return user.can(Capability.CERTIFY) or user.can(Capability.DECIDE)


def release_data(release: Release) -> dict[str, str | None]:
    """What the event of a release says, days in ISO form."""
    expires = release.expires_on
    return {
        "to": ReleaseKind(release.kind).label.lower(),
        "returns_on": release.returns_on.isoformat(),
        "expires_on": expires.isoformat() if expires else None,
        "authorised_by": str(release.authorised_by),
    }


def _check_authority(case: Case, user: User) -> None:
    if not (user.is_active and may_authorise(user)):
        raise RuleViolation(
            f"{user} does not release to duty. Choose who has the right to "
            f"{Capability.CERTIFY.label}.",
            field="authorised_by",
        )
    if case.member_id in hidden_members(user):
        raise RuleViolation(
            f"{user} does not decide about their own record or a relative's. Choose somebody else.",
            field="authorised_by",
        )


def _check_shape(release: ReleaseData) -> None:
    if release.kind == ReleaseKind.FULL:
        if release.restrictions.strip() or release.expires_on or release.combat:
            raise RuleViolation(
                "Full duty has no restrictions and does not expire. Choose limited duty, or leave "
                "these fields empty.",
                field="kind",
            )
        return
    require_words(
        release.restrictions,
        "Say what the member may not do: limited duty has restrictions. No diagnosis; the unit "
        "reads them.",
        field="restrictions",
    )
    if release.expires_on is None:
        raise RuleViolation(
            "Limited duty is approved until a day. Enter when the approval ends.",
            field="expires_on",
        )


def _check_day(case: Case, absence: Absence | None, returns_on: date, on: date) -> None:
    if absence and returns_on <= absence.first_day:
        raise RuleViolation(
            f"{words(returns_on)} is not after the first day on the roll, "
            f"{words(absence.first_day)}. The day of the return comes after a day of absence.",
            field="returns_on",
        )
    if returns_on < case.first_day:
        raise RuleViolation(
            f"{words(returns_on)} is before the case began on {words(case.first_day)}.",
            field="returns_on",
        )
    over = [spell.last_day for spell in absences(case) if spell.last_day]
    if over and returns_on <= max(over):
        raise RuleViolation(
            f"The member was on the roll through {words(max(over))} for this case. Enter a later "
            "day, or change the days of the absence.",
            field="returns_on",
        )
    if not case.member.is_current(returns_on):
        raise RuleViolation(
            f"The member had left the department by {words(returns_on)}: nobody is released to "
            "duty then. Record the last day of the absence instead.",
            field="returns_on",
        )
    if (returns_on - on).days > AHEAD_DAYS:
        raise RuleViolation(
            f"{words(returns_on)} is more than {AHEAD_DAYS} days ahead. Release nearer to the day; "
            "until then the expected return says when.",
            field="returns_on",
        )
    if Release.objects.standing().filter(case=case, returns_on=returns_on).exists():
        raise RuleViolation(
            f"A release for {words(returns_on)} is recorded already. Take it back first if it is "
            "wrong.",
            field="returns_on",
        )


def _settle(case: Case, release: ReleaseData) -> list[str]:
    """What of the requirements is waived, in words; RuleViolation for what is neither met nor
    waived."""
    said = []
    for row in open_requirements(case):
        words_of = f"requirements of {words(row.issued_on)} ({asked_words(row)})"
        if row.number not in release.waived:
            raise RuleViolation(
                f"Not met: {words_of}. Mark them as met first, or waive them here with a reason.",
                field="waived",
            )
        said.append(words_of)
    if said:
        sentence = "Say why the release does not wait for what is waived."
        require_words(release.reason, sentence, field="reason")
    return said


def _end(case: Case, absence: Absence, last_day: date, *, by: User, now: datetime) -> None:
    if other := overlapping(case.member, absence.first_day, last_day, but=absence):
        raise overlap_refusal(other)
    end_absence(case=case, absence=absence, last_day=last_day, by=by, now=now)


def _end_limited(
    case: Case, release: ReleaseData, *, by: User, now: datetime
) -> list[tuple[DutySpell, date | None]]:
    """Ends the limited duty of the case that a new release replaces: the spells, each with the
    last day that it had."""
    returns_on = release.returns_on
    goes_on = Q(last_day__isnull=True) | Q(last_day__gte=returns_on)
    ended = []
    for spell in all_limited_of(case).filter(goes_on):
        if spell.first_day < returns_on:
            ended.append((spell, spell.last_day))
            cut_spell(spell, returns_on - DAY, by=by, now=now)
        elif release.kind == ReleaseKind.FULL:
            raise RuleViolation(
                f"Limited duty from {words(spell.first_day)} on is entered. Take that back first, "
                "or release from a later day.",
                field="returns_on",
            )
    return ended


def _begin_limited(
    case: Case, release: ReleaseData, *, by: User, now: datetime, on: date
) -> DutySpell | None:
    if release.kind != ReleaseKind.LIMITED:
        return None
    if release.combat and case.spec.account == Account.IOD:
        raise RuleViolation(
            "A combat-zone injury is not an injury on duty: choose one of the two.", field="combat"
        )
    kind = stream_of(case, combat=release.combat)
    expires = release.expires_on
    try:
        check_spell_days(case.member, release.returns_on, None, expires, on=on)
        check_limited(case.member, kind, release.returns_on, expires, on=on)
    except RuleViolation as refusal:
        field = "returns_on" if refusal.field == "first_day" else refusal.field
        raise RuleViolation(str(refusal), field=field) from refusal
    spell = SpellData(
        kind, release.returns_on, None, expires, release.restrictions,
        f"Release of {words(release.returns_on)}",
    )  # fmt: skip
    return write_spell(member=case.member, case=case, spell=spell, by=by, now=now)


def stream_of(case: Case, *, combat: bool) -> str:
    """Which limited duty a release of this case opens (E03-01-03 III)."""
    if combat:
        return DutyKind.LIMITED_COMBAT
    if case.spec.account == Account.IOD:
        return DutyKind.LIMITED_IOD
    return DutyKind.LIMITED_NON_IOD
