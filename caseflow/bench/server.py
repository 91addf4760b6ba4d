"""The server under measurement: granian as in production, one worker of four threads."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

STARTS_WITHIN = 30.0
ARGUMENTS = ("--interface", "wsgi", "--workers", "1", "--blocking-threads", "4")
SAYS = "granian, 1 worker of 4 threads, DEBUG off, plain HTTP on this machine, one client"


class BenchFailed(Exception):
    """The bench cannot go on; the sentence says why."""


def environment(database: str, folder: Path) -> dict[str, str]:
    """As in production, but for HTTPS: the client is on this machine. Nothing of a `.env`."""
    return {
        **os.environ,
        "DATABASE_URL": database,
        "DEBUG": "off",
        "SECRET_KEY": "only-for-the-bench-" + "0" * 40,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_COOKIES": "off",
        "SECURE_SSL_REDIRECT": "off",
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
        "LOG_LEVEL": "WARNING",
    }


def manage(env: Mapping[str, str], *arguments: str) -> str:
    """Runs a command of the office in a process of its own; gives its standard output."""
    done = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments],
        env=dict(env),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise BenchFailed(f"{arguments[0]} failed: {said[-1] if said else done.returncode}")
    return done.stdout


@contextmanager
def serving(env: Mapping[str, str], log: Path) -> Iterator[int]:
    """The port of a server that answers; whatever happens, its processes end with the block."""
    port = _free_port()
    command = [str(Path(sys.executable).with_name("granian")), *ARGUMENTS]
    command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    command += ["caseflow.bench.wsgi:application"]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            env=dict(env),
            cwd=settings.BASE_DIR,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(server, port, log)
        yield port
    finally:
        _end(server)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    last = log.read_text(errors="replace").strip().splitlines()[-3:]
    raise BenchFailed("The server did not start. " + " ".join(last))


def _end(server: subprocess.Popen[bytes]) -> None:
    """The server and its workers, which are in a process group of their own."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(server.pid, sign)
        except ProcessLookupError:
            break
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            continue
    server.wait()
