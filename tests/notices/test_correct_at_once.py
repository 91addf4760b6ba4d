"""Two people correct the same wrong letter at the same moment."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from caseflow.refusals import RuleViolation, StaleVersion
from cases.models import Case
from cases.services.certifying import reverse_certification, withhold_certification
from cases.services.ledger import record_exception
from cases.services.moving import confirm_case
from notices.letters.parts import Occasion
from notices.models import LetterCorrection, Notice
from notices.rendering import draft_letter
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
FEB_10 = date(2026, 2, 10)


def both_issue(issue, case, code, seen):
    """Two previews of the same draft, issued at once: the sentences of refusal."""
    refused, barrier = [], Barrier(2)

    def run(short_code):
        barrier.wait()
        try:
            issue(case, code=code, seen=seen, short_code=short_code)
        except (RuleViolation, StaleVersion) as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(each,)) for each in ("kkkkkkkkk2", "kkkkkkkkk3")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_one_correction_of_days(postgres, case, issue, writer):
    first = issue(case)
    record_exception(
        member=case.member, first_day=FEB_10, last_day=FEB_10, reason="furlough", source="T1",
        by=writer, now=NOW, on=TODAY,
    )  # fmt: skip
    seen = draft_letter("time_remaining", Occasion(case, writer, TODAY)).digest
    refused = both_issue(issue, case, "time_remaining", seen)
    assert len(refused) == 1
    assert "The facts changed while the letter was being made" in refused[0]
    assert [letter.supersedes for letter in Notice.objects.exclude(pk=first.pk)] == [first]
    assert LetterCorrection.objects.get().replaced_by.number == "N-26-000002"


def test_one_letter_that_takes_a_decision_back(postgres, case, issue, writer, lead):
    who = {"by": lead, "now": NOW, "on": TODAY}
    confirm_case(case=case, by=writer, now=NOW)
    withhold_certification(case=case, cause="records", duty="A report.", first_day=FEB_10, **who)
    case = Case.objects.get(pk=case.pk)
    first = issue(case, code="certification_decision")
    reverse_certification(case=case, reason="Wrong case.", **who)
    seen = draft_letter("certification_decision", Occasion(case, writer, TODAY)).digest
    refused = both_issue(issue, case, "certification_decision", seen)
    assert len(refused) == 1
    assert [letter.supersedes for letter in Notice.objects.exclude(pk=first.pk)] == [first]
    assert not LetterCorrection.objects.open().exists()
