"""What a roster may not hold: each refusal with its line, column, value and sentence."""

from datetime import timedelta

import pytest

from members.models import Member
from tests.factories import TODAY
from tests.generate import person, roster_file

pytestmark = pytest.mark.django_db
FAR = str(TODAY + timedelta(days=367))
NEAR = str(TODAY + timedelta(days=366))


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("star_number", "", "The star number is missing."),
        ("star_number", "1234567", "A star number is 1 to 6 digits"),
        ("star_number", "12a", "A star number is 1 to 6 digits"),
        ("star_number", "１２３", "A star number is 1 to 6 digits"),
        ("star_number", "-12", "A star number is 1 to 6 digits"),
        ("employee_number", "1234567890123", "13 characters; the column takes 12."),
        ("last_name", "", "The last name is missing."),
        ("last_name", "\u200b \u200b", "The last name is missing."),
        ("last_name", "x" * 81, "The text has 81 characters; the column takes 80."),
        ("first_name", "Ann\x07a", "a control character"),
        ("rank", "Archmage", "The rank is not known. Known are: Probationary Police Officer,"),
        ("unit", "x" * 13, "the column takes 12."),
        ("appointed_on", "1998-02-30", "The calendar has no such day."),
        ("appointed_on", "03/05/1998", "A day is written as YYYY-MM-DD"),
        ("appointed_on", "20100301", "A day is written as YYYY-MM-DD"),
        ("appointed_on", "２０１０-03-01", "A day is written as YYYY-MM-DD"),
        ("appointed_on", "0001-01-01", "The day is before 1900."),
        ("appointed_on", "9999-12-31", "more than 366 days ahead"),
        ("appointed_on", FAR, "more than 366 days ahead"),
        ("born_on", "2031-01-01", "The birth is in the future."),
        ("born_on", "1992-03-02", "less than 18 years before the appointment."),
        ("separated_on", "2010-02-28", "The separation is before the appointment."),
        ("separated_on", FAR, "more than 366 days ahead"),
        ("sex", "?", "The sex is not known. Known are: F, M, X, or nothing."),
        ("email", "no at example", "not an address of electronic mail"),
        ("state", "Illinois", "The text has 8 characters; the column takes 2."),
    ],
)
def test_import_refuses_a_cell(roster, column, value, sentence):
    report = roster([person("20001"), person("20002", **{column: value})])
    (refusal,) = report.refused
    assert (refusal.line, refusal.column) == (3, column)
    assert refusal.value == " ".join(value.replace("\u200b", "").split())
    assert sentence in refusal.reason
    assert (report.created, Member.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("born_on", "1992-02-29"),
        ("born_on", ""),
        ("separated_on", NEAR),
        ("separated_on", "2010-03-01"),
        ("sex", "x"),
        ("email", "josé.peña@example.org"),
        ("last_name", "x" * 80),
    ],
)
def test_import_takes_a_cell_at_the_edge(roster, column, value):
    row = person("20001", **{column: value})
    if value == "1992-02-29":
        row["appointed_on"] = "2010-02-28"
        assert roster([row]).refused[0].column == "born_on"
        row["appointed_on"] = "2010-03-01"
    assert (roster([row]).created, Member.objects.count()) == (1, 1)


def test_import_lists_every_bad_cell_of_a_row(roster):
    report = roster([person("20001", rank="Archmage", appointed_on="", email="x")])
    assert [entry.column for entry in sorted(report.refused)] == ["appointed_on", "email", "rank"]
    assert {entry.line for entry in report.refused} == {2}


def test_import_refuses_the_second_row_of_a_star_and_of_a_number(roster):
    report = roster(
        [
            person("20001", employee_number="1"),
            person("20001", employee_number="2"),
            person("20003", employee_number="1"),
            person("20003", employee_number="4"),
        ],
        skip_bad=True,
    )
    assert [(e.line, e.column, e.reason) for e in report.refused] == [
        (3, "star_number", "Star number 20001 stands on line 2 already."),
        (4, "employee_number", "Employee number 1 stands on line 2 already."),
        (5, "star_number", "Star number 20003 stands on line 4 already."),
    ]
    assert Member.objects.get().star_number == "20001"


def test_import_refuses_rows_that_cannot_be_taken_apart(import_file, tmp_path):
    path = roster_file(tmp_path, [person("20001")])
    with path.open("a", encoding="utf-8") as stream:
        stream.write('20009,900009,Short,Row\n20010,"open,x\n' + ",".join(["1"] * 20) + "\n")
    report = import_file(path)
    assert [(e.line, e.column, e.reason.split(":")[0]) for e in report.refused] == [
        (3, "", "The row is too short"),
        (4, "", "A quote is opened in this row and not closed."),
        (5, "", "The row is too long"),
    ]
    assert report.refused[0].value == "20009,900009,Short,Row"
    assert report.rows == 4
