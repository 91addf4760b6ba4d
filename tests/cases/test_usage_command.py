"""The command line's answer: the contract's object, for one and for all; its refusals."""

import hashlib
import io
import json
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.management.commands.usage import _account_lines
from cases.rules.disability import NOT_APPOINTED, ordinary_disability_account
from cases.rules.facts import MemberFacts
from cases.rules.policy import DEFAULTS, PolicyTimeline
from tests.factories import make_case, make_member

pytestmark = pytest.mark.django_db


def asked(*words: str) -> str:
    out = io.StringIO()
    call_command("usage", *words, stdout=out)
    return out.getvalue()


def answer(*words: str) -> dict[str, Any]:
    return json.loads(asked(*words, "--json"))  # type: ignore[no-any-return]


def test_usage_gives_worked_example_a(coordinator):
    make_case(make_member("4497"), first_day=date(2024, 1, 10), on=date(2025, 1, 8))
    got = answer("4497", "--on", "2025-01-08")
    account = got["accounts"][0]
    assert (got["member"], got["on"]) == ("4497", "2025-01-08")
    assert (account["used"], account["remaining"]) == (365, 0)
    assert account["first_unpaid_day"] == "2025-01-09"
    assert account["window"] == ["2023-01-09", "2025-01-08"]
    assert account["counted"][0]["case"] == "NIOD-24-00001"


def test_usage_digest_is_that_of_the_canonical_json(coordinator):
    make_case(make_member("4497"), kind="iod")
    got = answer("4497", "--on", "2026-03-05")
    for account in got["accounts"]:
        digest = account.pop("digest")
        whole = {"member": got["member"], "on": got["on"], "account": account}
        text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert digest == hashlib.sha256(text.encode()).hexdigest()


def test_usage_all_holds_current_members_and_everyone_with_a_ledger(coordinator):
    make_member("1")
    gone = make_member("2", separated_on=date(2026, 1, 1))
    make_case(gone, first_day=date(2025, 1, 1), last_day=date(2025, 1, 9))
    make_member("3", separated_on=date(2026, 1, 1))
    lines = asked("--all", "--on", "2026-03-05", "--json").splitlines()
    stars = {json.loads(line)["member"] for line in lines}
    assert stars == {"1", "2"}


def test_usage_all_equals_usage_of_each(coordinator):
    for star in ("11", "12", "13"):
        make_case(make_member(star), first_day=date(2025, 6, int(star)))
    lines = asked("--all", "--on", "2026-03-05", "--json").splitlines()
    assert [json.loads(line) for line in lines] == [
        answer(star, "--on", "2026-03-05") for star in ("11", "12", "13")
    ]


def test_usage_all_costs_the_same_for_many(coordinator):
    for star in range(1, 12):
        make_case(make_member(str(star)))
    with CaptureQueriesContext(connection) as captured:
        asked("--all", "--on", "2026-03-05", "--json")
    assert len(captured) <= 5


def test_usage_in_words_names_days_and_rule(coordinator):
    make_case(make_member("4497"))
    text = asked("4497", "--on", "2026-03-05")
    assert "used 32 of 365 days, 333 left" in text
    assert "first unpaid day 2 Feb 2027" in text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["99999"], "No member has star 99999"),
        (["1", "--on", "2026-02-30"], "2026-02-30 is not a day"),
        (["1", "--on", "0001-01-01"], "outside the years"),
        ([], "Give a star number, or --all"),
        (["1", "--all", "--json"], "Give a star number, or --all"),
        (["--all"], "add --json"),
    ],
)
def test_usage_refuses_with_a_sentence(words, sentence):
    make_member("1")
    with pytest.raises(CommandError, match=sentence):
        call_command("usage", *words, stdout=io.StringIO())


def test_further_accounts_follow_the_paid_days(coordinator):
    make_case(make_member("4497"), kind="iod")
    names = [account["account"] for account in answer("4497", "--on", "2026-03-05")["accounts"]]
    assert names == ["non_iod", "iod", "limited_duty", "ordinary_disability", "fmla"]


@pytest.mark.parametrize(
    ("only", "names"),
    [
        (["fmla"], ["fmla"]),
        (["iod"], ["iod", "iod"]),
        (["IOD-26-00001"], ["iod"]),
        (["limited_duty", "non_iod"], ["non_iod", "limited_duty"]),
    ],
)
def test_account_selects_without_changing_an_answer(coordinator, only, names):
    member = make_member("4497")
    make_case(member, kind="iod", last_day=date(2026, 2, 9))
    make_case(member, kind="iod", first_day=date(2026, 2, 12))
    words = [word for name in only for word in ("--account", name)]
    got = answer("4497", "--on", "2026-03-05", *words)["accounts"]
    assert [account["account"] for account in got] == names
    everything = answer("4497", "--on", "2026-03-05")["accounts"]
    assert all(account in everything for account in got)


def test_account_that_the_member_has_not_is_refused(coordinator):
    make_member("1")
    with pytest.raises(CommandError, match="The member has no account IOD-26-00009"):
        asked("1", "--account", "IOD-26-00009", "--json")


def test_usage_in_words_says_the_further_accounts(coordinator):
    make_case(make_member("4497"))
    text = asked("4497", "--on", "2026-03-05", "--account", "limited_duty", "--account", "fmla")
    assert "Limited duty\n  used 0 of 730 days, 730 left" in text
    assert "Family and medical leave\n  used 4 4/5" in text or "used 24/5 of 12 weeks" in text


def test_cap_that_is_not_known_is_not_called_the_lack_of_one():
    facts = MemberFacts("4497", "FOP7", "Police Officer")
    account = ordinary_disability_account(facts, PolicyTimeline(DEFAULTS), date(2026, 3, 5))
    lines = list(_account_lines(account))
    assert lines[:3] == [
        "Ordinary disability",
        "  used 0 days, the cap is not known",
        f"  {NOT_APPOINTED}",
    ]
