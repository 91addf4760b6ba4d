"""What surrounds every page: its headers, its refusals, its log line."""

import logging
import sys
from io import StringIO

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.management import call_command
from django.test import Client, RequestFactory

from caseflow import context, views
from caseflow.logs import OneLineFormatter, RequestIdFilter
from caseflow.middleware import client_ip
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/login/", "/healthz", "/roles/", "/access-log/", "/nowhere/"])
def test_every_answer_has_a_strict_policy(client_for, auditor, path):
    header = client_for(auditor).get(path)["Content-Security-Policy"]
    assert "default-src 'none'" in header
    assert "script-src 'self'" in header
    assert "unsafe" not in header


def test_admin_pages_have_the_same_policy(client_for, admin_user):
    header = client_for(admin_user).get("/admin/caseflow/user/")["Content-Security-Policy"]
    assert "script-src 'self'" in header
    assert "unsafe" not in header


def test_signed_in_pages_are_kept_by_no_cache_on_the_way(client_for, coordinator):
    assert client_for(coordinator).get("/roles/")["Cache-Control"] == "private, no-cache"
    assert "no-cache" in Client().get("/login/")["Cache-Control"]


@pytest.mark.parametrize("name", ["access_table", "workflow_table"])
def test_tables_of_the_documents_are_written(name, tmp_path, monkeypatch):
    page = tmp_path / f"{name}.md"
    monkeypatch.setattr(f"caseflow.management.commands.{name}.PAGE", page)
    call_command(name, stdout=StringIO())
    assert page.read_text().startswith("# ")


def test_forbidden_page_says_what_it_takes(client_for, coordinator):
    page = client_for(coordinator).get("/access-log/")
    assert page.status_code == 403
    assert "This takes the right to read the access log. Who has it: Auditor." in page.text


def test_unknown_page_is_404_with_a_way_on(client_for, coordinator):
    page = client_for(coordinator).get("/cases/NIOD-26-99999/")
    assert page.status_code == 404
    assert "There is nothing here that you can open" in page.text


def test_old_form_is_refused_with_a_way_on(client_for, coordinator):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_for(coordinator).cookies
    page = strict.post("/logout/")
    assert page.status_code == 403
    assert "This page was too old to be sent" in page.text


def test_unknown_host_is_refused_in_words(client, settings):
    settings.ALLOWED_HOSTS = ["caseflow.example.gov"]
    page = client.get("/login/")
    assert page.status_code == 400
    assert "This request could not be understood" in page.text


def test_failure_shows_no_detail(client_for, coordinator, monkeypatch):
    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError("herniated disc")

    monkeypatch.setattr("caseflow.views.render", broken)
    client = client_for(coordinator)
    client.raise_request_exception = False
    page = client.get("/roles/")
    assert page.status_code == 500
    assert "Something broke" in page.text
    assert "herniated" not in page.text


def lines(caplog) -> list[str]:
    """The records as the log's formatter writes them."""
    formatter, names = OneLineFormatter(), RequestIdFilter()
    return [formatter.format(record) for record in caplog.records if names.filter(record)]


def test_request_is_logged_in_one_line_without_its_query(client_for, coordinator, caplog):
    with caplog.at_level(logging.INFO):
        response = client_for(coordinator).get("/members/?q=Kowalski")
    line = next(each for each in lines(caplog) if "caseflow.request" in each)
    assert "GET /members/ 200" in line
    assert f"user={coordinator.pk}" in line
    assert "Kowalski" not in line
    assert len(response["X-Request-Id"]) == 12


def test_control_characters_in_a_path_stay_in_one_line(client, caplog):
    with caplog.at_level(logging.INFO):
        client.get("/nowhere%0aINFO forged%E2%80%A8line%1b[2J/")
    assert all(len(line.splitlines()) == 1 for line in lines(caplog))
    assert "\x1b" not in str(lines(caplog))


def test_exception_leaves_frames_and_no_text_in_the_log(
    client_for, coordinator, caplog, monkeypatch
):
    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError("herniated disc")

    monkeypatch.setattr("caseflow.views.render", broken)
    client = client_for(coordinator)
    client.raise_request_exception = False
    with caplog.at_level(logging.INFO):
        client.get("/roles/")
    text = "\n".join(lines(caplog))
    assert "ValueError" in text
    assert "caseflow/views.py:" in text
    assert "herniated" not in text


def test_django_has_no_handlers_of_its_own():
    assert logging.getLogger("django").handlers == []
    assert logging.getLogger("django.request").handlers == []


def test_formatter_folds_a_traceback_of_nothing():
    try:
        raise SuspiciousOperation("typed text")
    except SuspiciousOperation:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "a\nb", (), sys.exc_info())
    line = OneLineFormatter().format(record)
    assert line.endswith("test_formatter_folds_a_traceback_of_nothing")
    assert "x a | b | SuspiciousOperation" in line


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (0, "1.2.3.4", "127.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "127.0.0.1"),
        (1, "no-address", "127.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_address_is_the_one_that_the_outermost_trusted_proxy_saw(
    settings, hops, forwarded, expected
):
    settings.TRUSTED_PROXIES = hops
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
    assert client_ip(request) == expected


def test_old_name_of_the_icon_leads_to_the_picture(client):
    assert client.get("/favicon.ico").url == "/static/img/favicon.svg"


def test_administration_says_that_it_is_a_demonstration(client_for, admin_user):
    client = client_for(admin_user)
    assert "Nothing here is real" not in client.get("/admin/").text
    make_user("coordinator", email="coordinator@demo.invalid")
    context._demo.clear()
    assert "Nothing here is real" in client.get("/admin/").text


def test_csrf_view_is_the_one_in_use(settings):
    assert settings.CSRF_FAILURE_VIEW == f"{views.__name__}.{views.csrf_failed.__name__}"
