"""Fixtures of this room."""

import pytest

from caseflow.models import User
from members.services.roster import import_roster
from tests.factories import NOW, TODAY
from tests.generate import write_rows


@pytest.fixture
def at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    """For those who ask for it, it is 5 March 2026, 09:00 in Chicago."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def import_file(db):
    """Imports a roster file as the command does, on the fixed day."""

    def importing(path, *, on=TODAY, **options):
        by = User.objects.system()
        return import_roster(path=path, by=by, now=NOW, on=on, **options)

    return importing


@pytest.fixture
def roster(import_file, tmp_path):
    """Imports these rows of a roster; the file has the columns of the first."""

    def importing(rows, **options):
        return import_file(write_rows(tmp_path / "roster.csv", rows[0], rows), **options)

    return importing
