"""A paper in order, for the tests of authorizations; and a letter, for those of contacts."""

from datetime import date
from typing import Any

from cases.models import Case
from members.models import Authorization, Member
from members.rules.authorizations import STATEMENTS, Paper
from members.services.authorizations import record_authorization
from notices.models import Notice
from tests.factories import NOW, TODAY

SIGNED, LAST = date(2026, 3, 2), date(2026, 9, 1)


def make_paper(**said: Any) -> Paper:
    """General medical, signed on 2 Mar 2026 by the member, through 1 Sep 2026."""
    defaults: dict[str, Any] = {
        "kind": "general",
        "information": "Notes and imaging of the left knee since 2 Feb 2026",
        "discloser": "Lakeside Orthopedics",
        "recipient": "Medical Services Section",
        "purpose": "Fitness for duty",
        "signed_on": SIGNED,
        "expires_on": LAST,
        "statements": frozenset(STATEMENTS),
    }
    return Paper(**defaults | said)


def make_authorization(member: Member, by: Any, **said: Any) -> Authorization:
    return record_authorization(
        member=member, paper=make_paper(**said), source="File 3, page 1", by=by, now=NOW, on=TODAY
    )


def make_letter(case: Case) -> Notice:
    """A letter about the case as a row: issuing one takes a second."""
    return Notice.objects.create(
        number="N-26-000001", short_code="abcdefghjk", code="time_remaining",
        template_version="1", title="Time remaining", case=case, member=case.member,
        as_of=NOW.date(), data={}, data_digest="0" * 64, html="<p>Letter</p>",
        html_sha256="0" * 64, pdf_sha256="0" * 64, pdf_size=1, facts_version=1, issued_at=NOW,
        issued_by=case.opened_by,
    )  # fmt: skip
