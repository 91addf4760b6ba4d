"""An office of some hundred members with ten years of absences, and the clock at nine."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from caseflow.models import User
from cases.services.absences import import_absences
from members.services.roster import import_roster
from tests.factories import NOW, TODAY
from tests.generate import office_files


@pytest.fixture
def at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    """For those who ask for it, it is 5 March 2026, 09:00 in Chicago."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def generated(db: None, tmp_path: Any, at_nine: None) -> date:
    """A generated office as of TODAY."""
    files = office_files(tmp_path, members=120, absences=1500)
    for service, path in zip((import_roster, import_absences), files, strict=True):
        report = service(path=path, by=User.objects.system(), now=NOW, on=TODAY)
        assert report.refused == []
    return TODAY


@pytest.fixture
def csv_of(client_for: Callable[..., Any]) -> Callable[..., list[dict[str, str]]]:
    """The rows of a page's download, as this person gets them."""

    def rows(user: User, address: str) -> list[dict[str, str]]:
        join = "&" if "?" in address else "?"
        response = client_for(user).get(f"{address}{join}format=csv")
        assert response.status_code == 200, address
        return list(csv.DictReader(io.StringIO(response.getvalue().decode())))

    return rows
