"""`manage.py sweep_files`: files whose row never came (a form that failed after its upload)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandParser

from caseflow.dates import now
from caseflow.files import path_of
from caseflow.verify import registry

ROOT = "files"


class Command(BaseCommand):
    help = "Lists stored files that no row names; --delete removes them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--delete", action="store_true", help="delete them, too")
        parser.add_argument(
            "--hours",
            type=float,
            default=24,
            help="spare files younger than this: their row may be on its way (default 24)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        before = now() - timedelta(hours=options["hours"])
        # Listed first: a file that gets its row meanwhile is then found among the named ones.
        old = list(_stored_before(before))
        named = _named()
        orphans = [path for path in old if path not in named]
        for path in orphans:
            if options["delete"]:
                default_storage.delete(path)
            self.stdout.write(path)
        done = "deleted" if options["delete"] else "found; --delete removes them"
        self.stderr.write(f"{len(orphans)} of {len(old)} files belong to no row: {done}.")


def _named() -> set[str]:
    """The paths of all files that rows of any room name."""
    registry.discover()
    return {path_of(sha256) for listed in registry.files().values() for _, sha256 in listed()}


def _stored_before(before: datetime) -> Iterator[str]:
    if not default_storage.exists(ROOT):
        return
    for folder in default_storage.listdir(ROOT)[0]:
        for name in default_storage.listdir(f"{ROOT}/{folder}")[1]:
            path = f"{ROOT}/{folder}/{name}"
            if default_storage.get_modified_time(path) < before:
                yield path
