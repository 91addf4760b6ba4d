"""Approval, certification, review and category as a person meets them on the pages."""

from datetime import timedelta

import pytest
from django.urls import reverse

from caseflow.dates import now, today, words
from caseflow.models import Calendar, CalendarDay
from cases.models import Case, CategorySpell, Certification, NoteKind
from cases.services.category import set_category
from cases.services.certifying import certify_case, withdraw_certification, withhold_certification
from cases.services.moving import confirm_case
from cases.services.reviewing import answer_review, request_review
from providers.services.reports import record_report
from tests.budget import query_budget
from tests.factories import make_case, make_note
from tests.providers import makers

pytestmark = pytest.mark.django_db

DAY = timedelta(1)
FAILED = {"cause": "no_show", "duty": "Ordered to appear at 9:00; did not come."}


def path(name, case):
    return reverse(f"cases:{name}", args=[case.reference])


@pytest.fixture
def who(lead):
    return {"by": lead, "now": now(), "on": today()}


@pytest.fixture
def first():
    return today() - 30 * DAY


@pytest.fixture
def case(coordinator, first):
    made = {"by": coordinator, "now": now()}
    return confirm_case(case=make_case(first_day=first, on=today(), **made), **made)


def test_approve_is_recorded_in_one_post(client_for, coordinator, first):
    case = make_case(first_day=first, on=today(), now=now(), by=coordinator)
    client = client_for(coordinator)
    said = {"name": "A. Ruiz", "rank": "Lieutenant", "approved_on": today().isoformat()}
    refused = client.post(path("approve", case), {**said, "rank": "Sergeant"})
    assert refused.status_code == 422 and "A. Ruiz" in refused.text
    assert client.post(path("approve", case), said).url == case.get_absolute_url()
    text = client.get(case.get_absolute_url()).text
    assert "Approved by the unit: Lieutenant A. Ruiz" in text
    assert "not confirmed yet" in text and "Confirm the absence" in text


def test_withhold_shows_what_moves_before_it_is_saved(client_for, lead, case, first):
    client = client_for(lead)
    from_day = first + 10 * DAY
    said = {**FAILED, "first_day": from_day.isoformat(), "decided_by": lead.pk}
    shown = client.post(path("withhold", case), said)
    assert (shown.status_code, Certification.objects.count()) == (200, 0)
    assert "What this changes" in shown.text and "First unpaid day" in shown.text
    saved = client.post(path("withhold", case), {**said, "seen": shown.context["impact"].digest})
    assert saved.url == case.get_absolute_url()
    assert Certification.objects.get().first_day == from_day
    page = client.get(case.get_absolute_url()).text
    assert f"Certification is not given since {words(from_day)}" in page
    assert "no day draws this account until it is given back" in page
    usage = client.get(f"/members/{case.member.star_number}/usage/non_iod/").text
    assert "no day draws this account until it is given back" in usage
    assert "no day draws this account" in client.get(case.member.get_absolute_url()).text


def test_a_refused_decision_keeps_what_was_typed(client_for, lead, case, first):
    said = {**FAILED, "first_day": (first - DAY).isoformat(), "decided_by": lead.pk}
    response = client_for(lead).post(path("withhold", case), said)
    assert response.status_code == 422
    assert "cannot begin before the absence" in response.text
    assert "Ordered to appear at 9:00" in response.text
    assert not Certification.objects.exists()


def test_coordinator_names_who_decided_and_the_list_holds_only_those(
    client_for, coordinator, physician, case, first
):
    client = client_for(coordinator)
    people = client.get(path("certify", case)).context["form"].fields["decided_by"].queryset
    assert list(people) == [physician]
    said = {"first_day": first.isoformat()}
    assert "Choose one." in client.post(path("certify", case), said).text
    said["decided_by"] = physician.pk
    shown = client.post(path("certify", case), said)
    client.post(path("certify", case), {**said, "seen": shown.context["impact"].digest})
    spell = Certification.objects.get()
    assert (spell.decided_by, spell.entered_by) == (physician, coordinator)


def test_the_decision_says_the_duties_of_its_letter(client_for, lead, case, who, first):
    withhold_certification(case=case, first_day=first + DAY, **FAILED, **who)
    client = client_for(lead)
    text = client.get(case.get_absolute_url()).text
    for part in (
        "The member did not appear as ordered",
        "Ordered to appear at 9:00; did not come.",
        "by To-From-Subject report to the Medical Administrator",
        "within 7 calendar days",
        "Within 10 working days, by",
        f"never later than 35 calendar days, {words(today() + 35 * DAY)}",
    ):
        assert part in text
    request_review(case=case, requested_on=today(), **who)
    asked = client.get(case.get_absolute_url()).text
    assert f"The written answer is due {words(today() + 7 * DAY)}" in asked


