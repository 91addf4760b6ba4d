"""`import_absences` on the command line, and what two imports at once come to."""

import csv
import io
import json
import threading

import pytest
from django.core.management import call_command
from django.db import connection

from cases.models import Absence, Case
from tests.generate import absence, absences_file

BAD = absence("2025-03-09", "2025-03-01", reason="=1+1")


@pytest.fixture
def run():
    """Runs the command; gives the exit code, standard output and standard error."""

    def running(*words):
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("import_absences", *map(str, words), stdout=out, stderr=err)
            code = 0
        except SystemExit as stop:
            code = stop.code
        return code, out.getvalue(), err.getvalue()

    return running


def test_command_imports_as_the_system_user(member, run, tmp_path):
    path = absences_file(tmp_path, [absence("2025-01-01", "2025-01-31")])
    code, out, err = run(path)
    assert (code, out) == (0, "")
    assert err == "1 row: 1 created, 0 updated, 0 unchanged, 0 refused.\n"
    assert Case.objects.get().opened_by.username == "system"


def test_command_writes_nothing_with_one_bad_row(member, run, tmp_path):
    path = absences_file(tmp_path, [absence("2025-01-01", "2025-01-31"), BAD])
    code, out, _ = run(path, "--json")
    report = json.loads(out)
    assert (code, report["rows"], report["created"], report["missing"]) == (1, 2, 0, [])
    assert report["refused"] == [
        {
            "line": 3,
            "column": "last_day",
            "value": "2025-03-01",
            "reason": "The last day is before the first.",
        }
    ]
    assert not Case.objects.exists()


def test_command_skips_bad_rows(member, run, tmp_path):
    path = absences_file(tmp_path, [absence("2025-01-01", "2025-01-31"), BAD])
    code, out, _ = run(path, "--json", "--skip-bad")
    assert (code, json.loads(out)["created"], Case.objects.count()) == (0, 1, 1)
    with (tmp_path / "absences.csv.rejected.csv").open(newline="") as stream:
        header, row = csv.reader(stream)
    assert (header[-1], row[7], row[-1]) == (
        "refused_because",
        "'=1+1",
        "last_day: The last day is before the first.",
    )


def test_command_tries_without_writing(member, run, tmp_path):
    path = absences_file(tmp_path, [absence("2025-01-01", "2025-01-31")])
    code, out, _ = run(path, "--json", "--dry-run")
    assert (code, json.loads(out)["created"], Case.objects.count()) == (0, 1, 0)


def test_command_asks_for_the_columns_that_tell_an_open_absence(member, run, tmp_path):
    path = tmp_path / "absences.csv"
    path.write_text("record,star_number,account,first_day,reason\n")
    code, out, _ = run(path, "--json")
    assert (code, json.loads(out)["refused"][0]["reason"]) == (1, "The column last_day is missing.")


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_open_each_case_once(postgres, transactional_db, run, tmp_path):
    from tests.factories import make_member

    make_member("4497")
    path = absences_file(tmp_path, [absence(f"2025-0{n}-01", f"2025-0{n}-09") for n in range(1, 8)])
    codes = []

    def importing():
        codes.append(run(path)[0])
        connection.close()

    threads = [threading.Thread(target=importing) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [0, 0]
    assert Absence.objects.count() == 7
    assert {case.reference[-2:] for case in Case.objects.all()} == {f"0{n}" for n in range(1, 8)}
