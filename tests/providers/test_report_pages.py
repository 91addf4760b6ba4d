"""The pages of a report: what was typed is kept, hostile files are refused, roles are kept out."""

import pytest

from caseflow.models import AccessEntry
from cases.models import Document
from members.models import StaffLink
from providers.models import ProviderReport
from tests.budget import query_budget
from tests.factories import make_case, make_member
from tests.providers.makers import PDF, provider, report, upload

pytestmark = pytest.mark.django_db

TYPED = {
    "channel": "fax",
    "received_on": "2026-03-04",
    "work_status": "limited",
    "restrictions": "No kneeling, no ladders",
    "covers_from": "2026-03-02",
    "covers_to": "2026-03-20",
    "diagnosis": "meniscus tear",
}


def address(case, *more):
    return "/".join(("", "cases", case.reference, "reports", *more, ""))


def test_report_new_records_and_goes_to_the_case(client_for, intake):
    case, shah = make_case(), provider()
    data = {**TYPED, "provider": shah.key, "file": upload(name="../scan 1.PDF")}
    response = client_for(intake).post(address(case, "new"), data)
    assert (response.status_code, response.url) == (302, f"/cases/{case.reference}/")
    made = ProviderReport.objects.get()
    assert (made.provider, made.recorded_by, made.document.name) == (shah, intake, "scan 1.pdf")


def test_report_new_offers_the_providers_of_the_case_first(client_for, intake):
    case, here = make_case(), provider("Zeno", practice="Clinic", city="Elgin")
    provider("Adams"), provider("Retired", is_active=False), report(case, provider=here)
    text = client_for(intake).get(address(case, "new")).text
    assert text.index("On this case") < text.index("Zeno, Clinic, Elgin") < text.index("Adams")
    assert text.count("Zeno, Clinic, Elgin") == 1
    assert "Retired" not in text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"received_on": "2026-03-06"}, "6 Mar 2026 has not come yet"),
        ({"received_on": "soon"}, "That is not a date"),
        ({"covers_to": "2026-03-01"}, "is before the first"),
        ({"authored_on": "2026-03-05"}, "after it was received"),
        ({"work_status": "great"}, "Select a valid choice"),
        ({"provider": "zzzzzzzzzz"}, "Select a valid choice"),
        ({"diagnosis": "x" * 20_001}, "at most 20000 characters"),
        ({"restrictions": "\x00"}, "Null characters are not allowed"),
    ],
)
def test_report_new_keeps_what_was_typed_and_asks_for_the_file_again(
    client_for, intake, typed, sentence
):
    case = make_case()
    data = {**TYPED, "provider_name": "Dr Lee", "file": upload(), **typed}
    response = client_for(intake).post(address(case, "new"), data)
    assert response.status_code == 422
    assert sentence in response.text
    assert 'value="Dr Lee"' in response.text
    assert "Choose the file again: a browser does not keep it." in response.text
    assert not ProviderReport.objects.exists()
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"<html><script>alert(1)</script></html>", "note.pdf", "whatever its name says"),
        (b"GIF89a<script>alert(1)</script>", "photo.png", "whatever its name says"),
        (b"<script>1</script>" + PDF, "note.pdf", "whatever its name says"),
        (b"", "note.pdf", "The file is empty. Choose another one."),
        (PDF * 100, "note.pdf", "the most that is kept is 0.1 MB"),
    ],
)
def test_report_new_refuses_a_hostile_file(client_for, intake, settings, content, name, sentence):
    settings.UPLOAD_MAX_BYTES = 4000
    data = {**TYPED, "file": upload(content, name)}
    response = client_for(intake).post(address(make_case(), "new"), data)
    assert response.status_code == 422
    assert sentence in response.text
    assert "No kneeling, no ladders" in response.text
    assert not ProviderReport.objects.exists()
    assert not settings.MEDIA_ROOT.exists()


def test_report_new_stores_a_polyglot_as_what_it_begins_as(client_for, intake, settings):
    case = make_case()
    data = {**TYPED, "file": upload(PDF + b"<script>alert(1)</script>", "x.html", "text/html")}
    client_for(intake).post(address(case, "new"), data)
    file = Document.objects.get()
    response = client_for(intake).get(f"/cases/{case.reference}/documents/{file.key}/")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="x.html.pdf"'
    response.getvalue()


