"""An office with a letterhead, a coordinator with a telephone, and a case to write about."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from caseflow.models import User
from cases.models import Case
from notices.letters.parts import Occasion
from notices.models import Notice
from notices.rendering import draft_letter, letter_html
from notices.services.issuing import issue_notice
from tests import factories


@pytest.fixture(autouse=True)
def letterhead(settings: Any) -> None:
    settings.DEPARTMENT_NAME = "Springfield Police Department"
    settings.OFFICE_ADDRESS = "1 Main Street, Springfield, IL 62701"
    settings.OFFICE_PHONE = "217-555-0100"


@pytest.fixture
def writer(coordinator: User) -> User:
    coordinator.full_name = "Anna Brandt"
    coordinator.title = "Medical Services Coordinator"
    coordinator.phone = "217-555-0142"
    coordinator.save()
    return coordinator


@pytest.fixture
def case(writer: User) -> Case:
    """Non-IOD, absent since 2 Feb 2026 without an end, with the writer."""
    return factories.make_case(nature="sarcoidosis", owner=writer)


@pytest.fixture
def issue(writer: User) -> Callable[..., Notice]:
    def do(case: Case, **fields: Any) -> Notice:
        values = {"code": "time_remaining", "now": factories.NOW, "on": factories.TODAY, **fields}
        return issue_notice(case=case, **{"by": writer, **values})

    return do


@pytest.fixture
def html_of(writer: User) -> Callable[..., str]:
    """The letter of a case, one space between words."""

    def do(case: Case, on: date = factories.TODAY) -> str:
        draft = draft_letter("time_remaining", Occasion(case, writer, on))
        return " ".join(letter_html(draft, number="N-26-000123").split())

    return do
