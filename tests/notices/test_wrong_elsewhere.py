"""Letters that other rooms make wrong: an import, a policy value, a preview, one act among two."""

from datetime import date, timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connection

from caseflow.models import User
from caseflow.refusals import RuleViolation
from caseflow.verify.run import verify
from cases.services.absences import import_absences
from cases.services.impact import preview_act
from cases.services.ledger import record_exception
from notices.models import LetterCorrection
from notices.services.correcting import dismiss_correction
from notices.wrong import wrong_letters
from tests.cases.test_policy import approve, end, preview, propose
from tests.factories import NOW, TODAY, make_case, make_member, make_user
from tests.generate import exception, write_rows

pytestmark = pytest.mark.django_db
LATER, ON = NOW + timedelta(days=10), TODAY + timedelta(days=10)


@pytest.fixture
def furlough(case, writer):
    return partial(
        record_exception, member=case.member, first_day=date(2026, 2, 8),
        last_day=date(2026, 2, 14), reason="furlough", source="T1", by=writer, now=LATER, on=ON,
    )  # fmt: skip


def test_import_raises_what_the_act_would(case, issue, tmp_path):
    letter = issue(case)
    row = exception("2026-02-08", "2026-02-14")
    path = write_rows(tmp_path / "absences.csv", row, [row])
    import_absences(path=path, by=User.objects.system(), now=LATER, on=ON)
    correction = LetterCorrection.objects.get()
    assert (correction.notice, correction.becomes["used"]) == (letter, 25)
    assert (correction.raised_by, correction.raised_at) == (User.objects.system(), LATER)


def test_policy_value_raises_what_its_preview_said(case, issue, admin_user):
    """A value of later days moves the first unpaid day; letters of returned members stay."""
    letter = issue(case)
    back = make_case(make_member("8515"), first_day=date(2026, 1, 2), last_day=date(2026, 1, 9))
    issue(back)
    value = propose(admin_user, value=400, effective_from=date(2026, 7, 1))
    said = preview(value).rows["consequences"]["Issued letters that become wrong"]
    assert [each["subject"] for each in said] == [letter.number]
    assert "first day without pay 2 Feb 2027, right is" in said[0]["says"]
    second = make_user("second", ["admin"])
    approve(value, second, end_previous=True)
    correction = LetterCorrection.objects.get()
    assert (correction.notice, correction.raised_by) == (letter, second)
    assert case.events.filter(kind="letter_wrong").count() == 1


def test_policy_value_that_ends_settles_what_it_raised(case, issue, admin_user):
    issue(case)
    value = propose(admin_user, value=400, rank="Police Officer", effective_from=date(2026, 7, 1))
    approve(value, make_user("second", ["admin"]))
    assert LetterCorrection.objects.open().count() == 1
    value.refresh_from_db()
    end(value, make_user("third", ["admin"]), date(2026, 7, 1))
    [wrong] = wrong_letters(case.member) or [None]
    assert LetterCorrection.objects.open().count() == (1 if wrong else 0)


def test_preview_of_an_act_shows_letter_and_days_and_writes_nothing(case, issue, furlough):
    letter = issue(case)
    impact = preview_act(member=case.member, on=ON, act=furlough)
    [shown] = impact.letters
    assert (shown.key, shown.was) == (letter.number, "")
    assert "days used 32, right is 25" in shown.becomes
    moved = {move.key: (move.was, move.becomes) for move in impact.due_dates}
    assert moved["rung 90"] == ("4 Nov 2026", "11 Nov 2026")
    assert "par" in moved
    assert not LetterCorrection.objects.exists()
    furlough()
    assert LetterCorrection.objects.get().becomes["used"] == 25


def test_verify_finds_a_letter_that_the_queue_forgot(case, issue, furlough):
    issue(case)
    furlough()
    assert verify(on=ON).whole
    LetterCorrection.objects.all()._raw_delete("default")
    report = str(verify(on=ON))
    assert "the queue of corrections does not say what is wrong with it" in report


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_dismiss_at_once(postgres, case, issue, furlough, writer):
    issue(case)
    furlough()
    row, barrier, refused = LetterCorrection.objects.get(), Barrier(2), []

    def run():
        barrier.wait()
        try:
            dismiss_correction(correction=row, reason="Told.", by=writer, now=LATER)
        except RuleViolation as refusal:
            refused.append(refusal.sentence)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["The correction is settled already: dismissed."]
    assert case.events.filter(kind="letter_correction_settled").count() == 1
