"""Members and what is kept of them outside their cases, one concept per file."""

from members.models.authorization import Authorization, AuthorizationKind, EndedBy
from members.models.member import (
    Member,
    MemberEvent,
    MemberQuerySet,
    ServiceSpell,
    StaffLink,
    Unit,
    hidden_members,
    listed_name,
    may_see,
    name_key_of,
)

__all__ = [
    "Authorization",
    "AuthorizationKind",
    "EndedBy",
    "Member",
    "MemberEvent",
    "MemberQuerySet",
    "ServiceSpell",
    "StaffLink",
    "Unit",
    "hidden_members",
    "listed_name",
    "may_see",
    "name_key_of",
]
