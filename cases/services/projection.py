"""Keeping the stored projection true: every act that changes a member's facts ends here."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from caseflow.acts import touch_member
from cases.kinds import CaseKind
from cases.models import Absence, Case, DutySpell, LedgerState, Projection
from cases.rules.facts import MemberFacts
from cases.rules.ledger import OWN_ACCOUNT
from cases.rules.limited_duty import limited_duty_account
from cases.rules.policy import PolicyTimeline
from cases.rules.projection import projection
from cases.rules.results import ProjectionRow
from cases.services.duty_status import rewrite_statuses
from cases.services.facts import facts_of, load_policy
from members.models import Member


def facts_changed(*, member: Member, on: date, policy: PolicyTimeline | None = None) -> int:
    """Counts the change and rewrites the member's projection; hold the member's lock.

    Gives the new version of the facts. `on` is the day of the act.
    """
    state, _ = LedgerState.objects.select_for_update().get_or_create(member=member)
    state.facts_version += 1
    state.save(update_fields=["facts_version"])
    facts = facts_of(member)
    rewrite_projection(
        member=member,
        on=on,
        version=state.facts_version,
        policy=policy or load_policy(),
        facts=facts,
    )
    rewrite_statuses(member, facts)
    for follower in _followers:
        follower(member, on)
    touch_member(member.pk)
    return state.facts_version


Follower = Callable[[Member, date], None]
_followers: list[Follower] = []


def follows_facts(follower: Follower) -> Follower:
    """Registers what another room does after a member's facts changed, in the same transaction
    and under the member's lock (letters that are wrong now, for one)."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


BulkFollower = Callable[[Collection[int], date], None]
_bulk_followers: list[BulkFollower] = []


def follows_facts_of_many(follower: BulkFollower) -> BulkFollower:
    """As `follows_facts`, for an import: takes the keys of the members whose facts changed."""
    if follower not in _bulk_followers:
        _bulk_followers.append(follower)
    return follower


def facts_of_many_changed(members: Collection[int], on: date) -> None:
    """Lets every room follow; hold the members' locks."""
    for follower in _bulk_followers:
        follower(members, on)


def rewrite_projection(
    *,
    member: Member,
    on: date,
    version: int,
    policy: PolicyTimeline,
    facts: MemberFacts | None = None,
) -> list[Projection]:
    """Derives the member's rows afresh as of `on` and replaces the stored ones."""
    Projection.objects.filter(member=member).delete()
    rows = derived_rows(member=member, on=on, version=version, policy=policy, facts=facts)
    return Projection.objects.bulk_create(rows)


def derived_rows(
    *,
    member: Member,
    on: date,
    version: int,
    policy: PolicyTimeline,
    facts: MemberFacts | None = None,
) -> list[Projection]:
    """What the projection of this member should hold, not saved; `verify` compares with it.

    Where a policy never lets the days run out there is no first unpaid day, and so no row.
    """
    facts = facts or facts_of(member)
    computed = projection(facts, policy, on)
    limited = _limited_row(facts, policy, on)
    if not computed and not limited:
        return []
    wanted = {row.case for row in computed} | ({limited.case} if limited else set())
    cases, injuries = {}, {}
    for key, reference, kind, label in Case.objects.filter(
        Q(reference__in=wanted) | Q(kind=CaseKind.IOD), member=member
    ).values_list("pk", "reference", "kind", "injury_label"):
        cases[reference] = key
        if kind == CaseKind.IOD:
            injuries[label] = key
    rows = [*computed, limited] if limited else computed
    return [
        Projection(
            member=member,
            case_id=cases.get(row.case),
            account=row.account,
            injury_id=injuries.get((row.injury or "").partition(OWN_ACCOUNT)[0]),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            first_unpaid_day=row.first_unpaid_day,
            limit=row.limit,
            as_of=on,
            facts_version=version,
            digest=row.digest,
        )
        for row in rows
        if row.first_unpaid_day is not None
    ]


def projected(members: Collection[int] | None = None) -> QuerySet[Member]:
    """The members (of these, or of all) who may have rows: absent, or on limited duty, without an
    end."""
    people = Member.objects.all() if members is None else Member.objects.filter(pk__in=members)
    running: dict[str, Any] = {"member": OuterRef("pk"), "last_day__isnull": True}
    absent = Absence.objects.standing().filter(**running)
    limited = DutySpell.objects.standing().filter(**running)
    return people.filter(Exists(absent) | Exists(limited)).order_by("pk")


def _limited_row(facts: MemberFacts, policy: PolicyTimeline, on: date) -> ProjectionRow | None:
    """The first day beyond the career cap of a running limited duty; None without one, or while
    the member is on the roll: those days are no limited duty (E03-01-03 III.C)."""
    running = [d for d in facts.duty if d.kind == "limited_non_iod" and d.last_day is None]
    if not running or any(absence.last_day is None for absence in facts.absences):
        return None
    begin = max(on, running[0].first_day)
    account = limited_duty_account(facts, policy, begin)
    return ProjectionRow(
        account="limited_duty",
        injury=None,
        case=running[0].case,
        valid_from=begin,
        valid_to=None,
        first_unpaid_day=account.first_day_over,
        limit=int(account.limit or 0),
        digest=account.digest,
    )


def facts_version(member: Member) -> int:
    """The version of the member's facts as they stand; 0 before the first."""
    state = LedgerState.objects.filter(member=member).values_list("facts_version", flat=True)
    return state.first() or 0
