"""System checks of our own: the database guards stand, letters can be made."""

from typing import Any

from django.core.checks import Error, Tags, Warning, register
from django.db.utils import OperationalError


@register(Tags.database)
def guards_stand(databases: list[str] | None = None, **kwargs: Any) -> list[Error]:
    """An error for every append-only or overlap guard that the database lacks."""
    from caseflow.guards import missing_guards

    found = []
    for using in databases or []:
        try:
            missing = missing_guards(using)
        except OperationalError:
            continue
        if missing:
            found.append(
                Error(
                    f"{len(missing)} database guards are missing, the first is {missing[0]}.",
                    hint="Run `manage.py migrate`: it puts them back. Then run `manage.py verify`.",
                    id="caseflow.E001",
                )
            )
    return found


@register()
def letters_can_be_made(**kwargs: Any) -> list[Warning]:
    """A warning when WeasyPrint's system libraries are missing; the site runs without PDFs."""
    from notices.pdf import why_no_pdf

    sentence = why_no_pdf()
    return [Warning(sentence, id="caseflow.W001")] if sentence else []
