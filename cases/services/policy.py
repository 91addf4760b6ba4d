"""Policy values: proposed by one person, approved by another, ended; nothing of them is edited.

Each act that changes what is in force computes the first unpaid day of every open absence afresh,
in the same transaction.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from caseflow.access import Capability
from caseflow.acts import act
from caseflow.dates import words
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, StaleVersion
from cases.models import LedgerState, PolicyValue
from cases.policy_followers import lock_followers, policy_changed
from cases.rules.policy import PolicyMissing, PolicyRow
from cases.rules.policy_change import planned, why_not_gap
from cases.rules.policy_values import KEYS, described, overlapping, why_not_key, why_not_value
from cases.services.facts import load_policy, policy_row
from cases.services.policy_impact import drawn_days, keep_effect, proposal_digest, require_preview
from cases.services.projection import facts_version, projected, rewrite_projection
from members.models import Member


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody proposes. Days are both in force; None has no beginning or no end."""

    key: str
    value: Any
    bargaining_unit: str
    rank: str
    effective_from: date | None
    effective_to: date | None
    authority: str
    source: str
    verified: bool


@act
def propose_policy_value(
    *, proposal: Proposal, by: User, now: datetime, reason: str = "", instead: int | None = None
) -> PolicyValue:
    """Writes a proposal; nothing is in force yet. `instead` is the key of an earlier proposal that
    it takes the place of: whoever rewrites a proposal is its proposer from then on."""
    _require_right(by)
    check_proposal(proposal)
    value = PolicyValue()
    if instead is not None:
        value = PolicyValue.objects.select_for_update().get(pk=instead)
        _require_waiting(value)
    for name in Proposal.__dataclass_fields__:
        setattr(value, name, getattr(proposal, name))
    value.value = list(proposal.value) if isinstance(proposal.value, tuple) else proposal.value
    value.unit, value.proposed_by, value.proposed_at = KEYS[proposal.key].unit, by, now
    fields = None if value.pk is None else [*Proposal.__dataclass_fields__, *PROPOSED]
    save_tracked(value, by=by, reason=reason or "Proposed", now=now, fields=fields)
    return value


PROPOSED = ("unit", "proposed_by", "proposed_at")


def check_proposal(proposal: Proposal) -> None:
    """Refuses an unknown key, a value of another kind, days out of order, missing authority."""
    if sentence := why_not_key(proposal.key):
        raise RuleViolation(sentence, field="key")
    if sentence := why_not_value(proposal.key, proposal.value):
        raise RuleViolation(sentence, field="value")
    first, last = proposal.effective_from, proposal.effective_to
    if first and last and last < first:
        raise RuleViolation("The last day is before the first.", field="effective_to")
    for name in ("authority", "source"):
        if not getattr(proposal, name).strip():
            raise RuleViolation("Say what the value rests on, and where it stands.", field=name)
    row = PolicyRow(
        proposal.key, proposal.value, KEYS[proposal.key].unit, proposal.bargaining_unit,
        proposal.rank, first, last,
    )  # fmt: skip
    approved = [policy_row(value) for value in PolicyValue.objects.approved().filter(key=row.key)]
    plan = planned(row, approved)
    if plan.refused and not overlapping(row, approved):
        raise RuleViolation(plan.refused, field="effective_to" if last else "effective_from")


@act
def withdraw_policy_value(*, value: PolicyValue, by: User, now: datetime) -> PolicyValue:
    """Takes a proposal back: it waits for nobody's approval any more, and stays in the history."""
    _require_right(by)
    value, _ = _locked(value)
    _require_waiting(value)
    value.withdrawn_by, value.withdrawn_at = by, now
    save_tracked(value, by=by, reason="Withdrawn", now=now, fields=["withdrawn_by", "withdrawn_at"])
    return value


@act
def approve_policy_value(
    *,
    value: PolicyValue,
    by: User,
    now: datetime,
    on: date,
    seen: str,
    end_previous: bool = False,
) -> PolicyValue:
    """Puts a proposal in force, and keeps what that moved beside what the preview said.

    `seen` is the digest of the proposal that the person looked at: another version is not approved
    in its place (StaleVersion). RuleViolation when its proposer approves it, when another value for
    the same key and scope shares a day with it, when days would be left without a value, or when
    the impact was not computed. With `end_previous` a value that begins before it is ended on the
    day before instead.
    """
    _require_right(by)
    value, others = _locked(value)
    _require_waiting(value)
    if value.proposed_by_id == by.pk:
        raise RuleViolation(
            f"You proposed {described(policy_row(value))}. Somebody else has to approve it."
        )
    if seen != proposal_digest(value):
        raise StaleVersion(
            f"{value.proposed_by} changed the proposal on {words(value.proposed_at)}, after you "
            f"opened it. It says now: {described(policy_row(value))}. Nothing was approved."
        )
    _require_room(value, others, end_previous)
    preview = require_preview(value)
    lock_followers()
    _halt_facts()
    before = drawn_days(on)
    _end_before(value, others, by=by, now=now)
    value.approved_by, value.approved_at = by, now
    fields = ["approved_by", "approved_at"]
    save_tracked(value, by=by, reason="Approved", now=now, fields=fields)
    rewrite_projections(on=on)
    keep_effect(preview=preview, before=before, after=drawn_days(on), by=by, now=now, on=on)
    policy_changed(by=by, now=now, on=on)
    return value


