"""An access log of some weeks."""

from datetime import time, timedelta

from django.db import transaction

from caseflow.bench.reference.work import Work
from caseflow.bulk import insert_rows
from caseflow.dates import at_time
from caseflow.models import AccessEntry
from members.models import Member

DAYS = 40


@transaction.atomic
def add_looks(work: Work) -> None:
    stars = list(Member.objects.order_by("id").values_list("star_number", "key"))
    people, looks = [*work.keepers, work.lead], work.figures.looks
    begun = at_time(work.on - timedelta(days=DAYS), time(8))
    rows = []
    for number in range(looks):
        star, key = stars[number * 7 % len(stars)]
        rows.append(
            AccessEntry(
                at=begun + (work.now - begun) * (number / looks),
                user=people[number % len(people)],
                kind=AccessEntry.Kind.MEMBER,
                subject=star,
                member_key=key,
                address="10.0.0.1",
            )
        )
    insert_rows(rows)
