"""The worked examples as a table that a domain reader can correct, each row with its source."""

import csv
from datetime import date
from pathlib import Path

import pytest

from cases.rules.facts import AbsenceFact, CreditFact, ExceptionFact, MemberFacts, WithheldFact
from cases.rules.policy import DEFAULTS, PolicyRow, PolicyTimeline
from cases.rules.usage import usage
from tests.cases.rules.oracle import oracle

TABLE = Path(__file__).with_name("worked_examples.csv")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def entries(cell: str) -> list[list[str]]:
    return [entry.split() for entry in cell.split(";") if entry.strip()]


def read_absences(cell: str) -> tuple[list[AbsenceFact], list[WithheldFact]]:
    absences, withheld = [], []
    for number, words in enumerate(entries(cell), start=1):
        account, injury = words.pop(0), None
        if account == "iod":
            injury = words.pop(0)
        last = None if words[1] == "open" else date.fromisoformat(words[1])
        case = f"C{number}"
        absences.append(
            AbsenceFact(
                date.fromisoformat(words[0]), last, account, injury, case, "recurrence" in words
            )
        )
        if "withheld" in words:
            first, last = (date.fromisoformat(word) for word in words[-2:])
            withheld.append(WithheldFact(first, last, case))
    return absences, withheld


def read_credit(words: list[str]) -> CreditFact:
    if words[0] == "iod":
        _, injury, days, first, reason = words
        return CreditFact("iod", injury, date.fromisoformat(first), None, int(days), reason)
    _, first, last, reason = words
    return CreditFact(
        "non_iod", None, date.fromisoformat(first), date.fromisoformat(last), None, reason
    )


def read_policy(cell: str) -> tuple[PolicyRow, ...]:
    rows = []
    for words in entries(cell):
        key, value = words[0].split("=")
        since = date.fromisoformat(words[2]) if len(words) > 1 else date(1990, 1, 1)
        rows.append(PolicyRow(key, value != "no" and int(value), "", effective_from=since))
    return (*DEFAULTS, *rows)


def read_facts(row: dict[str, str]) -> MemberFacts:
    absences, withheld = read_absences(row["absences"])
    exceptions = [
        ExceptionFact(date.fromisoformat(first), date.fromisoformat(last), reason)
        for reason, first, last in entries(row["exceptions"])
    ]
    credits = [read_credit(words) for words in entries(row["credits"])]
    return MemberFacts(
        "100", "FOP7", "Police Officer", tuple(absences), tuple(exceptions), tuple(credits),
        tuple(withheld),
    )  # fmt: skip


def expected(row: dict[str, str]) -> dict[str, object]:
    unpaid = row["first_unpaid_day"]
    return {
        "window_start": row["window_start"],
        "limit": int(row["limit"]),
        "used": int(row["used"]),
        "remaining": int(row["remaining"]),
        "first_unpaid_day": None if unpaid == "never" else date.fromisoformat(unpaid),
    }


@pytest.mark.parametrize("row", ROWS, ids=[row["example"] for row in ROWS])
def test_usage_matches_the_table(row: dict[str, str]) -> None:
    timeline = PolicyTimeline(read_policy(row["policy"]))
    answer = usage(read_facts(row), timeline, date.fromisoformat(row["on"]))
    account = answer.account(row["account"], row["injury"] or None)
    assert account is not None
    found = {
        "window_start": account.window[0].isoformat() if account.window else "",
        "limit": account.limit,
        "used": account.used,
        "remaining": account.remaining,
        "first_unpaid_day": account.first_unpaid_day,
    }
    assert found == expected(row)


@pytest.mark.parametrize("row", ROWS, ids=[row["example"] for row in ROWS])
def test_oracle_matches_the_table(row: dict[str, str]) -> None:
    answer = oracle(read_facts(row), read_policy(row["policy"]), date.fromisoformat(row["on"]))
    account = answer[row["account"], row["injury"] or None]
    window = account["window"]
    account["window_start"] = window[0].isoformat() if window else ""
    wanted = expected(row)
    assert {key: account[key] for key in wanted} == wanted


def test_table_names_a_source_for_every_row() -> None:
    assert [row["example"] for row in ROWS if not row["source"].strip()] == []
    named = [row for row in ROWS if row["source"].startswith("docs/entitlement.md example")]
    examples = {row["example"][0] for row in named}
    assert examples >= set("ABCDEFG")


def test_notice_ladder_of_example_g() -> None:
    ladder = PolicyTimeline(DEFAULTS).at("notice_ladder_days", date(2024, 3, 4)).value
    unpaid = date(2025, 3, 4)
    assert [(unpaid.toordinal() - days) for days in ladder] == [
        date.fromisoformat(day).toordinal()
        for day in (
            "2024-09-05", "2024-11-04", "2024-12-04", "2025-01-03", "2025-02-02", "2025-02-18"
        )
    ]  # fmt: skip