def _require_waiting(value: PolicyValue) -> None:
    if value.approved_at:
        raise RuleViolation("The value is approved already. Look at it again.")
    if value.withdrawn_at:
        raise RuleViolation("The proposal was withdrawn. Propose the value anew.")


def _require_room(value: PolicyValue, others: list[PolicyValue], end_previous: bool) -> None:
    row, approved = policy_row(value), [policy_row(other) for other in others]
    shared = overlapping(row, approved)
    if shared and not end_previous:
        raise RuleViolation(
            f"{described(shared[0])} shares days with it. End that one first, or approve this one "
            "with “Approve, and end the value before it”."
        )
    if refused := planned(row, approved).refused:
        raise RuleViolation(refused)


@act
def end_policy_value(
    *, value: PolicyValue, effective_to: date, reason: str, by: User, now: datetime, on: date
) -> PolicyValue:
    """Gives an approved value its last day. RuleViolation when rules would be left without one."""
    _require_right(by)
    value, others = _locked(value)
    if not value.approved_at:
        raise RuleViolation("The value is only proposed: it was never in force.")
    if not reason.strip():
        raise RuleViolation("Say why the value ends.", field="reason")
    if value.effective_to and effective_to > value.effective_to:
        raise RuleViolation(
            f"The value ends on {words(value.effective_to)}. An end is brought forward only; "
            "propose a new value for the days after it.",
            field="effective_to",
        )
    _end(value, effective_to, reason=reason.strip(), by=by, now=now)
    rows = [policy_row(row) for row in (value, *others)]
    if sentence := why_not_gap(rows[0], rows):
        raise RuleViolation(sentence, field="effective_to")
    lock_followers()
    rewrite_projections(on=on)
    policy_changed(by=by, now=now, on=on)
    return value


def rewrite_projections(*, on: date) -> int:
    """Computes every projection afresh, of open absences and of limited duty; gives the number of
    members.

    Raises RuleViolation when the rules then lack a value they need.
    """
    _halt_facts()
    policy = load_policy()
    keys = list(projected().values_list("pk", flat=True))
    for key in keys:
        member = Member.objects.get(pk=key)
        version = facts_version(member)
        try:
            rewrite_projection(member=member, on=on, version=version, policy=policy)
        except PolicyMissing as error:
            raise RuleViolation(str(error)) from error
    return len(keys)


def _halt_facts() -> None:
    """Waits for every act that is changing facts and lets none go on until this one is through:
    it would reckon with the former values, unseen from here. They all count in LedgerState, so
    no member is locked: an act that waits holds its member already. SQLite has one writer."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {LedgerState._meta.db_table} IN EXCLUSIVE MODE")


def _require_right(by: User) -> None:
    if not by.can(Capability.CONFIGURE):
        raise RuleViolation(f"You do not have the right to {Capability.CONFIGURE.label}.")


def _locked(value: PolicyValue) -> tuple[PolicyValue, list[PolicyValue]]:
    """The value and the approved others of its key, all locked. The key is that of the row as it
    is: a proposal may have been rewritten to another since `value` was read."""
    key = PolicyValue.objects.filter(pk=value.pk).values("key")
    rows = list(PolicyValue.objects.select_for_update().filter(key__in=key).order_by("pk"))
    mine = next((row for row in rows if row.pk == value.pk), None)
    if mine is None:
        raise StaleVersion("The proposal is being rewritten just now. Look at it again.")
    return mine, [row for row in rows if row.approved_at and row.pk != value.pk]


def _end_before(value: PolicyValue, others: list[PolicyValue], *, by: User, now: datetime) -> None:
    """Ends the value that shares days with the new one, if any: there is one at most."""
    row = policy_row(value)
    for other in others:
        if overlapping(row, [policy_row(other)]):
            last = date.fromordinal(row.first) - timedelta(days=1)
            _end(other, last, reason=f"Followed by {row.version}", by=by, now=now)


def _end(value: PolicyValue, effective_to: date, *, reason: str, by: User, now: datetime) -> None:
    row = policy_row(value)
    try:
        replace(row, effective_to=effective_to)
    except ValueError as error:
        raise RuleViolation(str(error), field="effective_to") from error
    value.effective_to = effective_to
    save_tracked(value, by=by, reason=reason, now=now, fields=["effective_to"])
