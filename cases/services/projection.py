"""Keeping the stored projection true: every act that changes a member's facts ends here."""

from datetime import date

from cases.models import Case, LedgerState, Projection
from cases.rules.policy import PolicyTimeline
from cases.rules.projection import projection
from cases.services.facts import facts_of, load_policy
from members.models import Member


def facts_changed(*, member: Member, on: date, policy: PolicyTimeline | None = None) -> int:
    """Counts the change and rewrites the member's projection; hold the member's lock.

    Gives the new version of the facts. `on` is the day of the act.
    """
    state, _ = LedgerState.objects.select_for_update().get_or_create(member=member)
    state.facts_version += 1
    state.save(update_fields=["facts_version"])
    rewrite_projection(
        member=member, on=on, version=state.facts_version, policy=policy or load_policy()
    )
    return state.facts_version


def rewrite_projection(
    *, member: Member, on: date, version: int, policy: PolicyTimeline
) -> list[Projection]:
    """Derives the member's rows afresh as of `on` and replaces the stored ones."""
    Projection.objects.filter(member=member).delete()
    rows = derived_rows(member=member, on=on, version=version, policy=policy)
    return Projection.objects.bulk_create(rows)


def derived_rows(
    *, member: Member, on: date, version: int, policy: PolicyTimeline
) -> list[Projection]:
    """What the projection of this member should hold, not saved; `verify` compares with it.

    Where a policy never lets the days run out there is no first unpaid day, and so no row.
    """
    computed = projection(facts_of(member), policy, on)
    if not computed:
        return []
    cases = {
        case.reference: case
        for case in Case.objects.filter(
            reference__in={row.case for row in computed}
        ).select_related("parent")
    }
    return [
        Projection(
            member=member,
            case=cases[row.case],
            account=row.account,
            injury=cases[row.case].injury,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            first_unpaid_day=row.first_unpaid_day,
            limit=row.limit,
            as_of=on,
            facts_version=version,
            digest=row.digest,
        )
        for row in computed
        if row.first_unpaid_day is not None
    ]


def facts_version(member: Member) -> int:
    """The version of the member's facts as they stand; 0 before the first."""
    state = LedgerState.objects.filter(member=member).values_list("facts_version", flat=True)
    return state.first() or 0
