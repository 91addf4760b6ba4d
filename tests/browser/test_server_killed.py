"""The server is killed in the middle of a note: what was typed is there when it is up again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection

from tests.browser.conftest import sign_in
from tests.browser.test_notes_kept import box, kept
from tests.factories import make_case, make_member, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STARTS_WITHIN = 60


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[int], subprocess.Popen[bytes]]]:
    """Begins a server of its own on a copy of the database."""
    copy = tmp_path / "office.sqlite3"
    begun: list[subprocess.Popen[bytes]] = []

    def begin(port: int) -> subprocess.Popen[bytes]:
        if not copy.exists():
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(copy)])
        env = {**os.environ, "DATABASE_URL": f"sqlite:///{copy}", "DEBUG": "on"}
        command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi"]
        command += ["--host", "127.0.0.1", "--port", str(port), "caseflow.wsgi:application"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen(
            command, env=env, cwd=settings.BASE_DIR, start_new_session=True, **quiet
        )
        begun.append(server)
        wait_for(port)
        return server

    yield begin
    for server in begun:
        if server.poll() is None:
            kill(server)


def wait_for(port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("The server did not start.")


def kill(server: subprocess.Popen[bytes]) -> None:
    """Without a warning, and its workers with it."""
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def let_in(user: Any) -> None:
    """A password that a server with the real settings accepts; the tests' hasher is none of its."""
    hasher = PBKDF2PasswordHasher()
    user.password = hasher.encode("caseflow-demo", hasher.salt(), iterations=1000)
    user.save(update_fields=["password"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_draft_outlives_a_server_that_is_killed(chromium: Any, serve: Any) -> None:
    user = make_user("coordinator", ["coordinator"])
    let_in(user)
    case = make_case(make_member("4497"), owner=user)
    port = free_port()
    server = serve(port)
    context = chromium.new_context(base_url=f"http://127.0.0.1:{port}")
    page = context.new_page()
    sign_in(page, "coordinator")
    page.goto(case.get_absolute_url())
    with kept(page):
        box(page).fill("Before the crash.")
    kill(server)
    box(page).fill("Before the crash. And after it.")
    page.get_by_text("The server does not answer. Your text is kept in this tab").wait_for()
    serve(port)
    other = chromium.new_context(base_url=f"http://127.0.0.1:{port}").new_page()
    sign_in(other, "coordinator")
    other.goto(case.get_absolute_url())
    assert box(other).input_value() in ("Before the crash.", "Before the crash. And after it.")
    page.get_by_text("The server does not answer.").wait_for(state="hidden", timeout=20_000)
    other.reload()
    assert box(other).input_value() == "Before the crash. And after it."
    for each in (context, other.context):
        each.close()
