"""The letter that certification is withheld or withdrawn, and the answer to its review."""

import io
from datetime import date, timedelta

import pikepdf
import pytest

from caseflow.models import Calendar, CalendarDay, CalendarVersion
from caseflow.refusals import RuleViolation
from cases.models import Case, Certification, PolicyValue
from cases.services.certifying import (
    certify_case,
    reverse_certification,
    withdraw_certification,
    withhold_certification,
)
from cases.services.moving import confirm_case
from cases.services.reviewing import answer_review, request_review
from notices.letters.parts import Occasion
from notices.models import LetterCorrection, Settled
from notices.rendering import draft_letter, letter_html, letter_pdf
from notices.wrong import wrong_letters
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db
FEB_10, FEB_16, FEB_20 = date(2026, 2, 10), date(2026, 2, 16), date(2026, 2, 20)
FAILED = {"cause": "records", "duty": "The report of Dr. Lee was due on 8 Feb; none came."}
DECISION, ANSWER = "certification_decision", "review_answer"


@pytest.fixture
def who(lead):
    return {"by": lead, "now": NOW, "on": TODAY}


@pytest.fixture
def case(case, writer, who):
    """On the roll since 2 Feb, certification withheld from 10 Feb on, recorded today."""
    confirm_case(case=case, by=writer, now=NOW)
    withhold_certification(case=case, first_day=FEB_10, **FAILED, **who)
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def text_of(writer):
    def do(case, code=DECISION, on=TODAY):
        draft = draft_letter(code, Occasion(case, writer, on))
        return " ".join(letter_html(draft, number="N-26-000123").split())

    return do


def review(case, who, **fields):
    request_review(case=case, requested_on=FEB_20, **who)
    said = {"outcome": "upheld", "answer": "No report came.", "answered_on": TODAY, **fields}
    answer_review(case=case, **said, **who)


def test_letter_says_duty_day_review_and_grievance(case, text_of):
    html = text_of(case)
    for words in (
        "<h1>Your medical certification is withheld</h1>",
        "is <strong>withheld</strong> from <strong>Tuesday 10 February 2026</strong>",
        "You did not provide the records asked for.",
        "The report of Dr. Lee was due on 8 Feb; none came.",
        "by a To-From-Subject report to the Medical Administrator (directive E03-01, III.D)",
        "within <strong>7 calendar days</strong>",
        "The time is 10 working days, counted from 5 March 2026",
        "35 calendar days: <strong>Thursday 9 April 2026</strong>",
        "Anna Brandt, telephone 217-555-0142",
    ):
        assert words in html
    assert "sarcoidosis" not in html


def test_working_days_are_computed_where_the_calendar_reaches(case, text_of):
    html = text_of(case)
    assert "through <strong>Thursday 19 March 2026</strong>" in html
    assert "Monday to Friday without the City&#x27;s holidays" in html
    CalendarVersion.objects.filter(calendar__code="city").update(covers_to=date(2026, 3, 18))
    html = text_of(case)
    assert "19 March" not in html
    assert "ask your representative for the last one" in html


def test_a_day_off_of_a_later_version_is_not_taken_for_one(case, text_of):
    city = Calendar.objects.get(code="city")
    day = CalendarDay.objects.create(calendar=city, day=date(2026, 3, 10), name="A day of mourning")
    assert "through <strong>Friday 20 March 2026</strong>" in text_of(case)
    CalendarDay.objects.filter(pk=day.pk).update(added_in=2)
    assert "through <strong>Thursday 19 March 2026</strong>" in text_of(case)


def test_the_policy_names_the_calendar_of_the_letter(case, text_of):
    PolicyValue.objects.filter(key="working_days_calendar").update(value="sworn")
    assert "Monday to Friday without the holidays of sworn members" in text_of(case)
    PolicyValue.objects.filter(key="working_days_calendar").update(value="lodge")
    with pytest.raises(RuleViolation, match="There is no calendar lodge; this office has: city, "):
        text_of(case)


def test_weekdays_alone_need_no_calendar(case, text_of):
    PolicyValue.objects.filter(key="working_days_calendar").update(value="weekdays")
    html = text_of(case)
    assert "through <strong>Thursday 19 March 2026</strong>" in html
    assert "Monday to Friday, holidays included" in html


