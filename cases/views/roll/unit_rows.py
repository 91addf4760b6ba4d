"""The form of the daily roll for a unit: what it may know of its members, and no other column."""

from datetime import date
from typing import Any

from cases.models.duty import DutyStatusQuerySet
from cases.roll_forms import GROUPS
from cases.views.roll.daily_rows import ROLL, Shown, spells_of
from members.rows import name_in
from members.status import AWAY

UNIT_WORDS = {
    **dict.fromkeys(ROLL, "Medical roll"),
    **dict.fromkeys(GROUPS["limited"], "Limited duty"),
    **dict.fromkeys(GROUPS["leaves"], "Leave"),
    AWAY.code: AWAY.label,
}
"""What a unit is told of a status: that the member is not on full duty, never why."""
FOR_UNIT = (
    "id", "member_id", "status", "case__expected_return_on", "member__star_number",
    "member__last_name", "member__suffix", "member__first_name", "member__middle_initial",
    "member__name_key",
)  # fmt: skip


def for_unit(rows: DutyStatusQuerySet, on: date) -> list[dict[str, Any]]:
    """A unit's lines: restrictions and dates, which is all that it may know (29 CFR
    1630.14(b)(1)(i); E03-01-01 VII). No other column is read."""
    found: list[Shown] = list(rows.order_by("member__name_key", "id").values(*FOR_UNIT))
    spells = spells_of(found, on)
    lines = []
    for row in found:
        restrictions, expires = spells.get(row["member_id"], ("", None))
        back = row["case__expected_return_on"] if row["status"] in ROLL else None
        lines.append(
            {
                "star": row["member__star_number"],
                "name": name_in(row),
                "status": UNIT_WORDS[row["status"]],
                "restrictions": restrictions,
                "until": expires,
                "expected": back,
            }
        )
    return lines


UNIT_CSV_HEADER = (
    "day", "unit", "star", "name", "status", "restrictions", "restrictions_until",
    "expected_return",
)  # fmt: skip
