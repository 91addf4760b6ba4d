"""Of the rungs without a letter, only the last whose time has come is late."""

from datetime import date

import pytest

from cases.rules.ladder import Rung
from notices.ladders import _lines

OK, QUIET, LATE = "sent", "passed, not sent", "not sent"


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (("missed", "issued", "to_come"), (QUIET, OK, "to come")),
        (("missed", "missed", "to_come"), (QUIET, LATE, "to come")),
        (("missed", "due", "to_come"), (QUIET, "due now", "to come")),
        (("issued", "missed", "to_come"), (OK, LATE, "to come")),
        (("passed", "missed", "missed"), ("before this absence", QUIET, LATE)),
        (("to_come",), ("to come",)),
        ((), ()),
    ],
)
def test_rung_that_a_later_one_has_overtaken_is_quiet(states, said):
    day = date(2026, 3, 1)
    rungs = tuple(Rung(30, day, day, ("letter",), "", state, "") for state in states)
    lines = _lines(rungs)
    assert tuple(line.state for line in lines) == said
    assert [line.kind for line in lines].count("late") == said.count(LATE)
