"""The bench on a tiny set: its files, its targets, and one run from end to end. No time is
asserted: a test machine is no ruler."""

import csv
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as live
from django.core.management import call_command
from django.db import connection
from django.urls import Resolver404, resolve

from caseflow.bench import run
from caseflow.bench.counting import without_user
from caseflow.bench.files import write_files
from caseflow.bench.pages import pages
from caseflow.bench.reference import dress
from caseflow.bench.server import serving
from caseflow.bench.targets import targets
from caseflow.models import User
from cases.services.absences import import_absences
from members.services.roster import import_roster
from tests.factories import NOW, TODAY

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


def test_reference_set_is_imported_and_dressed(db, tmp_path):
    files = write_files(tmp_path, members=60, absences=300, on=TODAY)
    for service, path in zip((import_roster, import_absences), files, strict=True):
        report = service(path=path, by=User.objects.system(), now=NOW, on=TODAY)
        assert report.refused == []
    dress(on=TODAY, progress=lambda what, done, total: None)
    found = targets(on=TODAY)
    assert found["members"] == 60
    assert found["open"] > 0
    assert found["old_notes"] >= 60
    assert {page.user for page in pages(found)} >= {"coordinator", "lead", "auditor"}


def test_reference_set_refuses_a_database_that_holds_anything(db, coordinator):
    with pytest.raises(Exception, match="holds a user already"):
        call_command("reference_set")


def test_floor_is_not_an_address_of_the_office():
    with pytest.raises(Resolver404):
        resolve("/bench/floor/")
    assert "caseflow.bench.counting.count_queries" not in live.MIDDLEWARE


def test_without_user_leaves_out_the_signed_in_user_once():
    assert without_user(["SELECT 1", USER, USER]) == ["SELECT 1", USER]


def test_bench_runs_and_leaves_no_server(db, tmp_path, capsys, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("The bench has databases of its own, in SQLite.")
    ports: list[int] = []

    @contextmanager
    def watched(env: dict[str, str], log: Path) -> Iterator[int]:
        with serving(env, log) as port:
            ports.append(port)
            yield port

    monkeypatch.setattr(run, "serving", watched)
    call_command(
        "bench", "--members=60", "--absences=300", f"--folder={tmp_path}", "--times=1",
        "--only=case, young", "--json",
    )  # fmt: skip
    found = json.loads(capsys.readouterr().out)
    assert [each["command"] for each in found["imports"]] == COMMANDS
    assert [page["label"] for page in found["pages"]] == ["case, young"]
    assert found["pages"][0]["queries"] > 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", ports[0])) != 0
