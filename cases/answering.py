"""Who answers for an obligation on a day, once coverage is asked: nothing is owned by nobody."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q

from caseflow.access import Capability
from caseflow.coverage import Coverage
from caseflow.models import User
from cases.models import Obligation
from cases.models.obligation import ObligationQuerySet
from members.models import StaffLink


def in_front_of(user: User, coverage: Coverage, whose: str = "") -> ObligationQuerySet:
    """What the person answers for and what they cover; `whose`: `mine` or `covering` alone.
    Never what is on their own or a relative's record."""
    people = coverage.people(user)
    chosen = {"mine": people[:1], "covering": people[1:]}.get(whose, people)
    return Obligation.objects.visible_to(user).of(chosen)


def nobody_answers(coverage: Coverage, staff: Iterable[User] | None = None) -> Q:
    """What is left to the leads: without anybody, with somebody who cannot work on cases, who is
    away with nobody there for them, or who (or whose stand-in) may not see the member. `staff`:
    everybody, where they are loaded."""
    people = User.objects.filter(is_active=True) if staff is None else staff
    able = [user.pk for user in people if user.can(Capability.NOTE)]
    stood_in_for = coverage.stand_ins
    alone = Q(responsible__isnull=True) | Q(responsible__in=coverage.left_alone)
    unable = ~Q(responsible__in=[*able, *stood_in_for]) & Q(responsible__isnull=False)
    links = StaffLink.objects.filter(is_active=True)
    own = links.filter(user=OuterRef("responsible"), member=OuterRef("member"))
    hidden = Q(Exists(own)) & ~Q(responsible__in=list(stood_in_for))
    return alone | unable | hidden | _hidden_from_stand_ins(coverage, links)


def _hidden_from_stand_ins(coverage: Coverage, links: Any) -> Q:
    pairs = links.filter(user__in=[person.pk for person in coverage.stand_ins.values()])
    found = Q(pk__in=[])
    if not coverage.stand_ins:
        return found
    for stand_in, member in pairs.values_list("user_id", "member_id"):
        for away, person in coverage.stand_ins.items():
            if person.pk == stand_in:
                found |= Q(responsible=away, member=member)
    return found
