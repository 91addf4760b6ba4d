"""The stored projection follows a promotion: policy values may apply to a rank or a bargaining
unit alone."""

from collections.abc import Collection
from datetime import date

from caseflow.bulk import batches
from cases.searching import keeping  # noqa: F401  (search follows names and numbers)
from cases.services.facts import load_policy
from cases.services.projection import facts_version, projected, rewrite_projection
from members.services.following import follows_rank

AT_ONCE = 1_000


@follows_rank
def derive_again(members: Collection[int], on: date) -> None:
    """The projections of those of the members who have one, as of `on`; no fact has changed, so
    the version of the facts stays."""
    policy = load_policy()
    for keys in batches(sorted(members), AT_ONCE):
        for member in projected(keys):
            rewrite_projection(member=member, on=on, version=facts_version(member), policy=policy)
