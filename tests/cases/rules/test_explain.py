"""What a rule says of values that no text confirms: in words, never by the name of a key."""

import pytest

from cases.rules.explain import rule_of
from cases.rules.policy import DEFAULTS, PolicyRow

KEYS = sorted({row.key for row in DEFAULTS})


@pytest.mark.parametrize("key", KEYS)
def test_unverified_value_is_called_in_words(key: str) -> None:
    row = PolicyRow(key, 1, "days", verified=False, authority="An authority", version="v1")
    rule = rule_of("a_rule", "A sentence.", (row,))
    said = rule.text.removeprefix("A sentence. Not confirmed by a text that could be read: ")
    assert said != rule.text and not rule.verified
    assert key not in said and "_" not in said and said.endswith(".")


def test_keys_are_told_apart_in_words() -> None:
    def words(key: str) -> str:
        return rule_of("a_rule", "", (PolicyRow(key, 1, "", verified=False),)).text

    career = [key for key in KEYS if key.startswith(("limited_duty_", "ordinary_", "fmla_"))]
    assert len({words(key) for key in career}) == len(career)


def test_verified_values_add_nothing() -> None:
    row = PolicyRow("fmla_weeks", 12, "weeks", authority="An authority", source="E01-16 II.N")
    rule = rule_of("a_rule", "A sentence.", (row, row))
    assert (rule.text, rule.source, rule.verified) == (
        "A sentence.", "An authority [E01-16 II.N]", True,
    )  # fmt: skip
