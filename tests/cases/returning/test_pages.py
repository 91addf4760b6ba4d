"""The pages of requirements, release, limited duty, leave and travel as a person meets them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from caseflow.dates import today
from cases.models import DutySpell, Release, ReturnRequirement, TravelPermission
from tests.budget import query_budget
from tests.cases.returning import makers
from tests.factories import make_case, make_member, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NASTY = ("\x00", "‮a​", "9" * 5000, "-1", "0001-01-01", "9999-12-31", "2026-02-30", "{{ x }}")


def path(name, case, *more):
    return reverse(f"cases:{name}", args=[case.reference, *more])


def seen(client, url, typed):
    """Looks at what the act changes, then saves just that."""
    shown = client.post(url, typed)
    assert shown.status_code == 200, shown.text
    assert "What this changes" in shown.text
    return client.post(url, {**typed, "seen": shown.context["impact"].digest})


def limited(user, **fields):
    typed = {
        "kind": "limited", "returns_on": today().isoformat(), "restrictions": "no lifting",
        "expires_on": (today() + 30 * DAY).isoformat(), "authorised_by": user.pk, "reason": "",
    }  # fmt: skip
    return {**typed, **fields}


def test_case_require_then_met_on_the_case_page(client_for, coordinator):
    case, client = make_case(), client_for(coordinator)
    typed = {"issued_on": today().isoformat(), "certificate_required": "on"}
    assert client.post(path("require", case), typed).status_code == 302
    page = client.get(case.get_absolute_url()).text
    assert "Before the return" in page and "A doctor&#x27;s certificate" in page
    url = path("requirements_met", case, 1)
    assert url in page
    client.post(url, {"met_on": today().isoformat()})
    assert ReturnRequirement.objects.get().met_on == today()
    assert url not in client.get(case.get_absolute_url()).text
    assert "They are met already." in client.get(url).text


def test_case_require_refused_keeps_what_was_typed(client_for, coordinator):
    case = make_case(first_day=today() - DAY, on=today())
    typed = {
        "issued_on": today().isoformat(), "certificate_required": "on", "records_needed": "MRI 9",
    }  # fmt: skip
    response = client_for(coordinator).post(path("require", case), typed)
    assert response.status_code == 422
    assert "may not be demanded for 3 days or less" in response.text
    assert "MRI 9" in response.text


def test_case_release_shows_what_it_changes_before_it_is_saved(client_for, coordinator):
    case, client = make_case(kind="iod"), client_for(coordinator)
    shown = client.post(path("release", case), limited(coordinator))
    assert (shown.status_code, Release.objects.count()) == (200, 0)
    assert "Limited duty, injury on duty" in shown.text
    assert seen(client, path("release", case), limited(coordinator)).status_code == 302
    page = client.get(case.get_absolute_url()).text
    for words in ("Restrictions: no lifting", "Not yet verified by the unit", "Approved until"):
        assert words in page
    url = path("release_verify", case, 1)
    client.post(url, {"verified_by": "Sgt. Ruiz", "verified_on": today().isoformat()})
    assert "Sgt. Ruiz" in client.get(case.get_absolute_url()).text


def test_case_page_warns_of_a_return_that_the_unit_did_not_verify(client_for, coordinator):
    case, client = make_case(), client_for(coordinator)
    row = makers.release(case, coordinator)
    warning = '<span class="tag late">not verified by the unit</span>'
    assert warning in client.get(case.get_absolute_url()).text
    said = {"verified_by": "Sgt. Ruiz", "verified_on": row.returns_on.isoformat()}
    assert client.post(path("release_verify", case, 1), said).status_code == 302
    assert warning not in client.get(case.get_absolute_url()).text


def test_case_release_names_what_is_waived(client_for, coordinator):
    case, client = make_case(), client_for(coordinator)
    makers.require(case, coordinator)
    typed = {"kind": "full", "returns_on": today().isoformat(), "authorised_by": coordinator.pk}
    response = client.post(path("release", case), typed)
    assert response.status_code == 422 and "Not met: requirements of" in response.text
    typed |= {"waived": ["1"], "reason": "seen here"}
    assert seen(client, path("release", case), typed).status_code == 302
    assert "Released although not met" in client.get(case.get_absolute_url()).text


def test_case_release_is_taken_back_with_its_preview(client_for, coordinator):
    case, client = make_case(), client_for(coordinator)
    makers.release(case, coordinator)
    assert seen(client, path("release_reverse", case, 1), {"reason": "wrong"}).status_code == 302
    assert case.absences.get().last_day is None


def test_case_return_of_an_injury_points_to_the_release(client_for, coordinator):
    case, client = make_case(kind="iod"), client_for(coordinator)
    said = "Nobody returns from an injury on duty"
    assert said in client.get(path("return", case)).text
    assert said in client.get(case.get_absolute_url()).text
    response = client.post(path("return", case), {"last_day": today().isoformat()})
    assert response.status_code == 422 and said in response.text
    assert case.absences.get().last_day is None


def test_spell_from_the_member_and_from_the_case(client_for, coordinator):
    case, client = make_case(kind="iod"), client_for(coordinator)
    base = f"/members/{case.member.star_number}/duty/"
    assert "No spell yet" in client.get(base).text
    past = {"kind": "limited_non_iod", "first_day": "2023-02-06", "last_day": "2023-09-30"}
    assert "237" in client.post(f"{base}new/", past).text
    assert seen(client, f"{base}new/", past).url == base
    more = {"kind": "limited_iod", "first_day": "2024-01-01", "last_day": "2024-01-31"}
    assert seen(client, path("duty", case), more).status_code == 302
    assert DutySpell.objects.filter(case=case).count() == 1
    page = client.get(case.get_absolute_url()).text
    assert f"{base}2/end/" in page and f"{base}1/end/" not in page
    assert "237 days used of 730" in client.get(base).text
    assert seen(client, f"{base}1/reverse/", {"reason": "another member"}).url == base
    assert "taken back: another member" in client.get(base).text


def test_limited_duty_over_the_cap_says_which_day_was_the_last_covered(client_for, coordinator):
    client, base = client_for(coordinator), f"/members/{make_case().member.star_number}/duty/"
    typed = {"kind": "limited_non_iod", "first_day": "2020-01-01", "last_day": "2022-12-31"}
    assert seen(client, f"{base}new/", typed).url == base
    page = client.get(base).text
    assert "1096 days used of 730, 0 left" in page
    assert "The last day covered was 30 Dec 2021." in page
    assert "366 more days are recorded than the cap allows." in page


def test_spell_refused_says_why_and_keeps_what_was_typed(client_for, coordinator):
    case = make_case()
    typed = {"kind": "disability_ordinary", "first_day": today().isoformat(), "source": "PAR 17"}
    url = f"/members/{case.member.star_number}/duty/new/"
    response = client_for(coordinator).post(url, typed)
    assert response.status_code == 422
    assert "End the absence first" in response.text and 'value="PAR 17"' in response.text


def test_travel_is_asked_for_and_permitted_by_two(client_for, coordinator):
    case, client = make_case(), client_for(coordinator)
    first = today() + 5 * DAY
    typed = {
        "first_day": first.isoformat(), "last_day": (first + 15 * DAY).isoformat(),
        "destination": "Green Bay",
    }  # fmt: skip
    assert client.post(path("travel", case), typed).status_code == 302
    url = path("travel_approve", case, 1)
    assert "second approver: Chief, Bureau of" in client.get(url).text
    assert client.post(url, {}).status_code == 422
    client.post(url, {"second_by": "Chief Dunn", "second_on": today().isoformat()})
    page = client.get(case.get_absolute_url()).text
    assert "Chief Dunn" in page and "permitted" in page
    client.post(path("travel_revoke", case, 1), {"reason": "surgery moved"})
    assert TravelPermission.objects.get().is_reversed
    assert "Chief Dunn" not in client.get(case.get_absolute_url()).text.partition("Timeline")[0]


@pytest.mark.parametrize("verb", ["require", "release", "travel", "duty"])
def test_forms_refuse_anything_with_a_page(client_for, lead, verb):
    case = make_case(by=lead)
    makers.require(case, lead)
    client = client_for(lead)
    client.raise_request_exception = True
    blank = {
        "require": ("issued_on", "certificate_required", "records_needed"),
        "release": ("kind", "returns_on", "restrictions", "authorised_by", "waived"),
        "travel": ("first_day", "last_day", "destination"),
        "duty": ("kind", "first_day", "last_day", "expires_on", "restrictions"),
    }[verb]
    for name in blank:
        for value in NASTY:
            response = client.post(path(verb, case), {name: value})
            assert response.status_code == 422, (name, value[:20])


def test_case_page_with_everything_stays_within_its_budget(client_for, coordinator):
    member = make_member()
    case = make_case(member, kind="iod")
    makers.require(case, coordinator)
    makers.travel(case, coordinator)
    makers.release(case, coordinator, kind="limited", waived=[1], reason="x")
    client = client_for(coordinator)
    client.get("/cases/")
    with query_budget(20):
        response = client.get(case.get_absolute_url())
    for words in ("Before the return", "Release to duty", "Limited duty and leave", "Green Bay"):
        assert words in response.text


def test_acts_are_forbidden_to_readers_and_hidden_from_them(client_for, coordinator, auditor):
    case = make_case()
    makers.require(case, coordinator)
    makers.travel(case, coordinator)
    client = client_for(auditor)
    for url in (path("release", case), path("requirements_met", case, 1), path("duty", case)):
        assert client.post(url, {}).status_code == 403
    page = client.get(case.get_absolute_url()).text
    assert "Green Bay" in page and "/travels/1/" not in page


def test_authorised_by_offers_those_who_may(client_for, coordinator, physician):
    make_user("leaver", ["physician"], is_active=False)
    case = make_case()
    form = client_for(coordinator).get(path("release", case)).context["form"]
    offered = {user.username for user in form.fields["authorised_by"].queryset}
    assert offered == {"coordinator", "physician"}
