"""Whom a line of the roster means: employee numbers, stars that move, come back or are taken."""

from datetime import date, timedelta

import pytest

from members.models import Member, ServiceSpell
from tests.factories import TODAY, make_member
from tests.generate import person

pytestmark = pytest.mark.django_db


def stars() -> dict[str | None, str]:
    return dict(Member.objects.values_list("employee_number", "star_number"))


def test_match_by_employee_number_keeps_the_former_star(roster):
    roster([person("20001", employee_number="1")], on=TODAY - timedelta(days=9))
    report = roster([person("300", employee_number="1", rank="Sergeant")])
    assert (report.created, report.updated, stars()) == (0, 1, {"1": "300"})
    assert report.notes == ["Star 20001 becomes star 300 (line 2); 20001 is kept as a former star."]
    spells = ServiceSpell.objects.order_by("started_on").values_list("star_number", "rank")
    assert list(spells) == [("20001", "Police Officer"), ("300", "Sergeant")]
    event = Member.objects.get().events.latest("sequence")
    assert (event.data["former_star"], event.data["star"]) == ("20001", "300")


def test_match_by_star_takes_a_corrected_employee_number(roster):
    roster([person("20001", employee_number="1")])
    assert roster([person("20001", employee_number="2")]).updated == 1
    assert stars() == {"2": "20001"}


def test_match_by_star_gives_the_first_employee_number(roster):
    roster([person("20001", employee_number="")])
    assert roster([person("20001", employee_number="2", last_name="Zając")]).updated == 1
    assert stars() == {"2": "20001"}


def test_match_refuses_another_person_on_a_held_star(roster):
    roster([person("20001", employee_number="1")])
    report = roster([person("20001", employee_number="2", last_name="Ortiz", born_on="1990-01-01")])
    (refusal,) = report.refused
    assert (refusal.line, refusal.column, refusal.value) == (2, "star_number", "20001")
    assert refusal.reason.startswith(
        "Star 20001 is held by another current member, employee number 1."
    )
    assert report.missing == []


def test_match_refuses_a_star_that_another_keeps(roster):
    roster([person("100", employee_number="1"), person("200", employee_number="2")])
    report = roster([person("200", employee_number="1")])
    (refusal,) = report.refused
    assert refusal.reason == "Star 200 is held by another current member, employee number 2."
    assert stars() == {"1": "100", "2": "200"}


def test_match_lets_two_members_swap_their_stars(roster):
    roster([person("100", employee_number="1"), person("200", employee_number="2")])
    report = roster([person("200", employee_number="1"), person("100", employee_number="2")])
    assert (report.refused, report.updated) == ([], 2)
    assert stars() == {"1": "200", "2": "100"}
    for member in Member.objects.all():
        assert not member.history.filter(star_number__startswith="~").exists()


def test_match_lets_stars_move_in_a_ring_unless_one_row_is_bad(roster):
    people = [person(str(star), employee_number=str(star)) for star in (1, 2, 3)]
    roster(people)
    ring = [
        person("2", employee_number="1"),
        person("3", employee_number="2"),
        person("1", employee_number="3", rank="Archmage"),
    ]
    report = roster(ring, skip_bad=True)
    # 3 stays where it was, so 2 cannot have its star, so 1 cannot have the star of 2.
    assert sorted((r.line, r.column) for r in report.refused) == [
        (2, "star_number"),
        (3, "star_number"),
        (4, "rank"),
    ]
    ring[2] = person("1", employee_number="3")
    assert roster(ring).updated == 3
    assert stars() == {"1": "2", "2": "3", "3": "1"}


def test_match_gives_the_star_of_who_leaves_to_a_newcomer_later(roster):
    roster([person("100", employee_number="1")])
    roster([person("100", employee_number="1", separated_on="2026-02-01")])
    newcomer = person("100", employee_number="2", last_name="Ortiz", appointed_on="2026-02-15")
    report = roster([newcomer])
    assert (report.created, report.refused) == (1, [])
    assert Member.objects.filter(star_number="100").count() == 2


def test_match_gives_a_star_that_moved_to_a_newcomer_in_the_same_file(roster):
    roster([person("100", employee_number="1")])
    newcomer = person("100", employee_number="", last_name="Ortiz")
    report = roster([person("300", employee_number="1"), newcomer])
    assert (report.created, report.updated, report.refused) == (1, 1, [])


def test_match_knows_who_left_without_an_employee_number(roster):
    rows = [
        person("100", employee_number="", separated_on="2020-01-01"),
        person("200", employee_number="2", last_name="Ortiz"),
    ]
    roster(rows)
    newcomer = person("100", employee_number="3", last_name="Diaz", born_on="1991-01-01")
    assert roster([newcomer]).created == 1
    assert roster(rows).unchanged == 2
    assert roster([newcomer]).unchanged == 1


def test_match_counts_who_leaves_tomorrow_as_holder(roster):
    make_member("100", separated_on=TODAY + timedelta(days=1))
    report = roster([person("100", employee_number="2")])
    assert "Star 100 is held by another current member" in report.refused[0].reason


def test_match_takes_a_member_back_who_left(roster):
    gone = make_member("100", separated_on=date(2020, 1, 1), employee_number="1")
    assert roster([person("100", employee_number="1")]).updated == 1
    gone.refresh_from_db()
    assert gone.separated_on is None