def test_time_that_is_over_is_said(case, text_of):
    assert "has passed; ask" not in text_of(case, on=date(2026, 3, 19))
    assert "has passed; ask" in text_of(case, on=date(2026, 3, 20))
    CalendarVersion.objects.filter(calendar__code="city").update(covers_to=date(2026, 3, 18))
    assert "has passed; ask" not in text_of(case, on=date(2026, 4, 9))
    assert "has passed; ask" in text_of(case, on=date(2026, 4, 10))


def test_withdrawn_certification_reads_so(case, text_of, who):
    certify_case(case=case, first_day=FEB_16, **who)
    withdraw_certification(case=case, first_day=FEB_20, cause="no_show", duty="12 Feb.", **who)
    html = text_of(case)
    assert "<h1>Your medical certification is withdrawn</h1>" in html
    assert "from <strong>Friday 20 February 2026</strong>" in html
    assert "You did not appear as ordered." in html


def test_decision_that_ended_says_its_last_day(case, text_of, who):
    certify_case(case=case, first_day=FEB_16, **who)
    assert "through <strong>Sunday 15 February 2026</strong>" in text_of(case)


def test_without_a_decision_both_letters_are_refused(case, text_of, who):
    with pytest.raises(RuleViolation, match="No review was answered on NIOD-26-00001"):
        text_of(case, ANSWER)
    reverse_certification(case=case, reason="Wrong case.", **who)
    with pytest.raises(RuleViolation, match="no certification is withheld or withdrawn"):
        text_of(case)


def test_words_with_the_nature_are_refused_where_they_are_entered(case, who):
    request_review(case=case, requested_on=FEB_20, **who)
    said = {"outcome": "upheld", "answered_on": TODAY, "answer": "Your Sarcoidosis is known."}
    with pytest.raises(RuleViolation, match="a letter never names the nature") as refused:
        answer_review(case=case, **said, **who)
    assert refused.value.field == "answer"
    certify_case(case=_settled(case, who), first_day=FEB_16, **who)
    duty = {"cause": "records", "duty": "Papers about sarcoidosis did not come."}
    with pytest.raises(RuleViolation, match="a letter never names the nature") as refused:
        withdraw_certification(case=case, first_day=FEB_20, **duty, **who)
    assert refused.value.field == "duty"


def _settled(case, who):
    answer_review(case=case, outcome="upheld", answer="No.", answered_on=TODAY, **who)
    return case


def test_words_with_a_nature_entered_later_never_reach_the_letter(case, text_of):
    Case.objects.filter(pk=case.pk).update(nature="Report of Dr. Lee")
    case.refresh_from_db()
    with pytest.raises(RuleViolation, match="Take the entry back on the case and enter it in"):
        text_of(case)


def test_decision_taken_back_makes_the_letter_wrong(case, issue, who, text_of):
    letter = issue(case, code=DECISION)
    assert wrong_letters(case.member) == []
    reverse_certification(case=case, reason="Wrong case.", **who)
    row = LetterCorrection.objects.open().get()
    assert (row.notice, row.was, row.becomes) == (
        letter, {"certification": "withheld from 10 Feb 2026"}, {"certification": None},
    )  # fmt: skip
    html = text_of(case)
    assert "Decision on your medical certification taken back" in html
    assert f"It takes the place of letter {letter.number} of 5 March 2026" in html
    assert "grievance" not in html
    assert issue(case, code=DECISION).supersedes == letter
    row.refresh_from_db()
    assert row.how == Settled.REPLACED
    with pytest.raises(RuleViolation, match="no certification is withheld or withdrawn"):
        text_of(case)


def test_decision_entered_anew_replaces_the_wrong_letter(case, issue, who):
    letter = issue(case, code=DECISION)
    reverse_certification(case=case, reason="Wrong day.", **who)
    withhold_certification(case=case, first_day=FEB_20, **FAILED, **who)
    second = issue(case, code=DECISION)
    assert second.supersedes == letter
    assert second.data["replaces"]["said"] == "withheld from 10 Feb 2026"
    assert wrong_letters(case.member) == []


def test_certified_again_after_the_letter_leaves_it_right(case, issue, who):
    issue(case, code=DECISION)
    after = {**who, "on": TODAY + timedelta(days=3), "now": NOW + timedelta(days=3)}
    certify_case(case=case, first_day=TODAY + timedelta(days=2), **after)
    assert wrong_letters(case.member) == []


