"""What fails in the middle leaves nothing; what is undone fits what the case has become."""

from datetime import date, timedelta

import pytest

from cases.checklist import checklist
from cases.models import CaseEvent, CaseNote, NoteKind, Obligation, ObligationAct
from cases.services import settling
from cases.services.closing import close_case
from cases.services.obligation_acts import make_obligation
from cases.services.settling import Done, settle_obligations, undo_batch
from members.models import StaffLink
from tests.factories import NOW, TODAY, make_case, make_member

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=3)


@pytest.fixture
def rows(lead):
    cases = [make_case(make_member(star), by=lead, owner=lead) for star in "12"]
    who = {"due_on": TODAY, "handed_to": None, "by": lead, "now": NOW}
    return [make_obligation(case=case, what="Ask", **who) for case in cases]


def finish(rows, by):
    how = Done("Asked.", NoteKind.objects.get(code="call_unit"))
    return settle_obligations(obligations=rows, how=how, by=by, now=NOW)


@pytest.mark.parametrize("name", ["complete_obligation", "add_note"])
def test_server_that_dies_between_two_rows_has_done_none(rows, lead, monkeypatch, name):
    real, calls = getattr(settling, name), []

    def dies(**said):
        calls.append(1)
        if len(calls) == 2:
            raise OSError("the power is gone")
        return real(**said)

    monkeypatch.setattr(settling, name, dies)
    before = CaseEvent.objects.count(), ObligationAct.objects.count()
    with pytest.raises(OSError, match="power"):
        finish(rows, lead)
    assert (CaseEvent.objects.count(), ObligationAct.objects.count()) == before
    assert not CaseNote.objects.exists()
    assert {row.state for row in Obligation.objects.filter(pk__in=[r.pk for r in rows])} == {"open"}


def test_undo_on_a_case_that_was_closed_since_opens_nothing(rows, lead):
    case = make_case(make_member("3"), by=lead, owner=lead, last_day=date(2026, 2, 20))
    row = make_obligation(case=case, what="Ask", due_on=TODAY, handed_to=None, by=lead, now=NOW)
    batch = finish([row], lead)
    waived = [each.item.code for each in checklist(case, TODAY) if each.open_because]
    close_case(
        case=case, outcome="full_duty", reason="Over.", waived=waived, by=lead, now=NOW, on=TODAY
    )
    undo_batch(batch=batch, by=lead, now=SOON)
    assert not Obligation.objects.open().filter(case=case).exists()


def test_undo_is_not_there_once_the_record_is_a_relative_s(client_for, rows, lead, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: SOON)
    batch = finish(rows, lead)
    StaffLink.objects.create(user=lead, member=rows[1].member, relation="relative")
    assert client_for(lead).post(f"/work/undo/{batch}/").status_code == 404
    assert Obligation.objects.get(pk=rows[0].pk).state == "done"


def test_undo_of_somebody_else_is_not_there(client_for, rows, lead, supervisor):
    batch = finish(rows, lead)
    assert client_for(supervisor).post(f"/work/undo/{batch}/").status_code == 404
