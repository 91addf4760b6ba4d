"""What follows from the facts: counters, first unpaid days, duty status."""

from django.db import transaction

from caseflow.bench.reference.work import Work
from caseflow.bulk import batches, insert_rows
from caseflow.models import ReferenceCounter
from cases.models import LedgerState, Projection
from cases.services.duty_status import AT_ONCE, derive_statuses
from cases.services.facts import load_policy
from cases.services.projection import derived_rows, projected
from members.models import Member


def add_references(numbers: dict[tuple[str, int], int]) -> None:
    """The counters stand at the last number of each series and year."""
    ReferenceCounter.objects.bulk_create(
        ReferenceCounter(series=series, year=year, last=last)
        for (series, year), last in sorted(numbers.items())
    )


def derive(work: Work) -> None:
    policy = load_policy()
    versions = dict(LedgerState.objects.values_list("member_id", "facts_version"))
    for people in batches(projected().iterator(chunk_size=AT_ONCE), AT_ONCE):
        rows: list[Projection] = []
        for member in people:
            version = versions.get(member.pk, 0)
            rows += derived_rows(member=member, on=work.yesterday, version=version, policy=policy)
        with transaction.atomic():
            insert_rows(rows)
    keys = list(Member.objects.order_by("pk").values_list("pk", flat=True))
    for done, group in enumerate(batches(keys, AT_ONCE), start=1):
        with transaction.atomic():
            derive_statuses(group)
        work.progress("Duty status of members", done * AT_ONCE, len(keys))
