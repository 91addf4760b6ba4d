"""A roster comes in: who is added, who is updated, what is left behind in history and events."""

from datetime import date, timedelta

import pytest

from caseflow.chain import START
from members.models import Member, MemberEvent, ServiceSpell, Unit
from members.services.events import chain_of
from tests.factories import NOW, TODAY, make_member
from tests.generate import office_files, person, roster_file

pytestmark = pytest.mark.django_db


def test_import_adds_a_member_with_spell_history_and_event(roster):
    report = roster([person("20001", middle_initial="", suffix="Sr.")])
    member = Member.objects.get()
    assert (report.rows, report.created, report.updated, report.unchanged) == (1, 1, 0, 0)
    assert (member.name, member.unit.code, member.created_at) == ("Nowak Sr., Anna", "011", NOW)
    assert member.name_key == "nowak sr anna"
    spell = member.spells.get()
    assert (spell.star_number, spell.started_on, spell.ended_on) == (
        "20001",
        date(2010, 3, 1),
        None,
    )
    history = [member.history.get(), spell.history.get(), member.unit.history.get()]
    assert {(h.history_user.username, h.history_change_reason) for h in history} == {
        ("system", "Roster import")
    }


def test_import_chains_one_event_for_each_member(roster):
    roster([person("20001")])
    roster([person("20001", phone="312-555-0999")])
    member = Member.objects.get()
    added, updated = member.events.order_by("sequence")
    assert (added.kind, added.data["star"], added.previous_hash) == ("member_added", "20001", START)
    assert (updated.kind, updated.data["changed"]) == ("member_updated", ["phone"])
    assert updated.previous_hash == added.hash
    assert updated.hash == updated.computed_hash(chain_of(member))


def test_import_again_changes_nothing(roster, django_assert_max_num_queries):
    rows = [
        person("20001"),
        person("20002", employee_number=""),
        person("20003", separated_on="2020-01-01"),
    ]
    roster(rows)
    before = counts()
    with django_assert_max_num_queries(8):
        report = roster(rows)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 3)
    assert counts() == before
    assert report.notes == []


def counts() -> list[int]:
    models = (Member, Member.history.model, ServiceSpell, ServiceSpell.history.model, MemberEvent)
    return [model.objects.count() for model in models]


def test_import_updates_what_differs_and_counts_the_version(roster):
    make_member("20001", employee_number="9020001")
    report = roster([person("20001", last_name="Zając", rank="detective", unit="610")])
    member = Member.objects.get()
    assert (report.created, report.updated, member.version) == (0, 1, 2)
    assert (member.last_name, member.rank, member.name_key) == (
        "Zając",
        "Detective",
        "zajac anna k",
    )
    version = member.history.latest("history_id")
    assert (version.history_type, version.last_name, version.version) == ("~", "Zając", 2)


def test_import_leaves_columns_alone_that_the_file_has_not(roster):
    make_member("4497", phone="312-555-0101", separated_on=date(2026, 1, 1))
    few = ("star_number", "last_name", "first_name", "rank", "unit", "appointed_on")
    row = person("4497", last_name="Kowalski", first_name="Maria")
    report = roster([{name: row[name] for name in few}])
    member = Member.objects.get()
    assert (report.unchanged, member.phone, member.separated_on) == (
        1,
        "312-555-0101",
        date(2026, 1, 1),
    )


def test_import_empties_a_cell_but_never_an_employee_number(roster):
    roster([person("20001")])
    roster([person("20001", employee_number="", phone="")])
    member = Member.objects.get()
    assert (member.employee_number, member.phone) == ("9020001", "")


def test_import_reports_who_is_missing_and_leaves_them(roster):
    make_member("4497")
    make_member("4498", separated_on=date(2025, 1, 1))
    report = roster([person("20001")])
    assert report.missing == ["4497"]
    assert Member.objects.count() == 3


def test_import_creates_an_unknown_unit_and_says_so(roster):
    report = roster([person("20001", unit="999X"), person("20002", unit="999X")])
    assert report.notes == ["Unit 999X is new (line 2); the import creates it."]
    assert Unit.objects.get().code == "999X"


def test_import_begins_a_spell_today_when_the_unit_changes(roster):
    roster([person("20001")], on=TODAY - timedelta(days=30))
    roster([person("20001", unit="012")])
    before, since = ServiceSpell.objects.order_by("started_on")
    assert (before.unit.code, before.ended_on) == ("011", TODAY - timedelta(days=1))
    assert (since.unit.code, since.started_on, since.ended_on) == ("012", TODAY, None)
    assert before.history.first().history_type == "~"


def test_import_corrects_a_spell_that_began_today(roster):
    roster([person("20001")], on=TODAY - timedelta(days=30))
    for unit in ("012", "013"):
        roster([person("20001", unit=unit)])
    spells = ServiceSpell.objects.order_by("started_on")
    assert [spell.unit.code for spell in spells] == ["011", "013"]


@pytest.mark.parametrize("separated_on", ["", "2026-01-31"])
def test_import_keeps_every_former_star_of_one_day(roster, separated_on):
    for star in ("20001", "20002", "20003"):
        row = person(star, employee_number="E1", separated_on=separated_on)
        roster([row], on=TODAY)
    stars = ServiceSpell.objects.order_by("started_on", "id").values_list("star_number", flat=True)
    assert list(stars) == ["20001", "20002", "20003"]
    assert [spell.ended_on is None for spell in ServiceSpell.objects.order_by("id")] == [
        False,
        False,
        separated_on == "",
    ]


def test_import_keeps_the_star_of_who_leaves_with_another(roster):
    roster([person("20001", employee_number="E1")])
    roster([person("20002", employee_number="E1", separated_on="2026-01-31")])
    held = ServiceSpell.objects.order_by("id").values_list("star_number", "started_on", "ended_on")
    last = date(2026, 1, 30)
    assert list(held) == [("20001", date(2010, 3, 1), last), ("20002", last, last)]


def test_import_ends_the_spell_of_who_leaves_and_begins_one_for_who_returns(roster):
    roster([person("20001")], on=TODAY - timedelta(days=90))
    roster([person("20001", separated_on="2026-01-31")], on=TODAY - timedelta(days=20))
    assert ServiceSpell.objects.get().ended_on == date(2026, 1, 30)
    roster([person("20001")])
    left, back = ServiceSpell.objects.order_by("started_on")
    assert (left.ended_on, back.started_on, back.ended_on) == (date(2026, 1, 30), TODAY, None)


def test_import_keeps_formula_text_as_text(roster):
    roster([person("20001", last_name='=HYPERLINK("x")', address="+1 Main St")])
    member = Member.objects.get()
    assert (member.last_name, member.address) == ('=HYPERLINK("x")', "+1 Main St")


def test_import_keeps_leading_zeros_of_a_star(roster):
    roster([person("00123"), person("123", employee_number="1")])
    assert sorted(Member.objects.values_list("star_number", flat=True)) == ["00123", "123"]


def test_import_takes_a_whole_office_and_again_nothing(import_file, tmp_path):
    path, _ = office_files(tmp_path, members=660, absences=0)
    assert import_file(path).created == 660
    assert import_file(path).unchanged == 660
    assert MemberEvent.objects.count() == 660


def test_import_writes_nothing_when_it_breaks_half_way(import_file, tmp_path, monkeypatch):
    path = roster_file(tmp_path, [person("20001"), person("20002")])
    monkeypatch.setattr("members.roster.applying._save_events", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        import_file(path)
    assert counts() == [0, 0, 0, 0, 0]
    assert not Unit.objects.exists()