def test_certified_for_days_before_the_letter_makes_it_wrong(case, issue, who):
    issue(case, code=DECISION)
    certify_case(case=case, first_day=FEB_16, **who)
    [wrong] = wrong_letters(case.member)
    assert wrong.becomes == {"certification": "withheld from 10 Feb 2026 through 15 Feb 2026"}
    assert issue(case, code=DECISION).supersedes == wrong.notice


def test_answer_that_upholds_leaves_the_decision_letter_standing(case, issue, who, text_of):
    letter = issue(case, code=DECISION)
    review(case, who)
    html = text_of(case, ANSWER)
    for words in (
        "On 20 February 2026 you asked the Medical Administrator",
        "<strong>The decision stands.</strong> Certification is withheld from 10 Feb 2026.",
        "No report came.",
        "These days run from the decision, not from this answer.",
    ):
        assert words in html
    answer = issue(case, code=ANSWER)
    letter.refresh_from_db()
    assert (answer.supersedes, letter.replaced_by) == (None, None)


def test_answer_that_gives_back_takes_the_letters_place(case, issue, who, text_of):
    letter = issue(case, code=DECISION)
    review(case, who, outcome="restored", answer="The report was here.")
    assert LetterCorrection.objects.open().get().notice == letter
    with pytest.raises(RuleViolation, match="Issue the answer to the review: it takes the place"):
        text_of(case)
    html = text_of(case, ANSWER)
    assert "<strong>Certification is given back in full.</strong>" in html
    assert "grievance" not in html
    assert issue(case, code=ANSWER).supersedes == letter
    assert not LetterCorrection.objects.open().exists()


def test_answer_that_gives_back_a_part_names_the_days(case, who, text_of):
    review(case, who, outcome="restored", restored_from=FEB_20)
    html = text_of(case, ANSWER)
    assert "Certification is given back in part." in html
    assert "through <strong>Thursday 19 February 2026</strong> stay without it" in html


def test_answer_is_wrong_once_its_decision_is_taken_back(case, issue, who):
    review(case, who)
    answer = issue(case, code=ANSWER)
    reverse_certification(case=case, reason="Wrong case.", **who)
    [wrong] = wrong_letters(case.member)
    assert wrong.notice == answer
    assert issue(case, code=ANSWER).data["taken_back"] is True
    assert wrong_letters(case.member) == []


def test_waiting_review_says_when_the_answer_is_due(case, who, text_of):
    request_review(case=case, requested_on=FEB_20, **who)
    assert "get the answer in writing by <strong>Friday 27 February 2026</strong>" in text_of(case)
    with pytest.raises(RuleViolation, match="waits for its answer, due on 27 Feb 2026"):
        text_of(case, ANSWER)


@pytest.mark.parametrize("code", [DECISION, ANSWER])
def test_pdf_is_tagged(case, writer, who, code):
    review(case, who, answer="First line.\nSecond line.")
    draft = draft_letter(code, Occasion(case, writer, TODAY))
    pdf = letter_pdf(draft, letter_html(draft, number="N-26-000001"), number="N-26-000001")
    with pikepdf.open(io.BytesIO(pdf)) as file, file.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"].startswith(draft.kind.title)


def test_case_page_offers_the_letters_and_says_which_were_sent(case, issue, client_for, writer):
    page = client_for(writer).get(f"/cases/{case.reference}/").text
    assert "Letters about certification" in page
    assert f"/notices/new/{DECISION}/?case={case.reference}" in page
    letter = issue(case, code=DECISION)
    page = client_for(writer).get(f"/cases/{case.reference}/").text
    assert f'<a href="/notices/{letter.number}/">{letter.number}</a> of 5 Mar 2026' in page


def test_pages_lead_to_both_letters(case, issue, client_for, writer, who):
    letter = issue(case, code=DECISION)
    review(case, who, outcome="restored")
    client = client_for(writer)
    assert f"/notices/new/?case={case.reference}" in client.get("/notices/corrections/").text
    assert f"/notices/new/?case={case.reference}" in client.get(letter.get_absolute_url()).text
    page = client.get(f"/notices/new/?case={case.reference}").text
    assert f"Issue the answer to the review: it takes the place of {letter.number}." in page
    assert Certification.objects.filter(case=case).exists()
