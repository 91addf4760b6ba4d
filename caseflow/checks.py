"""System checks of our own: the database guards stand, letters can be made."""

from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register
from django.db import DEFAULT_DB_ALIAS
from django.db.utils import DatabaseError


@register()
def guards_stand(databases: list[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """An error for guards that the database lacks or holds in another form.

    `migrate` names the databases that it is about to repair, and an error would keep it from
    doing so: there it is a warning. A database that does not answer is not this check's matter.
    """
    from caseflow.guards import missing_guards

    kind, number = (Error, "E001") if databases is None else (Warning, "W002")
    found: list[CheckMessage] = []
    for using in databases or [DEFAULT_DB_ALIAS]:
        try:
            missing = missing_guards(using)
        except DatabaseError:
            continue
        if missing:
            found.append(
                kind(
                    f"{len(missing)} database guards do not stand, the first is {missing[0]}.",
                    hint="Run `manage.py migrate`: it puts them back. Then run `manage.py verify`.",
                    id=f"caseflow.{number}",
                )
            )
    return found


@register()
def letters_can_be_made(**kwargs: Any) -> list[Warning]:
    """A warning when WeasyPrint's system libraries are missing; the site runs without PDFs."""
    from notices.pdf import why_no_pdf

    sentence = why_no_pdf()
    return [Warning(sentence, id="caseflow.W001")] if sentence else []
