"""Contacts of all cases in one line of time: what is one, in which order, page by page, as CSV."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from cases.models import NoteKind
from cases.services.notes import strike_note
from members.models import StaffLink
from members.pages.contacts import Asked, all_contacts, contacts_of, edge_of, edge_words
from providers.services.appointments import keep_appointment, miss_appointment
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member, make_note
from tests.members.paper import make_letter
from tests.providers import makers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]

PAGE = "/members/4497/contacts/"
SAME = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


@pytest.fixture
def member(coordinator):
    NoteKind.objects.update(is_contact=False)
    NoteKind.objects.filter(code__in=["call_member", "visit"]).update(is_contact=True)
    return make_member()


@pytest.fixture
def client(client_for, coordinator, member):
    return client_for(coordinator)


def appointment(case, settle=keep_appointment, day=date(2026, 3, 3), **said):
    made = makers.appointment(case, day, time(9, 30), back_entry=day < TODAY, **said)
    return settle(appointment=made, by=makers.someone(), now=NOW) if settle else made


def one_of_each(member):
    """A call, a missed and a kept appointment, a letter, a report, over two cases."""
    old = make_case(member, first_day=date(2025, 6, 2), last_day=date(2025, 6, 9))
    case = make_case(member, kind="iod", first_day=date(2026, 2, 2))
    make_note(old, "Called; sprain, resting at home.\nWill send a note.", happened_at=SAME)
    make_note(old, "Read the file.", kind=NoteKind.objects.get(code="review"))
    appointment(case, miss_appointment, place="Room 2")
    appointment(old, day=date(2026, 2, 27))
    appointment(case, None, day=date(2026, 3, 9))
    makers.report(case, received_on=date(2026, 3, 2), provider_name="Dr. Osei")
    make_letter(case)
    return old, case


def test_contacts_of_all_cases_stand_in_order_of_time(member, coordinator):
    old, case = one_of_each(member)
    found, more = contacts_of(member, coordinator, Asked())
    assert not more
    assert [(row.what, row.who, row.case, row.text) for row in found] == [
        ("Letter N-26-000001", "Coordinator", case.reference, "Time remaining"),
        ("Call with member", "Coordinator", old.reference,
         "Called; sprain, resting at home. Will send a note."),
        ("Medical review, no-show", "Coordinator", case.reference, "Room 2"),
        ("Report by fax", "Coordinator", case.reference,
         "Dr. Osei: limited duty, with restrictions"),
        ("Medical review, kept", "Coordinator", old.reference, ""),
    ]  # fmt: skip
    assert [row.when for row in found][1::2] == ["4 Mar 2026, 09:00", "2 Mar 2026"]


def test_struck_note_and_another_member_s_are_no_contact(member, coordinator):
    case = make_case(member)
    other = make_case(make_member("5", employee_number="5"))
    note = make_note(case)
    strike_note(note=note, reason="wrong case", by=coordinator, now=NOW)
    make_note(other)
    assert contacts_of(member, coordinator, Asked()) == ([], False)


def many(member):
    """Notes, kept appointments, letters and reports, several at the same instant."""
    case = make_case(member, first_day=date(2026, 1, 2))
    for number in range(14):
        at = SAME - timedelta(days=number // 2)
        make_note(case, f"Call {number}", happened_at=at)
        if number % 3 == 0:
            day = (at - timedelta(days=1)).date()
            makers.report(case, received_on=day, provider_name=f"Dr. {number}")
        if number % 4 == 0:
            appointment(case, day=date(2026, 2, 10) + timedelta(days=number))
    # At midnight in Chicago, the instant as which a report's day stands.
    make_note(case, "Midnight", happened_at=datetime(2026, 3, 3, 6, 0, tzinfo=UTC))


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_pages_forth_and_back_are_the_whole_line_cut_up(member, coordinator, size):
    many(member)
    whole = [row.edge for row in all_contacts(member, coordinator, Asked())]
    assert whole == sorted(whole, reverse=True) and len(whole) == 24
    for place in range(len(whole)):
        older, more = contacts_of(member, coordinator, Asked(), edge=whole[place], size=size)
        assert [row.edge for row in older] == whole[place + 1 : place + 1 + size]
        assert more == (place + 1 + size < len(whole))
        newer, more = contacts_of(
            member, coordinator, Asked(), edge=whole[place], newer=True, size=size
        )
        assert [row.edge for row in newer] == whole[max(place - size, 0) : place]
        assert more == (place > size)


def test_page_leads_to_the_older_ones_and_back(client, member):
    case = make_case(member, first_day=date(2026, 1, 2))
    for number in range(30):
        make_note(case, f"Call {number}.", happened_at=SAME - timedelta(days=number))
    first = client.get(PAGE)
    assert "Call 24." in first.text and "Call 25." not in first.text
    second = client.get(PAGE, {"after": first.context["page"].next})
    assert "Call 25." in second.text and "Call 24." not in second.text
    assert second.context["page"].next == ""
    back = client.get(PAGE, {"before": second.context["page"].previous})
    assert [r["text"] for r in back.context["contact_rows"]] == [f"Call {n}." for n in range(25)]
    shown = client.get("/members/4497/").context
    assert len(shown["contact_rows"]) == 25 and shown["more_contacts"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"what": "note"}, ["Call with member"]),
        ({"what": "appointment"}, ["Medical review, no-show", "Medical review, kept"]),
        ({"words": "SPRAIN"}, ["Call with member"]),
        ({"words": "osei"}, ["Report by fax"]),
        ({"words": "time rem"}, ["Letter N-26-000001"]),
        ({"who": "nobody"}, []),
        ({"case": "old"}, ["Call with member", "Medical review, kept"]),
        ({"case": "NIOD-99-1"}, []),
        ({"since": "2026-03-02", "until": "2026-03-03"}, ["Medical review, no-show",
                                                          "Report by fax"]),
    ],
)  # fmt: skip
def test_filters_leave_what_they_say(client, member, asked, expected):
    old, _ = one_of_each(member)
    if asked.get("case") == "old":
        asked = {"case": f" {old.reference.lower()} "}
    page = client.get(PAGE, asked)
    assert [row.what for row in page.context["page"].rows] == expected
    assert ("No such contact" in page.text) == (not expected)


def test_csv_has_every_contact_with_its_whole_text(client, member):
    old, _ = one_of_each(member)
    make_note(old, "=1+1 " + "long " * 60)
    answer = client.get(PAGE, {"format": "csv", "what": "note"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0] == "when,what,with,case,text"
    assert lines[1].endswith("'=1+1 " + ("long " * 60).strip())
    assert answer["Content-Disposition"] == 'attachment; filename="contacts-4497.csv"'


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"what": "x"}, "There is no such kind of contact."),
        ({"since": "2026-02-30"}, "That is not a date."),
        ({"until": "9999-12-31"}, "Choose a day from 1950 to 2150"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "The last day is before the first."),
        ({"words": "a\x00b"}, "Null characters are not allowed."),
        ({"what": "x", "format": "csv"}, "There is no such kind of contact."),
    ],
)
def test_bad_filter_is_refused_in_words(client, query, sentence):
    answer = client.get(PAGE, query)
    assert answer.status_code == 422
    assert sentence in answer.text


@pytest.mark.parametrize(
    "cursor", ["x", "20260304T150000000000Z", "20260304T150000000000Z9-1", "Z0-1",
               "99990304T150000000000Z1-1", "20260304T150000000000Z1-99999999999999999999",
               "20260304T150000000000Z1--5", "\ud800", "\x00"],
)  # fmt: skip
def test_cursor_that_is_none_shows_the_newest(client, member, cursor):
    make_note(make_case(member))
    assert edge_of(cursor) is None
    safe = cursor.encode("utf-8", "replace").decode()
    assert len(client.get(PAGE, {"after": safe}).context["page"].rows) == 1


def test_cursor_reads_back(member, coordinator):
    make_note(make_case(member))
    ((row,), _) = contacts_of(member, coordinator, Asked())
    assert edge_of(edge_words(row.edge)) == row.edge


def test_own_contacts_are_not_there(client, member, coordinator):
    StaffLink.objects.create(user=coordinator, member=member, relation="self")
    assert client.get(PAGE).status_code == 404
    assert client.get(PAGE, {"format": "csv"}).status_code == 404


def test_contacts_cost_a_query_a_table(client, member):
    many(member)
    client.get(PAGE)
    with query_budget(6):
        assert len(client.get(PAGE).context["page"].rows) == 24
