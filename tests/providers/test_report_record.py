"""A report received on a case: the service."""

from datetime import UTC, date, datetime

import pytest

from caseflow.files import open_stored, store_bytes
from caseflow.refusals import RuleViolation
from cases.models import CaseEvent, Document
from cases.services.documents import check_upload, store_file
from cases.timeline import SENTENCES
from providers.models import ProviderReport
from tests.factories import NOW, make_case
from tests.providers.makers import PDF, provider, report, upload
from tests.providers.test_appointment_make import close

pytestmark = pytest.mark.django_db

LIMITED = {
    "restrictions": " No kneeling, no ladders ",
    "covers_from": date(2026, 3, 2),
    "covers_to": date(2026, 3, 20),
    "diagnosis": "meniscus tear",
}


def test_record_report_stores_what_came():
    shah = provider()
    made = report(make_case(), provider=shah, **LIMITED)
    assert (made.provider, made.restrictions) == (shah, "No kneeling, no ladders")
    assert (made.recorded_at, made.version) == (NOW, 1)
    assert made.history.get().history_change_reason == "Recorded"


def test_record_report_records_the_event_without_the_diagnosis():
    made = report(make_case(), **LIMITED)
    event = CaseEvent.objects.get(kind="report_received")
    sentence = SENTENCES["report_received"]
    assert sentence.milestone
    assert sentence.text.format(**event.data) == (
        "Report received by fax: limited duty, with restrictions, 2 Mar 2026 to 20 Mar 2026"
    )
    assert "meniscus" not in str(event.data)
    assert event.data["wrote"][0][:2] == ["providers.providerreport", made.pk]


@pytest.mark.parametrize(
    ("received_on", "happened_at"),
    [
        (date(2026, 3, 5), NOW),
        (date(2026, 3, 4), datetime(2026, 3, 4, 18, 0, tzinfo=UTC)),
    ],
)
def test_record_report_happened_when_it_was_received(received_on, happened_at):
    report(make_case(), received_on=received_on)
    event = CaseEvent.objects.get(kind="report_received")
    assert (event.happened_at, event.recorded_at) == (happened_at, NOW)


@pytest.mark.parametrize(
    ("fields", "sentence", "field"),
    [
        (
            {"received_on": date(2026, 3, 6)},
            "6 Mar 2026 has not come yet. Enter the day the report was received.",
            "received_on",
        ),
        (
            {"authored_on": date(2026, 3, 5)},
            "The report is dated 5 Mar 2026, after it was received on 4 Mar 2026. Check both days.",
            "authored_on",
        ),
        (
            {"covers_from": date(2026, 3, 2), "covers_to": date(2026, 3, 1)},
            "The last day covered, 1 Mar 2026, is before the first, 2 Mar 2026. Enter the days in "
            "order.",
            "covers_to",
        ),
        (
            {"covers_to": date(2027, 3, 7)},
            "7 Mar 2027 is more than 366 days ahead. Check the year; leave it empty when no end is "
            "stated.",
            "covers_to",
        ),
        (
            {"received_on": date(206, 3, 4)},
            "4 Mar 206 is before the member was appointed on 1 Mar 2010. Check the year.",
            "received_on",
        ),
    ],
)
def test_record_report_refuses_days_that_cannot_be(fields, sentence, field):
    with pytest.raises(RuleViolation) as refusal:
        report(make_case(), **fields)
    assert (refusal.value.sentence, refusal.value.field) == (sentence, field)
    assert not ProviderReport.objects.exists()


def test_record_report_refuses_two_providers():
    with pytest.raises(RuleViolation, match="not both"):
        report(make_case(), provider=provider(), provider_name="Dr Who")


def test_record_report_names_a_provider_who_is_not_in_the_directory():
    assert report(make_case(), provider_name=" Dr Lee, Elgin ").from_whom == "Dr Lee, Elgin"


def test_record_report_keeps_what_comes_after_the_closing(coordinator):
    case = close(make_case(), coordinator)
    assert report(case).pk
    case.refresh_from_db()
    assert not case.is_open


def test_record_report_stores_the_file_once_and_names_it_in_the_event():
    case = make_case()
    file = store_file(check_upload(upload()))
    one, two = report(case, file=file), report(case, file=file)
    assert one.document.sha256 == two.document.sha256 == store_bytes(PDF)
    with open_stored(one.document.sha256) as stored:
        assert stored.read() == PDF
    wrote = CaseEvent.objects.filter(kind="report_received").first().data["wrote"]
    assert [entry[0] for entry in wrote] == ["providers.providerreport", "cases.document"]


def test_record_report_refuses_whoever_may_not_note(records):
    from providers.services.reports import record_report
    from tests.factories import TODAY
    from tests.providers.makers import facts

    with pytest.raises(RuleViolation, match="You do not have the right to write notes"):
        record_report(case=make_case(), facts=facts(), by=records, now=NOW, on=TODAY)


def test_record_report_leaves_nothing_when_it_fails_half_way(monkeypatch):
    def fail(**_):
        raise RuntimeError

    case = make_case()
    monkeypatch.setattr("providers.services.reports.record_event", fail)
    with pytest.raises(RuntimeError):
        report(case, file=store_file(check_upload(upload())))
    assert not ProviderReport.objects.exists()
    assert not Document.objects.exists()
