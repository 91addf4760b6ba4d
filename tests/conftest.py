"""The fixed cast, and what every test needs: a cheap hasher, files of its own, guards up."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.testcases import TransactionTestCase

from caseflow import calendars, context
from caseflow.guards import guards_down
from caseflow.models import User
from cases.searching.filling import clear_words
from cases.services import facts
from tests import factories

# Playwright's sync API runs an event loop in the test's thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

_teardown = TransactionTestCase._fixture_teardown


def _flush_with_guards_down(self: TransactionTestCase) -> None:
    """Only a test that commits must flush; the append-only guards stand in its way."""
    with guards_down():
        _teardown(self)
    clear_words()
    factories.seed_again()


TransactionTestCase._fixture_teardown = _flush_with_guards_down


@pytest.fixture(autouse=True)
def _quick_and_alone(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    context._demo.clear()
    facts._known.clear()
    calendars._known.clear()
    yield
    context._demo.clear()


def _person(role: str) -> Any:
    @pytest.fixture(name=role if role != "admin" else "admin_user")
    def person(db: None) -> User:
        return factories.make_user(role, [role])

    return person


coordinator = _person("coordinator")
trainee = _person("trainee")
lead = _person("lead")
supervisor = _person("supervisor")
physician = _person("physician")
intake = _person("intake")
records = _person("records")
auditor = _person("auditor")
admin_user = _person("admin")


@pytest.fixture
def client_for() -> Callable[[User], Client]:
    """A signed-in client for a person."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def postgres(db: None) -> None:
    """For what needs two connections at once: skipped on SQLite with the reason."""
    if connections["default"].vendor != "postgresql":
        pytest.skip("Two connections at once are tried on PostgreSQL.")
