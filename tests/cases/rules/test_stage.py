"""The stage of a case as a table, and what holds of it whatever is on record."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.facts import DutyFact, ExceptionFact
from cases.rules.stage import STAGES, Decision, Released, StageFacts, stage

TABLE = Path(__file__).with_name("stage.csv")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def span(text: str) -> tuple[date, date | None]:
    first, last = text.split("..")
    return date.fromisoformat(first), day(last)


def facts_of(row: dict[str, str]) -> StageFacts:
    def named(cell: str) -> list[tuple[str, str]]:
        return [(words[0], words[1]) for part in parts(row[cell]) if (words := part.split(" "))]

    return StageFacts(
        confirmed=row["confirmed"] == "yes",
        approved_on=day(row["approved_on"]),
        closed_on=day(row["closed_on"]),
        absences=tuple(span(part) for part in parts(row["absences"])),
        certification=tuple(Decision(name, *span(days)) for name, days in named("certification")),
        requirements=tuple(date.fromisoformat(part) for part in parts(row["requirements"])),
        releases=tuple(Released(name, date.fromisoformat(on)) for name, on in named("releases")),
        exceptions=tuple(
            ExceptionFact(first, last or first, name)
            for name, days in named("exceptions")
            for first, last in [span(days)]
        ),
        duty=tuple(DutyFact(*span(days), name) for name, days in named("duty")),  # type: ignore[arg-type]
        treatment_since=day(row["treatment_since"]),
        first_unpaid_day=day(row["first_unpaid_day"]),
    )


@pytest.mark.parametrize("row", ROWS, ids=[row["example"] for row in ROWS])
def test_stage_matches_the_table(row: dict[str, str]) -> None:
    found = stage(facts_of(row), date.fromisoformat(row["on"]))
    assert found.code == row["stage"]
    assert row["why"].lower() in found.why.lower()
    assert row["source"].strip() and found.why.endswith(".")


def test_every_stage_is_in_the_table() -> None:
    assert {row["stage"] for row in ROWS} == {kind.code for kind in STAGES}


@given(st.sampled_from(ROWS), st.dates(date(2025, 12, 1), date(2026, 12, 31)))
def test_every_day_has_a_stage(row: dict[str, str], on: date) -> None:
    facts = facts_of(row)
    found = stage(facts, on)
    holding = [kind.code for kind in STAGES if kind.judge(facts, on) is not None]
    assert found.code == holding[0] and holding[-1] == "reported"


@given(st.sampled_from(ROWS), st.dates(date(2025, 12, 1), date(2026, 12, 31)))
def test_the_order_of_entry_does_not_matter(row: dict[str, str], on: date) -> None:
    facts = facts_of(row)
    turned = replace(
        facts,
        absences=facts.absences[::-1],
        certification=facts.certification[::-1],
        releases=facts.releases[::-1],
        requirements=facts.requirements[::-1],
    )
    assert stage(turned, on) == stage(facts, on)
