"""Amending a report: reason, history, two editors."""

from dataclasses import replace
from datetime import date

import pytest

from caseflow.refusals import RuleViolation, StaleVersion
from cases.models import CaseEvent
from cases.services.documents import check_upload, store_file
from providers.services.reports import amend_report, facts_of, facts_text
from tests.factories import NOW, TODAY, make_case
from tests.providers.makers import PNG, provider, report, upload

pytestmark = pytest.mark.django_db


def amend(made, by, *, reason="Misread", version=1, file=None, **fields):
    return amend_report(
        report=made,
        facts=replace(facts_of(made), **fields),
        file=file,
        reason=reason,
        version=version,
        by=by,
        now=NOW,
        on=TODAY,
    )


def test_amend_report_keeps_both_versions(physician):
    made = report(make_case(), restrictions="No lifting")
    amended = amend(made, physician, restrictions="No lifting over 10 lb", work_status="off")
    assert (amended.version, amended.work_status) == (2, "off")
    newest, first = made.history.all()
    assert (first.restrictions, newest.restrictions) == ("No lifting", "No lifting over 10 lb")
    assert (newest.history_user, newest.history_change_reason) == (physician, "Misread")


def test_amend_report_records_what_changed_but_not_how(coordinator):
    made = report(make_case(), diagnosis="sprain")
    amend(made, coordinator, diagnosis="fracture", covers_to=date(2026, 4, 1))
    event = CaseEvent.objects.get(kind="report_amended")
    assert (event.reason, event.data["what"]) == ("Misread", "covers to, diagnosis")
    assert "fracture" not in str(event.data)


def test_amend_report_refuses_the_second_editor(coordinator):
    made = report(make_case())
    amend(made, coordinator, restrictions="No stairs")
    with pytest.raises(StaleVersion):
        amend(made, coordinator, restrictions="No ladders")
    made.refresh_from_db()
    assert made.restrictions == "No stairs"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"restrictions": "x", "reason": " "}, "Say why, in a few words."),
        ({}, "Nothing is different. Change a field, or leave the report as it is."),
        ({"received_on": date(2026, 3, 6)}, "6 Mar 2026 has not come yet."),
    ],
)
def test_amend_report_refuses(coordinator, fields, sentence):
    made = report(make_case())
    with pytest.raises(RuleViolation) as refusal:
        amend(made, coordinator, **fields)
    assert refusal.value.sentence.startswith(sentence)


def test_amend_report_refuses_whoever_may_not_amend(trainee):
    with pytest.raises(RuleViolation, match="You do not have the right to amend"):
        amend(report(make_case()), trainee, restrictions="x")


def test_amend_report_takes_a_new_file_and_keeps_the_old(coordinator):
    case = make_case()
    made = report(case, file=store_file(check_upload(upload())))
    scan = store_file(check_upload(upload(PNG, "page 2.png")))
    amended = amend(made, coordinator, file=scan)
    assert amended.document.name == "page 2.png"
    assert sorted(case.documents.values_list("name", flat=True)) == ["note.pdf", "page 2.png"]
    assert made.history.last().document.name == "note.pdf"


def test_amend_report_with_the_same_file_is_no_difference(coordinator):
    file = store_file(check_upload(upload()))
    made = report(make_case(), file=file)
    with pytest.raises(RuleViolation, match="Nothing is different"):
        amend(made, coordinator, file=file)


def test_amend_report_leaves_nothing_when_it_fails_half_way(coordinator, monkeypatch):
    def fail(**_):
        raise RuntimeError

    made = report(make_case())
    monkeypatch.setattr("providers.services.reports.record_event", fail)
    with pytest.raises(RuntimeError):
        amend(made, coordinator, restrictions="x")
    made.refresh_from_db()
    assert (made.restrictions, made.history.count()) == ("", 1)


def test_facts_text_says_each_field_on_a_line():
    made = report(make_case(), provider=provider(), restrictions="No stairs")
    assert facts_text(facts_of(made)) == (
        "Came: by fax\nReceived: 4 Mar 2026\nProvider: Shah, Anita, MD\n"
        "Work status: limited duty, with restrictions\nRestrictions: No stairs"
    )