def test_the_grievance_clock_leaves_out_the_city_s_holidays(client_for, lead, case, who, first):
    withhold_certification(case=case, first_day=first, **FAILED, **who)
    client = client_for(lead)
    before = client.get(case.get_absolute_url()).context["decision"].clock.by_working_days
    calendar = Calendar.objects.get(code="city")
    CalendarDay.objects.create(calendar=calendar, day=before, name="A holiday")
    clock = client.get(case.get_absolute_url()).context["decision"].clock
    assert clock.by_working_days > before
    assert clock.working_week == "Monday to Friday without the City's holidays"


def test_an_answered_review_reads_on_the_timeline_and_in_the_history(
    client_for, lead, case, who, first
):
    certify_case(case=case, first_day=first, **who)
    withdraw_certification(case=case, first_day=first + DAY, **FAILED, **who)
    request_review(case=case, requested_on=today(), **who)
    said = {"outcome": "restored", "answer": "A train was late.", "answered_on": today()}
    answer_review(case=case, **said, **who)
    text = client_for(lead).get(case.get_absolute_url()).text
    assert "Review answered: Certification is given back" in text
    assert "A train was late." in text
    assert "Taken back: Given back on review, as if it had not been decided" in text
    assert "Certified <span" in text


def test_ambulatory_is_refused_with_its_reason_where_it_is_looked_for(
    client_for, lead, case, who, first
):
    client = client_for(lead)
    set_category(case=case, category="stationary", first_day=first, **who)
    page = client.get(case.get_absolute_url()).text
    assert "Make ambulatory" in page and "only after a medical review (E03-01-02)" in page
    assert "only after a medical review" in client.get(path("category", case)).text
    kind = NoteKind.objects.get(code="review")
    note = make_note(case, "Walks well.", kind=kind, happened_at=now(), now=now())
    page = client.get(case.get_absolute_url()).text
    assert "only after a medical review (E03-01-02)" not in page
    said = {"category": "ambulatory", "first_day": today().isoformat(), "decided_by": lead.pk}
    refused = client.post(path("category", case), said)
    assert "Choose the note of the review." in refused.text
    client.post(path("category", case), {**said, "review_note": note.pk})
    assert CategorySpell.objects.get(category="ambulatory").review_note == note
    assert "Ambulatory <span" in client.get(case.get_absolute_url()).text


def test_refused_acts_say_why_and_those_of_other_roles_are_left_out(
    client_for, lead, trainee, case
):
    text = client_for(lead).get(case.get_absolute_url()).text
    assert "What is not given is withheld, not withdrawn." in text
    assert "No certification was withheld or withdrawn." in text
    assert "Withhold certification" not in client_for(trainee).get(case.get_absolute_url()).text


def test_serious_is_marked_by_who_decides(client_for, physician, coordinator, case):
    said = {"serious": "yes", "reason": "Cancer treatment"}
    assert client_for(coordinator).post(path("serious", case), said).status_code == 403
    client_for(physician).post(path("serious", case), said)
    assert Case.objects.get(pk=case.pk).serious
    assert "serious condition" in client_for(physician).get(case.get_absolute_url()).text


def test_the_stage_follows_reports_and_reviews_of_the_case(client_for, lead, case, who, first):
    client = client_for(lead)

    def stage():
        return client.get(case.get_absolute_url()).context["stage"]

    assert stage().code == "on_roll"
    certify_case(case=case, first_day=first, **who)
    assert stage().code == "certified"
    makers.appointment(case, today() + DAY, kind="medical_review", now=now(), on=today())
    assert (stage().code, words(today()) in stage().why) == ("treatment", True)
    facts = makers.facts(received_on=today() - 5 * DAY, covers_from=None, covers_to=None)
    record_report(case=case, facts=facts, file=None, by=lead, now=now(), on=today())
    assert words(today() - 5 * DAY) in stage().why


def test_a_case_with_a_decision_stays_within_its_budget(client_for, lead, case, who, first):
    certify_case(case=case, first_day=first, **who)
    withdraw_certification(case=case, first_day=first + DAY, **FAILED, **who)
    request_review(case=case, requested_on=today(), **who)
    set_category(case=case, category="hospital", first_day=first, **who)
    set_category(case=case, category="stationary", first_day=first + DAY, **who)
    client = client_for(lead)
    client.get("/cases/")
    with query_budget(18):
        text = client.get(case.get_absolute_url()).text
    assert "Duty that failed" in text and "Hospital" in text
