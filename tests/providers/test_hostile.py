"""What nobody should send to this room: a sentence, nothing saved, nothing typed lost."""

import pytest

from cases.models import CaseEvent
from providers.models import Appointment, Provider, ProviderReport
from tests.factories import make_case
from tests.providers.makers import appointment, provider, report

pytestmark = pytest.mark.django_db

NASTY = (
    "\x00", "9" * 10_000, "-1", "0001-01-01", "9999-12-31", "2026-02-30", "{{ x }}",
    "\N{RIGHT-TO-LEFT OVERRIDE}a\u200b", "😀", "'\"<b>", "", "\u200b", "00:00", "24:00",
)  # fmt: skip
REPORT = {"channel": "fax", "received_on": "2999-03-04", "work_status": "limited"}
REPORT_NAMES = [
    *REPORT, "provider", "provider_name", "authored_on", "restrictions", "covers_from",
    "covers_to", "diagnosis",
]  # fmt: skip
MAKE = {"kind": "medical_review", "day": "2001-03-10", "clock": "09:30", "back_entry": "on"}
ACTS = {
    "move": {"day": "2001-01-01", "clock": "09:30", "minutes": "30", "reason": "x", "place": "y"},
    "cancel": {"reason": ""},
    "correct": {"reason": ""},
}


@pytest.mark.parametrize("name", REPORT_NAMES)
def test_report_new_refuses_anything_with_a_page(client_for, coordinator, name):
    case = make_case()
    for value in NASTY:
        url = f"{case.get_absolute_url()}reports/new/"
        response = client_for(coordinator).post(url, {**REPORT, name: value})
        sure = name == "received_on" and value < "2026-12-31" and value.startswith("20")
        assert response.status_code == 422 or sure, (name, value[:20])
    assert not ProviderReport.objects.exists()


@pytest.mark.parametrize("name", [*REPORT_NAMES, "version", "reason"])
def test_report_amend_refuses_anything_with_a_page(client_for, coordinator, name):
    made = report(make_case())
    url, sent = f"{made.get_absolute_url()}amend/", {**REPORT, "version": "1", "reason": "why"}
    for value in NASTY:
        assert client_for(coordinator).post(url, {**sent, name: value}).status_code == 422
    assert ProviderReport.objects.get().version == 1


@pytest.mark.parametrize("name", [*MAKE, "minutes", "place", "provider"])
def test_appointment_new_refuses_anything_with_a_page(client_for, coordinator, name):
    case = make_case()
    url = f"{case.get_absolute_url()}appointments/new/"
    for value in NASTY:
        response = client_for(coordinator).post(url, {**MAKE, name: value})
        assert response.status_code == 422, (name, value[:20])
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("verb", ACTS)
def test_appointment_acts_refuse_anything_with_a_page(client_for, coordinator, verb):
    made = appointment(make_case())
    events = CaseEvent.objects.count()
    for name in ACTS[verb]:
        for value in NASTY:
            if verb == "cancel" and name == "reason" and value.strip("\u200b\x00"):
                continue  # a reason is any words
            sent = {**ACTS[verb], name: value}
            response = client_for(coordinator).post(f"{made.get_absolute_url()}{verb}/", sent)
            assert response.status_code == 422, (verb, name, value[:20])
    assert CaseEvent.objects.count() == events


@pytest.mark.parametrize("name", ["day", "view", "kind", "mine", "after", "before", "format"])
def test_appointment_list_takes_anything(client_for, coordinator, name):
    appointment(make_case())
    for value in NASTY:
        for more in ({}, {"format": "csv", "view": "week"}):
            response = client_for(coordinator).get("/appointments/", {**more, name: value})
            assert response.status_code in (200, 422), (name, value[:20])
            assert b"".join(response)


@pytest.mark.parametrize("name", ["q", "specialty", "offered", "sort", "after", "before"])
def test_provider_list_takes_anything(client_for, coordinator, name):
    provider()
    for value in NASTY:
        for more in ({}, {"format": "csv"}):
            response = client_for(coordinator).get("/providers/", {**more, name: value})
            assert response.status_code in (200, 422), (name, value[:20])
            assert b"".join(response)


@pytest.mark.parametrize(
    "name", ["name", "practice", "specialties", "phone", "email", "state", "zip"]
)
def test_provider_forms_take_anything(client_for, coordinator, name):
    made = provider()
    sent = {"name": "", "version": "1"}
    for value in NASTY:
        for path in ("new/", f"{made.key}/amend/"):
            if name == "name" and value.strip("\u200b\x00") and len(value) < 100:
                continue
            response = client_for(coordinator).post(f"/providers/{path}", {**sent, name: value})
            assert response.status_code == 422, (path, name, value[:20])
    assert Provider.objects.count() == 1
