"""The bench on a tiny set: its files, its targets, and one run from end to end. No time is
asserted: a test machine is no ruler."""

import csv
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import Resolver404, resolve

from caseflow.bench import run
from caseflow.bench.counting import without_user
from caseflow.bench.files import write_files
from caseflow.bench.measuring import Measured
from caseflow.bench.report import report
from caseflow.bench.run import Result
from caseflow.bench.server import serving
from caseflow.management.commands import bench

COMMANDS = ["import_roster", "import_absences", "usage", "policy_impact"]
USER = 'SELECT * FROM "caseflow_user" WHERE "caseflow_user"."id" = 1 LIMIT 21'


def test_write_files_gives_the_figures_asked_for(tmp_path):
    roster, absences = write_files(tmp_path, members=60, absences=300, on=date(2026, 3, 5))
    rows = list(csv.DictReader(absences.read_text().splitlines()))
    assert len(roster.read_text().splitlines()) == 61
    assert abs(sum(row["record"] == "absence" for row in rows) - 300) <= 5


def test_write_files_is_the_same_each_time(tmp_path):
    texts = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        files = write_files(tmp_path / name, members=30, absences=90, on=date(2026, 3, 5))
        texts.append([file.read_text() for file in files])
    assert texts[0] == texts[1]


def test_floor_is_not_an_address_of_the_office():
    with pytest.raises(Resolver404):
        resolve("/bench/floor/")
    assert "caseflow.bench.counting.count_queries" not in live.MIDDLEWARE


def test_without_user_leaves_out_the_signed_in_user_once():
    assert without_user(["SELECT 1", USER, USER]) == ["SELECT 1", USER]


@pytest.fixture
def tiny(monkeypatch):
    """The bench makes a set of a handful of members."""
    if connection.vendor != "sqlite":
        pytest.skip("The bench has databases of its own, in SQLite.")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(bench, "SMALL", 5_000)


def test_bench_times_the_imports(db, tmp_path, capsys, tiny):
    call_command("bench", "--members=60", "--absences=300", f"--folder={tmp_path}", "--no-pages",
                 "--json")  # fmt: skip
    found = json.loads(capsys.readouterr().out)
    assert [each["command"] for each in found["imports"]] == COMMANDS


def test_bench_measures_pages_and_leaves_no_server(db, tmp_path, capsys, monkeypatch, tiny):
    ports: list[int] = []

    @contextmanager
    def watched(env: dict[str, str], log: Path) -> Iterator[int]:
        with serving(env, log) as port:
            ports.append(port)
            yield port

    monkeypatch.setattr(run, "serving", watched)
    call_command("bench", "--no-imports", "--share=2500", "--growth", f"--folder={tmp_path}",
                 "--times=1", "--only=young", "--json")  # fmt: skip
    found = json.loads(capsys.readouterr().out)
    (page,) = found["pages"]
    assert (page["label"], page["problem"], page["user"]) == ("case, young", "", "coordinator")
    assert page["queries"] > 0 < page["ratio"]
    assert page["growth"] > 0
    assert found["sizes"]["engine"] == "SQLite"
    assert found["sizes"]["cases"] > found["small"]["cases"] > 0
    for port in ports:
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0


SIZES = {
    "engine": "SQLite", "cases": 5000, "open_cases": 96, "members": 420, "absences_in_all": 12000,
    "notes": 60000, "events": 88000, "obligations": 1000,
}  # fmt: skip


def measured(**given: Any) -> Measured:
    usual = {"label": "a list", "path": "/", "user": "lead", "milliseconds": 5.0, "floor_ms": 1.0,
             "ratio": 5.0, "queries": 9, "limit_ratio": 10, "limit_queries": 12}  # fmt: skip
    return Measured(**{**usual, **given})


def test_report_says_on_what_it_was_measured_and_how():
    lines = list(report(Result(sizes=SIZES, pages=[measured()])))
    assert lines[0].startswith("SQLite: 5,000 cases (96 open) of 420 members, 12,000 absences")
    assert "medians of 31 requests in turns with the floor" in lines[1]
    assert lines[-2].split("  ")[-1] == "within"
    assert lines[-1] == "Everything within its limit"


@pytest.mark.parametrize(
    ("given", "word", "wrong"),
    [
        ({"ratio": 10.1}, "over", False),
        ({"growth": 1.31}, "over", False),
        ({"growth": 1.3}, "within", False),
        ({"queries": 13}, "WRONG", True),
        ({"problem": "gave 500"}, "WRONG", True),
    ],
)
def test_report_tells_slow_from_wrong(given, word, wrong):
    result = Result(sizes=SIZES, small=SIZES, pages=[measured(**given)])
    assert list(report(result))[-2].endswith(word)
    assert bool(result.wrong) == wrong


def test_bench_ends_with_1_only_for_what_is_wrong(monkeypatch, capsys):
    for page, code in ((measured(ratio=99), None), (measured(queries=99), 1)):
        monkeypatch.setattr(
            bench.Command, "_pages", lambda self, b, result, o, page=page: result.pages.append(page)
        )
        monkeypatch.setattr(bench, "report", lambda result: [])
        if code is None:
            call_command("bench", "--no-imports")
        else:
            with pytest.raises(SystemExit) as ended:
                call_command("bench", "--no-imports")
            assert ended.value.code == code


def test_bench_asks_for_the_small_database_by_name_on_postgresql():
    with pytest.raises(CommandError, match="--growth URL"):
        call_command("bench", "--no-imports", "--database=postgres://h/d", "--growth")
