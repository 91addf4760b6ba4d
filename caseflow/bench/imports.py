"""How long the imports of the full files, `usage --all` and the preview of a policy change take,
and how much memory."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from caseflow.bench.server import BenchFailed, manage

# Seconds and megabytes that each may take on SQLite with the full files.
LIMITS = {
    "import_roster": (30.0, 600.0),
    "import_absences": (240.0, 600.0),
    "usage": (15.0, 600.0),
    "policy_impact": (60.0, 600.0),
}


@dataclass(frozen=True, slots=True)
class Timed:
    """A command in a process of its own: wall-clock seconds, peak of resident memory."""

    command: str
    seconds: float
    megabytes: float
    limit_seconds: float
    limit_megabytes: float
    within: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def timed(env: Mapping[str, str], *arguments: str) -> Timed:
    """Runs a command of the office and measures it. BenchFailed when it fails."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=dict(env), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise BenchFailed(f"{arguments[0]} ended with {process.returncode}.")
    peak = usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    limit_seconds, limit_megabytes = LIMITS[arguments[0]]
    return Timed(
        command=arguments[0],
        seconds=round(seconds, 1),
        megabytes=round(peak),
        limit_seconds=limit_seconds,
        limit_megabytes=limit_megabytes,
        within=seconds <= limit_seconds and peak <= limit_megabytes,
    )


def import_files(env: Mapping[str, str], files: tuple[Path, Path]) -> list[Timed]:
    """Both imports into the migrated, empty database that `env` names, then `usage --all` and what
    a change of the paid days would move."""
    roster, absences = files
    found = [
        timed(env, "import_roster", str(roster), "--json"),
        timed(env, "import_absences", str(absences), "--json"),
        timed(env, "usage", "--all", "--json"),
    ]
    proposal = manage(env, "reference_set", "--propose").strip()
    return [*found, timed(env, "policy_impact", proposal, "--json")]
