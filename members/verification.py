"""What of this room `manage.py verify` checks."""

from typing import Any

from caseflow.verify.registry import (
    Chain,
    register_chain,
    register_kept,
    register_subject,
    register_words,
)
from members.models import Authorization, Member, MemberEvent, ServiceSpell

register_subject(Member)
register_chain(
    Chain(
        MemberEvent,
        prefix="member",
        owner="member_id",
        key="member__key",
        label="member__star_number",
        subject="member_id",
        label_prefix="star ",
    )
)


def _authorization(row: Any) -> str:
    return f"authorization {row.number} of star {row.member.star_number}"


register_words(Authorization, _authorization)
register_kept(Member, subject="id")
register_kept(ServiceSpell, subject="member_id")
register_kept(Authorization, subject="member_id")