def test_report_detail_shows_every_version_and_logs_the_case(client_for, coordinator, auditor):
    case = make_case()
    made = report(case, restrictions="No stairs", diagnosis="meniscus tear")
    data = {**TYPED, "diagnosis": "sprain", "reason": "Misread", "version": "1"}
    client_for(coordinator).post(address(case, made.key, "amend"), data)
    text = client_for(auditor).get(address(case, made.key)).text
    assert "Misread" in text
    assert "<del>No stairs</del> <ins>No kneeling, no ladders</ins>" in text
    assert "<del>meniscus tear</del> <ins>sprain</ins>" in text
    entry = AccessEntry.objects.filter(user=auditor).get()
    assert (entry.kind, entry.subject, entry.detail) == ("case", case.reference, "report")


def test_report_amend_shows_both_texts_to_the_second(client_for, coordinator, lead):
    case = make_case()
    made = report(case)
    url, data = address(case, made.key, "amend"), {**TYPED, "reason": "Misread", "version": "1"}
    client_for(lead).post(url, {**data, "restrictions": "No stairs"})
    second = client_for(coordinator)
    response = second.post(url, data)
    assert response.status_code == 422
    assert "Changed by Lead" in response.text
    assert "<del>stairs</del>" in response.text
    assert "<ins>kneeling, no ladders</ins>" in response.text
    assert second.post(url, {**data, "version": "2"}).status_code == 302
    assert ProviderReport.objects.get().restrictions == "No kneeling, no ladders"


def test_report_amend_asks_why(client_for, coordinator):
    case = make_case()
    made = report(case)
    url = address(case, made.key, "amend")
    response = client_for(coordinator).post(url, {**TYPED, "version": "1", "reason": " "})
    assert response.status_code == 422
    assert ProviderReport.objects.get().version == 1


def test_the_case_page_tells_of_the_report(client_for, records):
    case = make_case()
    report(case, restrictions="No stairs", diagnosis="meniscus tear", provider_name="Dr Lee")
    text = client_for(records).get(f"/cases/{case.reference}/").text
    assert "Report received by fax: limited duty, with restrictions" in text
    assert "meniscus tear" in text
    assert "Dr Lee" in text


ROLES = ["coordinator", "trainee", "lead", "supervisor", "physician", "intake", "records",
         "auditor", "admin_user"]  # fmt: skip
READ_ONLY = {"records", "auditor", "admin_user"}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_records_or_amends(client_for, request, role):
    client, case = client_for(request.getfixturevalue(role)), make_case()
    made = report(case)
    note = 403 if role in READ_ONLY else 200
    amend = 403 if role in {*READ_ONLY, "trainee", "intake"} else 200
    assert client.get(address(case, "new")).status_code == note
    assert client.get(address(case, made.key, "amend")).status_code == amend
    assert client.get(address(case, made.key)).status_code == (403 if role == "admin_user" else 200)


@pytest.mark.parametrize("relation", ["self", "relative"])
def test_a_report_on_ones_own_record_is_not_there(client_for, lead, relation):
    case = make_case()
    made = report(case)
    StaffLink.objects.create(user=lead, member=case.member, relation=relation)
    for path in (("new",), (made.key,), (made.key, "amend")):
        assert client_for(lead).get(address(case, *path)).status_code == 404
        assert client_for(lead).post(address(case, *path), TYPED).status_code in (404, 405)


def test_report_detail_within_the_budget(client_for, coordinator):
    case = make_case()
    made = report(case, provider=provider())
    client = client_for(coordinator)
    client.get("/providers/")
    with query_budget(6):  # the case with what it is known by, the report, its history
        text = client.get(address(case, made.key)).text
    assert text.count("Shah, Anita, MD") >= 1


@pytest.mark.parametrize("path", ["", "amend/"])
def test_report_of_another_case_is_not_there_and_leaves_no_entry(client_for, coordinator, path):
    made, other = report(make_case()), make_case(make_member("9"))
    url = f"{other.get_absolute_url()}reports/{made.key}/{path}"
    assert client_for(coordinator).get(url).status_code == 404
    assert not AccessEntry.objects.exists()
