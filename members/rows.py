"""Name and address of a member whom a list has loaded as plain columns."""

from collections.abc import Mapping
from typing import Any

from members.models import listed_name

COLUMNS = ("last_name", "suffix", "first_name", "middle_initial")


def name_in(row: Mapping[str, Any], prefix: str = "member__") -> str:
    """The listed name; `prefix` stands before the columns, none for a row of the member itself."""
    return listed_name(*(row[f"{prefix}{column}"] for column in COLUMNS))


def url_in(row: Mapping[str, Any], prefix: str = "member__") -> str:
    """The member's page: by the star while in service, by the key afterwards."""
    gone = row[f"{prefix}separated_on"] is not None
    return f"/members/{row[prefix + ('key' if gone else 'star_number')]}/"
