"""Fixtures of this room."""

import pytest

from tests.factories import NOW


@pytest.fixture
def at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    """For those who ask for it, it is 5 March 2026, 09:00 in Chicago."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
