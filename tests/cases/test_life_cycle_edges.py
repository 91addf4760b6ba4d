"""The life cycle at its edges: extreme days and hostile words."""

from datetime import date
from typing import Any

import pytest

from caseflow.verify.run import verify
from cases.models.certification import Cause
from cases.services.certifying import certify_case, withdraw_certification
from cases.services.moving import confirm_case
from cases.services.reviewing import request_review
from tests.cases.returning.makers import release, require, travel, who
from tests.factories import NOW, TODAY, make_case, make_note

pytestmark = pytest.mark.django_db
NASTY = (
    "\x00", "\x07\x1b[31m", "\N{RIGHT-TO-LEFT OVERRIDE}gpj", "=HYPERLINK(1)", "9" * 5000, "-1",
    "0001-01-01", "9999-12-31", "2026-02-30", "2024-02-29", "\u200b",
)  # fmt: skip
DAY = "2026-03-02"
BY = {"decided_by": "BY"}
ACTS: dict[str, dict[str, str]] = {
    "approve": {"name": "Ade", "rank": "Lieutenant", "approved_on": DAY},
    "certify": {"first_day": DAY, "source": "call", **BY},
    "withhold": {"cause": Cause.values[0], "duty": "x", "first_day": DAY, "source": "x", **BY},
    "withdraw": {"cause": Cause.values[0], "duty": "x", "first_day": DAY, "source": "x", **BY},
    "review": {"requested_on": DAY},
    "answer": {"outcome": "upheld", "restored_from": DAY, "answer": "x", "answered_on": DAY, **BY},
    "category": {"category": "stationary", "first_day": DAY, "source": "x", **BY},
    "serious": {"serious": "yes", "reason": "x"},
    "require": {"issued_on": DAY, "good_cause": "x", "records_needed": "x", "extra_tests": "x"},
    "requirements/1/met": {"met_on": DAY},
    "requirements/1/reverse": {"reason": "x"},
    "release": {
        "kind": "limited", "returns_on": DAY, "restrictions": "x", "expires_on": DAY,
        "authorised_by": "BY", "waived": "1", "reason": "x",
    },
    "duty": {
        "kind": "limited_non_iod", "first_day": DAY, "last_day": DAY, "expires_on": DAY,
        "restrictions": "x", "source": "x", "likely_because": "x",
    },
    "travel": {"first_day": DAY, "last_day": DAY, "destination": "x", "address": "x"},
    "travels/1/approve": {"second_by": "x", "second_on": DAY},
    "travels/1/refuse": {"reason": "x"},
    "travels/1/revoke": {"reason": "x"},
    "enter": {"first_day": DAY, "last_day": DAY, "source": "x"},
    "move": {"first_day": DAY, "last_day": DAY, "reason": "x", "source": "x"},
    "reverse": {"reason": "x"},
}  # fmt: skip
GONE = {"releases/1/verify": {"verified_by": "x", "verified_on": DAY},
        "releases/1/reverse": {"reason": "x"}}  # fmt: skip


def busy(by: Any) -> Any:
    """A case with something of each kind that waits."""
    case = make_note(make_case(by=by, owner=by), by=by).case
    confirm_case(case=case, by=by, now=NOW)
    certify_case(case=case, first_day=date(2026, 2, 3), **who(by))
    require(case, by)
    travel(case, by, last_day=date(2026, 4, 14))
    return case


def send(client: Any, case: Any, verb: str, said: dict[str, str], by: Any) -> Any:
    typed = {key: str(by.pk) if value == "BY" else value for key, value in said.items()}
    return client.post(f"{case.get_absolute_url()}{verb}/", typed)


@pytest.mark.parametrize("verb", [*ACTS, *GONE])
def test_an_act_survives_anything_typed_into_it(client_for, lead, verb):
    case = busy(lead)
    if verb == "answer":
        said = {"cause": Cause.values[0], "duty": "orders", "first_day": date(2026, 2, 9)}
        withdraw_certification(case=case, **said, **who(lead))
        request_review(case=case, requested_on=date(2026, 2, 10), **who(lead))
    if verb in GONE:
        release(case, lead, kind="limited", waived=[1], reason="x")
    client, usual = client_for(lead), {**ACTS, **GONE}[verb]
    for name in usual:
        for value in NASTY:
            response = send(client, case, verb, {**usual, name: value}, lead)
            assert response.status_code in (200, 302, 422), (name, value[:20])
    assert client.get(case.get_absolute_url()).status_code == 200
    assert verify(on=TODAY).broken == []
