"""Releases, spells and travel for tests, with what each needs."""

from datetime import date
from typing import Any

from cases.models import Case
from cases.services.duty import SpellData, enter_duty_spell
from cases.services.releasing import ReleaseData, release_case
from cases.services.requirements import issue_requirements
from cases.services.travel import request_travel
from members.models import Member
from tests.factories import NOW, TODAY

EXPIRES = date(2026, 6, 30)


def who(by: Any) -> dict[str, Any]:
    return {"by": by, "now": NOW, "on": TODAY}


def require(case: Case, by: Any, **fields: Any) -> Any:
    said: dict[str, Any] = {
        "issued_on": TODAY, "certificate_required": True, "good_cause": "",
        "records_needed": "", "extra_tests": "",
    }  # fmt: skip
    return issue_requirements(case=case, **{**said, **fields}, **who(by))


def release(case: Case, by: Any, **fields: Any) -> Any:
    """To full duty from today; with `kind="limited"` with a restriction and an expiry."""
    authorised_by = fields.pop("authorised_by", by)
    said: dict[str, Any] = {"kind": "full", "returns_on": TODAY, **fields}
    if said["kind"] == "limited":
        said = {"restrictions": "no lifting", "expires_on": EXPIRES, **said}
    return release_case(
        case=case, release=ReleaseData(**said), authorised_by=authorised_by, **who(by)
    )


def spell(member: Member, by: Any, **fields: Any) -> Any:
    case = fields.pop("case", None)
    said: dict[str, Any] = {"kind": "limited_non_iod", "first_day": date(2026, 3, 1), **fields}
    if said["kind"].startswith("limited") and "last_day" not in said:
        said.setdefault("expires_on", EXPIRES)
    return enter_duty_spell(member=member, case=case, spell=SpellData(**said), **who(by))


def travel(case: Case, by: Any, **fields: Any) -> Any:
    said: dict[str, Any] = {
        "first_day": date(2026, 3, 10), "last_day": date(2026, 3, 14),
        "destination": "Green Bay, Wisconsin", "address": "",
    }  # fmt: skip
    return request_travel(case=case, **{**said, **fields}, **who(by))
