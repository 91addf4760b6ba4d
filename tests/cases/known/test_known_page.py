"""The page of a case as it was known: what it says, what it leaves out, what it refuses."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from caseflow.models import AccessEntry
from cases.known.tables import NotKnowable, known_at
from cases.models import Absence, Case, PolicyValue, Projection
from cases.services.facts import facts_of, load_policy
from cases.services.ledger import record_exception
from cases.services.moving import amend_case
from cases.services.notes import amend_note
from members.models import Member
from tests.budget import query_budget
from tests.cases.known.showing import shown
from tests.factories import NOW, TODAY, make_case, make_note, make_user

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=3)
DAY = timedelta(days=1)


@pytest.fixture
def case(monkeypatch, coordinator) -> Case:
    """Opened on 5 March; the office's clock says 8 March."""
    moment = {"now": NOW}
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment["now"])
    case = make_case(by=coordinator, owner=coordinator)
    moment["now"] = LATER
    return case


@pytest.fixture
def known(client_for, case):
    """The page of the case for the known day or instant that is asked for."""
    client = client_for(make_user("reader", ["auditor"]))

    def page(known: str, **more):
        return client.get(case.get_absolute_url(), {"known": known, **more})

    return page


def test_known_note_is_the_version_of_then(known, case):
    note = make_note(case, "the left knee")
    said = {"kind": note.kind, "text": "the right knee", "happened_at": note.happened_at}
    amend_note(note=note, **said, reason="side", version=1, by=case.opened_by, now=LATER)
    then, now = known("2026-03-05").text, known("2026-03-08").text
    assert "the left knee" in then and "the right knee" not in then and "amended" not in then
    assert "the right knee" in now and "amended once" in now


def test_known_page_is_read_only_and_says_so(known):
    text = known("2026-03-05").text
    assert "As known at the end of 5 Mar 2026." in text and "To be read only." in text
    assert "Add a note" not in text and "Do next" not in text
    assert text.count('method="post"') == 1  # to sign out


def test_known_page_tells_what_was_learned_since(known, case):
    amend_case(
        case=case, nature="hip fracture", expected_return_on=None, reported_by="",
        reason="X-ray", version=case.version, by=case.opened_by, now=LATER,
    )  # fmt: skip
    text = known("2026-03-05", learned="1").text
    assert "1 entry was recorded since" in text
    assert "back pain, first day 2 Feb 2026" in text and "hip fracture, first day" in text
    assert '<h2 id="learned-h" tabindex="-1">Learned since the end of 5 Mar 2026</h2>' in text


def test_known_page_counts_with_the_facts_of_then(known, case):
    span = {"first_day": date(2026, 2, 3), "last_day": date(2026, 2, 12)}
    said = {"reason": "furlough", "source": "F-1", "by": case.opened_by, "now": LATER}
    record_exception(member=case.member, **span, **said, on=LATER.date())
    before, after = (" ".join(shown(known(day).text)) for day in ("2026-03-05", "2026-03-08"))
    assert "32 used, 333 left" in before
    assert "25 used, 340 left" in after


def test_facts_known_then_leave_out_what_was_recorded_later(case):
    before = facts_of(case.member)
    span = {"first_day": date(2026, 2, 3), "last_day": date(2026, 2, 12)}
    said = {"reason": "furlough", "source": "F-1", "by": case.opened_by, "now": LATER}
    record_exception(member=case.member, **span, **said, on=LATER.date())
    with known_at(NOW, member=case.member_id):
        assert facts_of(Member.objects.get()) == before != facts_of
    assert facts_of(case.member) != before


def test_policy_known_then_is_what_was_approved_by_then(case, lead):
    value = PolicyValue.objects.get(key="screen_days")
    value.pk, value.effective_from, value.approved_at = None, date(2026, 3, 7), LATER
    value._history_date = LATER
    value.save()
    with known_at(NOW, member=case.member_id):
        then = load_policy().rows
    assert len(load_policy().rows) == len(then) + 1


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("tomorrow", "That is no day. Give a day as 2026-03-01"),
        ("2026-02-30", "The calendar has no 2026-02-30."),
        ("2026-03-01T99:00", "The calendar has no 2026-03-01T99:00."),
        ("", "That is no day."),
        ("2026-03-09", "has not come yet. Choose a day that has passed."),
        ("2026-03-04", "was entered on 5 Mar 2026, 09:00."),
        ("0001-01-01", "was entered on 5 Mar 2026, 09:00."),
        ("9999-12-31", "The office keeps no such day."),
    ],
)
def test_known_refuses_what_cannot_be_shown(known, asked, sentence):
    response = known(asked)
    assert response.status_code == 422
    assert sentence in response.text and f'value="{asked}"' in response.text


def test_known_today_is_known_now(known, case):
    make_note(case, "just now", now=LATER, happened_at=LATER)
    assert "just now" in known("2026-03-08").text
    assert "just now" not in known((LATER - DAY).isoformat()).text


def test_known_page_is_logged_with_its_day(known, case):
    known("2026-03-05")
    entry = AccessEntry.objects.get(subject=case.reference)
    assert entry.detail == "as known at the end of 5 Mar 2026"


def test_known_page_is_absent_for_a_relative(client_for, case, coordinator):
    case.member.staff_links.create(user=coordinator, relation="relative")
    response = client_for(coordinator).get(case.get_absolute_url(), {"known": "2026-03-05"})
    assert response.status_code == 404


def test_known_page_costs_no_more_than_the_page(known):
    known("2026-03-05")
    with query_budget(24):
        known("2026-03-05")


def test_the_past_is_not_written_and_nothing_derived_is_read_there(case):
    with known_at(NOW, member=case.member_id):
        assert list(Absence.objects.values_list("first_day", flat=True)) == [date(2026, 2, 2)]
        with pytest.raises(NotKnowable, match="Nobody kept what cases_projection was"):
            Projection.objects.first()
        with pytest.raises(NotKnowable, match="only read"), connection.cursor() as cursor:
            cursor.execute("DELETE FROM cases_absence")
    with known_at(datetime(2026, 1, 1, tzinfo=NOW.tzinfo), member=case.member_id):
        assert not Case.objects.exists()
    assert case.first_day < TODAY
