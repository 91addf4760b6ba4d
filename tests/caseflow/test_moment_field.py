"""The two nights a year when the clocks are changed (America/Chicago)."""

from datetime import UTC, datetime

import pytest
from django import forms

from caseflow.forms import MomentField


def test_moment_field_takes_the_first_of_a_time_that_comes_twice():
    assert MomentField().clean("2026-11-01T01:30") == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_moment_field_refuses_a_time_that_the_night_skips():
    with pytest.raises(forms.ValidationError, match="02:30 does not exist on that day"):
        MomentField().clean("2026-03-08T02:30")


@pytest.mark.parametrize("typed", ["yesterday", "2026-02-30T10:00", "\x00", "9" * 400])
def test_moment_field_refuses_what_is_no_moment(typed):
    with pytest.raises(forms.ValidationError):
        MomentField().clean(typed)
