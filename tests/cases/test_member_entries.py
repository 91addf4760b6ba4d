"""The history of a member's record in sentences: every kind that is recorded has one."""

import pytest

from cases.services.ledger import EVENT_KINDS
from members.sentences import SENTENCES, register

KINDS = {"member_added", "member_updated", "duty_entered", "duty_ended", "duty_reversed"}
DAYS = {"first_day": "2026-01-05", "last_day": "2026-01-09"}


def test_every_kind_has_a_sentence():
    assert {*EVENT_KINDS.values(), *KINDS} <= set(SENTENCES)


def test_two_sentences_for_one_kind_are_refused():
    with pytest.raises(ValueError, match="There is a sentence for member_added already"):
        register("member_added", lambda data: "")


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("exception_recorded", {**DAYS, "reason": "furlough"},
         "Days taken off for furlough: 5 Jan 2026 to 9 Jan 2026"),
        ("credit_recorded", {"first_day": "2026-01-05", "days": 25, "reason": "treatment_delay"},
         "25 days given to an injury (delay in approving treatment), from 5 Jan 2026 on"),
        ("credit_recorded", {**DAYS, "reason": "psychological_restoration"},
         "Days restored (psychological restoration): 5 Jan 2026 to 9 Jan 2026"),
        ("days_recoded", {"first_day": "2026-01-05", "last_day": None, "to_account": "iod"},
         "Days now count as an injury on duty: from 5 Jan 2026 on"),
        ("days_recoded", {**DAYS, "last_day": "2026-01-05", "to_account": "non_iod"},
         "Days now count as not on duty: 5 Jan 2026"),
        ("entry_reversed", DAYS, "Ledger entry reversed: 5 Jan 2026 to 9 Jan 2026"),
        ("member_updated", {"changed": ["star_number"], "former_star": "12", "star": "99"},
         "Star 12 became star 99"),
        ("member_updated", {"changed": ["phone", "zip"]}, "Roster changed: phone, zip"),
        ("member_added", {}, "Entered in the roster"),
    ],
)  # fmt: skip
def test_sentences(kind, data, said):
    assert SENTENCES[kind](data) == said
