"""`import_roster` on the command line: the report, the exit code, the file of refused rows."""

import csv
import io
import json

import pytest
from django.core.management import call_command

from members.models import Member
from tests.generate import person, roster_file

pytestmark = pytest.mark.django_db
BAD = person("20002", last_name="=1+1", rank="Archmage", appointed_on="1998-02-30")


@pytest.fixture
def run(capsys):
    """Runs the command; gives the exit code, standard output and standard error."""

    def running(*words):
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("import_roster", *map(str, words), stdout=out, stderr=err)
            code = 0
        except SystemExit as stop:
            code = stop.code
        return code, out.getvalue(), err.getvalue()

    return running


def test_command_prints_one_json_object(run, tmp_path):
    path = roster_file(tmp_path, [person("20001"), BAD])
    code, out, err = run(path, "--json")
    report = json.loads(out)
    assert (code, err) == (1, "")
    assert list(report) == "rows created updated unchanged refused missing notes".split()
    assert [(entry["line"], entry["column"], entry["value"]) for entry in report["refused"]] == [
        (3, "appointed_on", "1998-02-30"),
        (3, "rank", "Archmage"),
    ]
    assert set(report["refused"][0]) == {"line", "column", "value", "reason"}
    assert not Member.objects.exists()


def test_command_says_it_in_sentences_on_standard_error(run, tmp_path):
    path = roster_file(tmp_path, [person("20001"), BAD])
    code, out, err = run(path)
    lines = err.splitlines()
    assert (code, out) == (1, "")
    assert lines[0] == "line 3, appointed_on “1998-02-30”: The calendar has no such day."
    assert lines[-2:] == [
        "2 rows: 0 created, 0 updated, 0 unchanged, 1 refused.",
        "Nothing was written.",
    ]


def test_command_skips_bad_rows_into_a_file_that_can_be_corrected(run, tmp_path):
    path = roster_file(tmp_path, [person("20001"), BAD])
    code, _, err = run(path, "--skip-bad")
    rejected = tmp_path / "roster.csv.rejected.csv"
    assert (code, err.splitlines()[-1]) == (0, f"The refused rows are in {rejected}.")
    with rejected.open(newline="", encoding="utf-8") as stream:
        header, row = csv.reader(stream)
    assert (header[-1], row[2]) == ("refused_because", "'=1+1")
    assert row[-1].startswith("appointed_on: The calendar has no such day. rank: The rank is not")
    text = rejected.read_text().replace("Archmage", "Sergeant").replace("1998-02-30", "2010-02-28")
    rejected.write_text(text)
    assert run(rejected)[0] == 0
    assert Member.objects.get(star_number="20002").last_name == "=1+1"


def test_command_keeps_short_and_long_rows_as_they_stood(run, tmp_path):
    path = roster_file(tmp_path, [person("20001")])
    with path.open("a") as stream:
        stream.write("short,row\n" + ",".join(["x"] * 21) + "\n")
    assert run(path, "--skip-bad")[0] == 0
    with (tmp_path / "roster.csv.rejected.csv").open(newline="") as stream:
        _, short, long = csv.reader(stream)
    assert (short[:3], len(short)) == (["short", "row", ""], 20)
    assert (long[:21], len(long)) == (["x"] * 21, 22)
    assert long[-1].startswith("The row is too long")


def test_command_tries_without_writing(run, tmp_path):
    path = roster_file(tmp_path, [person("20001")])
    code, out, _ = run(path, "--dry-run", "--json")
    assert (code, json.loads(out)["created"], Member.objects.count()) == (0, 1, 0)
    path = roster_file(tmp_path, [person("20001"), BAD])
    code, out, _ = run(path, "--dry-run", "--skip-bad", "--json")
    assert (code, json.loads(out)["created"]) == (1, 1)
    assert [each.name for each in tmp_path.iterdir()] == ["roster.csv"]


@pytest.mark.parametrize("options", [[], ["--skip-bad"], ["--dry-run"]])
@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"star\n1\n", b"star_number\n\x00"])
def test_command_refuses_a_whole_file_on_line_1(run, tmp_path, content, options):
    path = tmp_path / "roster.csv"
    if content is not None:
        path.write_bytes(content)
    code, out, _ = run(path, "--json", *options)
    report = json.loads(out)
    assert (code, report["rows"], {entry["line"] for entry in report["refused"]}) == (1, 0, {1})


def test_command_writes_nothing_when_the_refused_rows_cannot_be_kept(run, tmp_path):
    path = roster_file(tmp_path, [person("20001"), BAD])
    (tmp_path / "roster.csv.rejected.csv").mkdir()
    code, _, err = run(path, "--skip-bad")
    assert (code, Member.objects.count()) == (1, 0)
    assert "so nothing was written. Copy the file to a folder where you may write." in err


def test_command_shows_progress_on_a_terminal_only(run, tmp_path, monkeypatch, capsys):
    path = roster_file(tmp_path, [person("20001")])
    run(path)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    run(path, "--dry-run")
    assert "Reading: 1" in capsys.readouterr().err
