"""Rows that an empty office starts with, written by data migrations with their history."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

SYSTEM = {"username": "system", "full_name": "Caseflow", "password": "!", "is_active": False}


def system_user(apps: Any) -> Any:
    """The named system user, as the migration's own model knows it."""
    model = apps.get_model("caseflow", "User")
    user = model.objects.filter(username=SYSTEM["username"]).first()
    return user or seed(apps, "caseflow", "User", [SYSTEM])[0]


def seed(apps: Any, app: str, name: str, rows: Iterable[dict[str, Any]]) -> list[Any]:
    """Creates the rows and, for each, the first row of its history."""
    model = apps.get_model(app, name)
    history = apps.get_model(app, f"Historical{name}")
    kept = [field.attname for field in history._meta.concrete_fields]
    made = []
    for values in rows:
        row = model.objects.create(**values)
        history.objects.create(
            **{attname: getattr(row, attname) for attname in kept if hasattr(row, attname)},
            history_date=timezone.now(),
            history_type="+",
            history_change_reason="Set up with the office",
        )
        made.append(row)
    return made
