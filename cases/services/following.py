"""The stored projection follows a promotion: policy values may apply to a rank or a bargaining
unit alone."""

from collections.abc import Collection
from datetime import date

from caseflow.bulk import batches
from cases.models import Absence
from cases.services.facts import load_policy
from cases.services.projection import facts_version, rewrite_projection
from members.models import Member
from members.services.following import follows_rank

AT_ONCE = 1_000


@follows_rank
def derive_again(members: Collection[int], on: date) -> None:
    """The projection of those of the members who are absent, as of `on`; no fact has changed, so
    the version of the facts stays."""
    policy = load_policy()
    for keys in batches(sorted(members), AT_ONCE):
        absent = Absence.objects.filter(member__in=keys, last_day__isnull=True)
        for member in Member.objects.filter(pk__in=absent.values("member")).order_by("pk"):
            rewrite_projection(member=member, on=on, version=facts_version(member), policy=policy)
