"""What the case page says of requirements, releases, limited duty, leave and travel, and what can
be done with each: short lines, ready for a template."""

from datetime import date
from typing import Any

from django.urls import reverse

from caseflow.models import User
from cases.models import Case
from cases.returning import duty_spells, releases, requirements, travels
from cases.services import released
from cases.services import requirements as asking
from cases.services import travel as travelling
from cases.services.duty import why_not_end
from members.models import Member

Act = dict[str, str]


def returning_context(case: Case, user: User, on: date) -> dict[str, Any]:
    """The blocks beside the facts; a list is empty where there is nothing to say."""
    return {
        "requirement_lines": [_requirement(case, row, user) for row in requirements(case)],
        "release_lines": [_release(case, row, user, on) for row in releases(case)],
        "travel_lines": [_travel(case, row, user, on) for row in travels(case)],
        "duty_lines": [_spell(case.member, row, user) for row in duty_spells(case)],
    }


def _act(label: str, name: str, case: Case, number: int, refused: str | None) -> list[Act]:
    """The way to an act, when nothing stands against it."""
    if refused:
        return []
    return [{"label": label, "url": reverse(f"cases:{name}", args=[case.reference, number])}]


def _requirement(case: Case, row: Any, user: User) -> dict[str, Any]:
    number = row.number
    return {
        "row": row,
        "what": asking.asked_words(row).capitalize(),
        "acts": [
            *_act("Mark as met", "requirements_met", case, number,
                  asking.why_not_settle(row, user)),
            *_act("Take back", "requirements_reverse", case, number,
                  asking.why_not_take_back(row, user)),
        ],
    }  # fmt: skip


def _release(case: Case, row: Any, user: User, on: date) -> dict[str, Any]:
    number = row.number
    return {
        "row": row,
        "late": row.verified_on is None and row.returns_on < on,
        "acts": [
            *_act("The unit has verified it", "release_verify", case, number,
                  released.why_not_verify(row, user)),
            *_act("Take back", "release_reverse", case, number,
                  released.why_not_take_back(row, user)),
        ],
    }  # fmt: skip


def _travel(case: Case, row: Any, user: User, on: date) -> dict[str, Any]:
    number = row.number
    return {
        "row": row,
        "acts": [
            *_act("Permit", "travel_approve", case, number,
                  travelling.why_not_approve(row, user, on)),
            *_act("Refuse", "travel_refuse", case, number, travelling.why_not_refuse(row, user)),
            *_act("Take back", "travel_revoke", case, number,
                  travelling.why_not_revoke(row, user)),
        ],
    }  # fmt: skip


def _spell(member: Member, row: Any, user: User) -> dict[str, Any]:
    slug = member.star_number if member.separated_on is None else member.key
    acts = [] if why_not_end(row, user) else [
        {"label": "End", "url": reverse("duty:end", args=[slug, row.number])},
        {"label": "Take back", "url": reverse("duty:reverse", args=[slug, row.number])},
    ]  # fmt: skip
    return {"row": row, "acts": acts}
