"""What the case page may cost, whatever the case's age."""

from datetime import timedelta

import pytest

from providers.models import Provider, ProviderReport
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member, make_note

pytestmark = pytest.mark.django_db


def aged(case, notes):
    for number in range(notes):
        make_note(case, text=f"Note {number}.", happened_at=NOW - timedelta(hours=number))
    provider = Provider.objects.create(name="Lakeside Orthopedics")
    ProviderReport.objects.create(
        case=case,
        provider=provider,
        channel="fax",
        received_on=TODAY,
        work_status="off",
        recorded_at=NOW,
        recorded_by=case.opened_by,
    )
    return case


@pytest.mark.parametrize("notes", [1, 120])
def test_case_page_costs_at_most_twenty_queries(client_for, coordinator, notes):
    member = make_member()
    injury = make_case(member, kind="iod", first_day=TODAY - timedelta(days=400), last_day=TODAY)
    case = aged(injury, notes)
    client = client_for(coordinator)
    client.get("/cases/")
    with query_budget(20):
        response = client.get(case.get_absolute_url())
    assert "Note 0." in response.text
    assert "Lakeside Orthopedics" in response.text


def test_case_page_shows_milestones_alone_when_asked(client_for, coordinator):
    case = make_case()
    make_note(case, text="Text 1.")
    milestones = client_for(coordinator).get(f"{case.get_absolute_url()}?show=milestones")
    assert "Case opened" in milestones.text and "Text 1." not in milestones.text


def test_case_page_names_who_reported_also_when_not_in_the_directory(client_for, coordinator):
    case = make_case()
    ProviderReport.objects.create(
        case=case,
        provider_name="Dr Lee, Elgin",
        channel="fax",
        received_on=TODAY,
        work_status="off",
        recorded_at=NOW,
        recorded_by=coordinator,
    )
    assert "<dd>Dr Lee, Elgin</dd>" in client_for(coordinator).get(case.get_absolute_url()).text
