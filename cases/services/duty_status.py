"""The stored partition of members' time into duty statuses, derived from the facts.

Beginnings only: that no day has two statuses or none follows from how they are stored (see
cases/models/duty.py). Rewritten by the difference, so that an act leaves alone what it does not
move.
"""

from collections.abc import Callable, Collection, Iterable

from caseflow.bulk import batches, insert_rows
from cases.models import Case, DutyStatus
from cases.rules.facts import MemberFacts
from cases.services.facts import facts_of_many
from members.models import Member
from members.services.following import follows_service
from members.status import beginnings, service_of

AT_ONCE = 500
Beginning = tuple[object, str, int | None, str]
"""First day, status, key of the case, reason."""


def derived_statuses(
    member: Member, facts: MemberFacts, case_of: Callable[[str], int | None]
) -> list[DutyStatus]:
    """What the partition of this member should hold, not saved; `case_of` gives the key of a
    case by its reference."""
    service = service_of(member.appointed_on, member.separated_on, facts)
    return [
        DutyStatus(
            member_id=member.pk,
            first_day=stretch.first_day,
            status=stretch.status.code,
            case_id=case_of(stretch.case) if stretch.case else None,
            reason=stretch.reason,
        )
        for stretch in beginnings(service)
    ]


def rewrite_statuses(member: Member, facts: MemberFacts) -> None:
    """Brings the member's stored partition in line with the facts; hold the member's lock."""
    references = {a.case for a in facts.absences} | {d.case for d in facts.duty if d.case}
    keys = dict(Case.objects.filter(reference__in=references).values_list("reference", "pk"))
    wanted = {content(row): row for row in derived_statuses(member, facts, keys.get)}
    stored = {content(row): row for row in DutyStatus.objects.filter(member=member)}
    gone = [row.pk for key, row in stored.items() if key not in wanted]
    DutyStatus.objects.filter(pk__in=gone).delete()
    DutyStatus.objects.bulk_create(row for key, row in wanted.items() if key not in stored)


def content(row: DutyStatus) -> Beginning:
    return row.first_day, row.status, row.case_id, row.reason


@follows_service
def derive_statuses(members: Collection[int]) -> None:
    """The partitions of many members afresh, whose locks are held: an import."""
    for keys in batches(sorted(members), AT_ONCE):
        people = list(Member.objects.filter(pk__in=keys).order_by("pk"))
        write_statuses(people, facts_of_many(people))


def write_statuses(people: list[Member], facts: Iterable[MemberFacts]) -> None:
    """Replaces the partitions of these members."""
    numbers = [member.pk for member in people]
    cases = Case.objects.filter(member__in=numbers).values_list("reference", "pk")
    keys = dict(cases)
    DutyStatus.objects.filter(member__in=numbers).delete()
    rows: list[DutyStatus] = []
    for member, known in zip(people, facts, strict=True):
        rows += derived_statuses(member, known, keys.get)
    insert_rows(rows)
