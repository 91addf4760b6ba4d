"""What is due, from a table that a reader of the rules can correct; each row with its source."""

import csv
import json
import re
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from caseflow.calendars import load_calendars
from cases.rules import obligation_facts as facts_module
from cases.rules.obligation_facts import CaseFacts
from cases.rules.obligations import KINDS, due
from cases.rules.policy_timeline import PolicyTimeline
from cases.services.facts import load_policy

pytestmark = pytest.mark.django_db
TABLE = (Path(__file__).parent / "due.csv").read_text(encoding="utf-8")
ROWS = list(csv.DictReader(TABLE.splitlines()))
ON = date(2026, 3, 5)
MANY = {
    "contacts": "Contact", "reports": "Report", "visits": "Visit", "reviews": "Review",
    "releases": "ReleaseFact", "duty": "DutyWatch", "travels": "Travel", "clocks": "Clock",
    "unpaid": "Unpaid", "wrong": "Wrong", "authorizations": "Authorized",
}  # fmt: skip


def value(raw: Any) -> Any:
    """A day or an instant where the text is one."""
    if isinstance(raw, list):
        return tuple(value(each) for each in raw)
    if isinstance(raw, str) and raw[:2] == "20":
        return datetime.fromisoformat(raw) if "T" in raw else date.fromisoformat(raw)
    return raw


def read(said: dict[str, Any]) -> CaseFacts:
    """The facts of a row; what it leaves out is an open non-IOD case with a keeper."""
    given = {name: value(raw) for name, raw in said.items()}
    for name, kind in MANY.items():
        if name in given:
            given[name] = tuple(getattr(facts_module, kind)(*each) for each in given[name])
    if "hold" in given:
        given["hold"] = facts_module.HoldFact(*given["hold"])
    defaults = {
        "case": "NIOD-26-00001", "kind": "non_iod", "state": "on_roll", "has_owner": True,
        "opened_on": date(2026, 2, 2), "reported_at": datetime(2026, 2, 2, 15, tzinfo=UTC),
        "calendars": load_calendars(), "zone": ZoneInfo("America/Chicago"),
        "bargaining_unit": "FOP7", "rank": "Police Officer",
    }  # fmt: skip
    return CaseFacts(**{**defaults, **given})


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['code']}: {row['why']}" for row in ROWS])
def test_due_follows_from_the_facts(row: dict[str, str]) -> None:
    found = due(read(json.loads(row["facts"])), load_policy(), ON)
    days = [
        (str(each.due_on), str(each.opens_on), str(each.met_on or ""))
        for each in found
        if each.code == row["code"]
    ]
    wanted = [(row["due_on"], row["opens_on"], row["met_on"])] if row["due_on"] else []
    assert days[:1] == wanted
    assert "cannot_say" not in {each.code for each in found}


def test_every_kind_of_a_case_itself_is_in_the_table():
    by_hand = {code for code in KINDS if code.startswith("limit_")}
    tested = {row["code"] for row in ROWS}
    elsewhere = {"ladder", "pension_advice", "exhaustion", "leave_ends", "requirements"}
    assert set(KINDS) - by_hand - elsewhere - {"cannot_say"} <= tested


def test_each_says_why():
    facts = read({"absences": [["2026-02-02", None]], "expected_return_on": "2026-03-16"})
    for each in due(facts, load_policy(), ON):
        said = each.derivation
        assert said.trigger and said.rule and said.source
        assert said.convention


def test_hours_are_elapsed_time_over_the_night_when_clocks_go_on():
    clock = [1, "diagnosis_confirmed", "2026-03-06", "2026-03-06T18:00:00+00:00", None]
    [letter] = [d for d in due(read({"clocks": [clock]}), load_policy(), ON) if d.due_at]
    assert letter.due_at == datetime(2026, 3, 9, 18, tzinfo=UTC)
    assert letter.due_at.astimezone(ZoneInfo("America/Chicago")).hour == 13


def test_no_value_to_judge_by_is_itself_due():
    facts = read({"absences": [["2026-02-02", None]], "expected_return_on": "2026-03-16"})
    sentences = [each.what for each in due(facts, PolicyTimeline(()), ON)]
    assert any("No value of the policy soon_days is in force" in each for each in sentences)


def test_answers_do_not_move_with_time():
    facts = read(
        {
            "absences": [["2026-02-02", None]],
            "unpaid": [["non_iod", "2026-02-02", None, "2027-02-02"]],
        }
    )
    answers = {
        tuple(
            str(getattr(each, field.name)) for field in fields(each) if field.name != "derivation"
        )
        for on in (ON, date(2026, 8, 1), date(2027, 3, 1))
        for each in due(facts, load_policy(), on)
    }
    assert len(answers) == len(due(facts, load_policy(), ON))


def test_days_are_said_in_words():
    unpaid = ["non_iod", "2026-02-02", None, "2027-02-02"]
    facts = read({"absences": [["2026-02-02", None]], "unpaid": [unpaid]})
    for each in due(facts, load_policy(), ON):
        assert not re.search(r"\d{4}-\d{2}", each.what + each.derivation.trigger)


def test_only_the_newest_contact_and_report_leave_something_open():
    facts = read(
        {
            "absences": [["2026-02-02", None]],
            "contacts": [[3, "2026-02-20T16:00:00+00:00"], [4, "2026-03-01T16:00:00+00:00"]],
            "reports": [
                ["k1", "2026-02-12", "off", "2026-03-05"], ["k2", "2026-03-04", "off", "2026-04-02"]
            ],
        }
    )  # fmt: skip
    found = [each for each in due(facts, load_policy(), ON) if each.met_on is None]
    wanted = [each for each in found if each.code in ("follow_up", "provider_note")]
    assert [(each.subject, each.due_on) for each in wanted] == [
        ("note-4", date(2026, 3, 15)), ("k2", date(2026, 4, 2)),
    ]  # fmt: skip
