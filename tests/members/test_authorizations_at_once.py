"""Two people at one member's authorizations at the same moment, on two connections (PostgreSQL)."""

from typing import Any

import pytest

from caseflow.refusals import RuleViolation
from members.models import Authorization, MemberEvent
from members.services.authorizations import end_authorization
from tests.cases.test_two_at_once import at_once
from tests.factories import NOW, TODAY, make_member, make_user
from tests.members.paper import make_authorization

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _needs_two_connections(postgres: None) -> None:
    """Skipped on SQLite, which has one writer at a time anyway."""


def refused(results: list[Any]) -> int:
    assert all(isinstance(r, RuleViolation) or not isinstance(r, Exception) for r in results)
    return sum(isinstance(r, RuleViolation) for r in results)


def test_revoking_twice_at_once_revokes_once():
    by, member = make_user("coordinator"), make_member()
    row = make_authorization(member, by)
    act = lambda: end_authorization(  # noqa: E731
        authorization=row, how="revoked", ended_on=TODAY, reason="Letter.", by=by, now=NOW, on=TODAY
    )
    assert refused(at_once(act, act)) == 1
    assert Authorization.objects.filter(ended_on=TODAY).count() == 1
    assert MemberEvent.objects.filter(kind="authorization_ended").count() == 1


def test_recording_one_paper_twice_at_once_keeps_one():
    by, member = make_user("coordinator"), make_member()
    act = lambda: make_authorization(member, by)  # noqa: E731
    assert refused(at_once(act, act)) == 1
    assert Authorization.objects.get().number == 1


def test_two_papers_at_once_have_two_numbers():
    by, member = make_user("coordinator"), make_member()
    results = at_once(
        lambda: make_authorization(member, by), lambda: make_authorization(member, by, kind="hiv")
    )
    assert refused(results) == 0
    assert sorted(row.number for row in results) == [1, 2]
