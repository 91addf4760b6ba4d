"""The case page with all that can be on it, and lists whose rows look alike."""

import csv
import io
from datetime import date, time, timedelta

import pytest

from cases.services.approving import approve_case
from cases.services.assigning import assign_case
from cases.services.category import set_category
from cases.services.certifying import withhold_certification
from cases.services.changing import add_absence, move_absence, reverse_absence
from cases.services.closing import close_case, reopen_case
from cases.services.documents import check_upload, store_file
from cases.services.holding import hold_case, resume_case
from cases.services.moving import amend_case, confirm_case
from cases.services.notes import amend_note, strike_note
from cases.timeline import SENTENCES
from providers.services.appointments import (
    cancel_appointment,
    keep_appointment,
    miss_appointment,
    move_appointment,
)
from tests.budget import query_budget
from tests.cases.returning import makers
from tests.factories import NOW, TODAY, make_case, make_member, make_note, make_user
from tests.providers.makers import appointment, report, upload

pytestmark = pytest.mark.django_db


def busy_case(by, other):
    """Every kind of act of the cases room, notes in each state, reports, appointments."""
    who = {"by": by, "now": NOW}
    dated = {**who, "on": TODAY}
    member = make_member()
    root = make_case(member, kind="iod", first_day=date(2025, 1, 1), last_day=date(2025, 1, 9))
    case = make_case(member, kind="iod_recurrence", parent=root)
    assign_case(case=case, user=by, seen_owner_id=None, **who)
    assign_case(case=case, user=other, seen_owner_id=by.pk, reason="away", **who)
    approval = {"name": "A. Ruiz", "rank": "Lieutenant", "approved_on": TODAY}
    approve_case(case=case, **approval, **dated)
    confirm_case(case=case, **who)
    failed = {"cause": "records", "duty": "No report came.", "first_day": case.first_day}
    withhold_certification(case=case, **failed, **dated)
    set_category(case=case, category="stationary", first_day=case.first_day, **dated)
    hold_case(case=case, reason="MRI", until=None, **dated)
    resume_case(case=case, **who)
    facts = {"nature": "knee", "expected_return_on": TODAY, "reported_by": "<b>", "reason": "x"}
    case.refresh_from_db()
    amend_case(case=case, version=case.version, **facts, **who)
    write_notes(case, who)
    report(case, file=store_file(check_upload(upload())))
    report(case)
    move_appointment(
        appointment=appointment(case), day=date(2026, 3, 11), clock=time(9), reason="x", **dated
    )
    makers.require(case, by, extra_tests="audiogram")
    makers.travel(case, by)
    makers.release(case, by, kind="limited", waived=[1], reason="seen here")
    change_days(case, dated)
    close = {"outcome": "other", "reason": "x", "waived": ["appointments", "verified", "travel"]}
    close_case(case=case, **close, **dated)
    reopen_case(case=case, reason="bill", **who)
    hold_case(case=case, reason="bill", until=date(2026, 4, 1), **dated)
    return case


def change_days(case, dated):
    said = {"last_day": date(2026, 1, 9), "source": "MAR", **dated}
    entered = add_absence(case=case, first_day=date(2026, 1, 5), **said)
    moved = move_absence(absence=entered, first_day=date(2026, 1, 6), reason="x", **said)
    reverse_absence(absence=moved, reason="another member", **dated)


def write_notes(case, who):
    for number in range(8):
        note = make_note(case, f"Note {number}.", by=who["by"])
        if number % 2:
            said = {"kind": note.kind, "happened_at": NOW - timedelta(days=9), "text": "new"}
            amend_note(note=note, **said, reason="x", version=1, **who)
        if number % 3 == 0:
            strike_note(note=note, reason="x", **who)


def test_case_page_with_everything_leaves_room_in_its_budget(client_for, lead, coordinator):
    case = busy_case(lead, coordinator)
    client = client_for(lead)
    client.get("/cases/")
    with query_budget(20):
        text = client.get(case.get_absolute_url()).text
    shown = set(case.events.values_list("kind", flat=True))
    assert {kind for kind in SENTENCES if kind.startswith(("case_", "note_", "absence_"))} <= shown
    assert "Corrected: it happened 24 Feb 2026" in text
    assert "&lt;b&gt;" in text and "<script>" not in text and "style=" not in text


def test_every_kind_of_appointment_act_is_told(client_for, coordinator):
    case = make_case(owner=coordinator)
    who = {"by": coordinator, "now": NOW}
    late = {"kind": "medical_review", "now": NOW - timedelta(days=9), "on": TODAY - timedelta(9)}
    keep_appointment(appointment=appointment(case, date(2026, 3, 1), **late), **who)
    miss_appointment(appointment=appointment(case, date(2026, 3, 2), **late), **who)
    cancel_appointment(appointment=appointment(case), reason="x", **who)
    text = client_for(coordinator).get(case.get_absolute_url()).text
    for words in ("appointment kept", "no-show", "cancelled"):
        assert words in text


NAMES = ("Zając", "zajac", "O'Brien", "Óbrien", "Łoś", "李", "Ñandú", "Ünal", "O'Brien", "de la")


def references(rows):
    return [row["reference"] for row in rows]


def pages(client, sort):
    """Every page of the list from the first to the last, by its links."""
    found, url = [], f"/cases/?sort={sort}"
    while url:
        found.append(client.get(url).context["page"])
        url = f"/cases/?sort={sort}&after={found[-1].next}" if found[-1].next else ""
    return found


@pytest.mark.parametrize("sort", ["first_day", "-first_day", "name", "-name", "opened", "-opened"])
def test_case_list_pages_equal_the_csv_and_go_back(client_for, coordinator, monkeypatch, sort):
    """Equal days, equal names, names with accents, apostrophes and other scripts."""
    monkeypatch.setattr("caseflow.saved_pages.SIZE", 3)
    for star, name in enumerate(NAMES, 1):
        make_case(make_member(str(star), last_name=name), first_day=date(2026, 1, 1 + star % 2))
    client = client_for(coordinator)
    found = pages(client, sort)
    text = client.get(f"/cases/?sort={sort}&format=csv").getvalue().decode()
    listed = [row["reference"] for row in csv.DictReader(io.StringIO(text))]
    assert listed == [reference for page in found for reference in references(page)]
    edge = found[-1].previous
    for query in (f"before={edge}", f"before={edge}&after={edge}"):
        back = client.get(f"/cases/?sort={sort}&{query}").context["page"]
        assert references(back) == references(found[-2])


def test_case_csv_cannot_run_in_a_spreadsheet(client_for, coordinator):
    make_case(make_member(last_name="=cmd|' /C calc'!A0", first_name="@x"), owner=make_user("-a"))
    text = client_for(coordinator).get("/cases/?format=csv").getvalue().decode()
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["last_name"], row["first_name"]) == ("'=cmd|' /C calc'!A0", "'@x")
    assert row["with"] == "'-a"
