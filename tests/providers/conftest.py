"""In this room's tests it is 5 March 2026, 09:00 in Chicago."""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.factories import NOW


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock that views and commands read."""

    def put(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return put


@pytest.fixture(autouse=True)
def _at_nine(clock_at: Callable[[datetime], None]) -> None:
    clock_at(NOW)
