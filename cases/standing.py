"""How a case stands right now: its open hold, its running absence.

A page loads both once for all who ask (`with_standing`); a service, which has just locked a
fresh row, asks the database.
"""

from typing import Any

from django.db.models import Prefetch

from cases.models import Absence, Case, CategorySpell, Certification, Hold
from cases.models.case import CaseQuerySet
from cases.models.certification import NOT_CERTIFIED


def with_standing(rows: CaseQuerySet) -> CaseQuerySet:
    """Loads holds and absences in two queries, whatever the number of cases."""
    return rows.prefetch_related(
        Prefetch(
            "holds", queryset=Hold.objects.filter(ended_at__isnull=True), to_attr="loaded_holds"
        ),
        Prefetch(
            "absences",
            queryset=Absence.objects.standing().order_by("-first_day"),
            to_attr="loaded_absences",
        ),
    )


def open_hold(case: Case) -> Hold | None:
    """The hold that has not ended; None when the case is not on hold."""
    loaded = getattr(case, "loaded_holds", None)
    if loaded is None:
        return Hold.objects.filter(case=case, ended_at__isnull=True).first()
    return loaded[0] if loaded else None


def absences(case: Case) -> list[Absence]:
    """The case's absences, the latest first."""
    loaded = getattr(case, "loaded_absences", None)
    return list(case.absences.standing().order_by("-first_day")) if loaded is None else loaded


def running_absence(case: Case) -> Absence | None:
    """The absence of the case that has no last day yet."""
    return next((absence for absence in absences(case) if absence.last_day is None), None)


def certifications(case: Case) -> list[Any]:
    """The standing spells of certification of the case, the latest first."""
    return _entries(case, "certification", Certification)


def categories(case: Case) -> list[Any]:
    """The standing spells of the recuperation category of the case, the latest first."""
    return _entries(case, "category", CategorySpell)


def _entries(case: Case, table: str, model: Any) -> list[Any]:
    """A page has them loaded (`cases.roll_entries`), a service takes the rows."""
    loaded = getattr(case, "loaded_roll", None)
    if loaded is not None:
        return [entry for entry in loaded[table] if entry.reversed_at is None]
    return list(model.objects.standing().filter(case=case).order_by("-first_day", "-id"))


def going_on(case: Case, spells: list[Any]) -> Any:
    """The spell without a last day that began in the latest absence; None when none goes on. One
    that an earlier absence left open ended with it."""
    latest = next(iter(absences(case)), None)
    for spell in spells:
        if latest and spell.last_day is None and spell.first_day >= latest.first_day:
            return spell
    return None


def last_decision(case: Case) -> Any:
    """The latest standing decision not to certify; None when there is none."""
    found = (spell for spell in certifications(case) if spell.state in NOT_CERTIFIED)
    return next(found, None)


def pending_review(case: Case) -> Any:
    """The decision whose review was asked for and is not answered; None when none is."""
    for spell in certifications(case):
        if spell.review_requested_on and not spell.review_answered_on:
            return spell
    return None
