"""Imports of absences as the command does them, on the fixed day."""

import pytest

from caseflow.models import User
from cases.services.absences import import_absences
from tests.factories import NOW, TODAY, make_member
from tests.generate import write_rows


@pytest.fixture
def member(db):
    """The member of whom the rows of `tests.generate` speak, appointed 1 Mar 2010."""
    return make_member("4497")


@pytest.fixture
def import_file(db):
    def importing(path, *, by=None, on=TODAY, now=NOW, **options):
        by = by or User.objects.system()
        return import_absences(path=path, by=by, now=now, on=on, **options)

    return importing


@pytest.fixture
def rows(import_file, tmp_path):
    """Imports these rows; the file has the columns of the first."""

    def importing(*given, **options):
        path = write_rows(tmp_path / "absences.csv", given[0], given)
        return import_file(path, **options)

    return importing
