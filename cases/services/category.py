"""The recuperation category: stationary, in hospital or ambulatory, from a day on.

Everyone begins stationary or in hospital. Only the section makes a member ambulatory, and a
member who is not injured on duty only after a medical review (E03-01-01 VI.C, E03-01-02).
"""

from datetime import date, datetime

from django.db import models

from caseflow.acts import act
from caseflow.dates import local_day, start_of, words
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.kinds import Account
from cases.lifecycle import guard, require, why_not
from cases.models import Absence, Case, CaseNote, CategorySpell
from cases.models.certification import Category
from cases.services.deciding import DAY, absence_on, decider, end_running
from cases.services.events import lock_case, record_event
from cases.services.projection import facts_changed
from cases.services.reversing import reversal_reason, reverse_last
from cases.standing import absences, categories

STANDS = {
    Category.STATIONARY: "stationary",
    Category.HOSPITAL: "in hospital",
    Category.AMBULATORY: "ambulatory",
}
REVIEW = "review"
"""The kind of note that records a medical review."""


@guard("category")
def _has_absence(case: Case, user: User) -> str | None:
    return None if absences(case) else "The case has no absence."


@guard("reverse-category")
def _something_to_take_back(case: Case, user: User) -> str | None:
    return None if categories(case) else "No recuperation category is on record."


def medical_reviews(case: Case) -> models.QuerySet[CaseNote]:
    """The notes of a medical review of the case that count: not struck, and of the first day of
    the absence or later; the newest first."""
    notes = CaseNote.objects.filter(case=case, kind__code=REVIEW, struck_at__isnull=True)
    spells = absences(case)
    if not spells:
        return notes.none()
    first = min(spell.first_day for spell in spells)
    return notes.filter(happened_at__gte=start_of(first)).order_by("-happened_at", "-id")


def has_review(case: Case) -> bool:
    """Whether a medical review is on record; a page has asked with the case."""
    known = getattr(case, "reviewed", None)
    return medical_reviews(case).exists() if known is None else bool(known)


def why_not_ambulatory(case: Case, user: User) -> str | None:
    """Why this person may not make the member ambulatory; None when nothing stands against it."""
    if sentence := why_not("category", case, user):
        return sentence
    spells = categories(case)
    if spells and spells[0].last_day is None and _category(spells[0]) == Category.AMBULATORY:
        return f"The member is ambulatory since {words(spells[0].first_day)}."
    if not spells:
        return (
            "Everyone begins stationary or in hospital (E03-01-01 VI.C). Set that category first."
        )
    if case.spec.account == Account.NON_IOD and not has_review(case):
        return (
            "Not on duty, a member becomes ambulatory only after a medical review (E03-01-02). "
            "Record the review in a note of the kind “Review of the file” first."
        )
    return None


def _category(spell: CategorySpell) -> str:
    """Of a row, or of an entry that a page has loaded."""
    return str(getattr(spell, "category", "") or spell.state)  # type: ignore[attr-defined]


@act
def set_category(
    *,
    case: Case,
    category: str,
    first_day: date,
    by: User,
    now: datetime,
    on: date,
    decided_by: User | None = None,
    review_note: CaseNote | None = None,
    source: str = "",
) -> CategorySpell:
    """Sets the category from a day on; the one that held on that day ends on the day before. A day
    in the past is allowed, and what was set for later days stays.

    Raises RuleViolation with the field: a day outside the absence, ambulatory too early.
    """
    case = lock_case(case)
    require("category", case, by)
    decided_by = decider(case, by, decided_by)
    if category not in Category.values:
        raise RuleViolation("Choose stationary, hospital or ambulatory.", field="category")
    absence = absence_on(case, first_day, what="A category", on=on)
    earlier, last_day = _neighbours(case, absence, category, first_day)
    if category == Category.AMBULATORY:
        _check_ambulatory(case, absence, earlier, review_note, first_day)
    else:
        review_note = None
    before = [each for each in categories(case) if each.first_day < first_day]
    wrote = end_running(case, before, first_day, by=by, now=now)
    spell = CategorySpell(
        case=case, category=category, first_day=first_day, last_day=last_day,
        source=source.strip(), decided_by=decided_by, review_note=review_note,
        entered_at=now, entered_by=by,
    )  # fmt: skip
    save_tracked(spell, by=by, reason=Category(category).label, now=now)
    record_event(
        case=case,
        kind="category_set",
        by=by,
        now=now,
        data={
            "category": Category(category).label,
            "first_day": first_day.isoformat(),
            "decided_by": str(decided_by),
            "review": review_note.number if review_note else None,
        },
        wrote=[spell, *wrote],
    )
    facts_changed(member=case.member, on=on)
    return spell


def _neighbours(
    case: Case, absence: Absence, category: str, first_day: date
) -> tuple[CategorySpell | None, date | None]:
    """The category of the absence that was set for the latest day before, and the last day of the
    new one: the day before the next, else of an absence that another followed."""
    mine = [spell for spell in categories(case) if spell.first_day >= absence.first_day]
    if absence.last_day:
        mine = [spell for spell in mine if spell.first_day <= absence.last_day]
    same = [spell for spell in mine if spell.first_day == first_day]
    if same:
        raise RuleViolation(
            f"From {words(first_day)} on the member is {STANDS[Category(same[0].category)]}. "
            "Enter another day, or take that entry back first.",
            field="first_day",
        )
    earlier = next((spell for spell in mine if spell.first_day < first_day), None)
    later = next((spell for spell in reversed(mine) if spell.first_day > first_day), None)
    if earlier and earlier.category == category:
        raise RuleViolation(
            f"The member is {STANDS[Category(earlier.category)]} since "
            f"{words(earlier.first_day)} already. Choose another category.",
            field="category",
        )
    if later and later.category == category:
        raise RuleViolation(
            f"The member is {STANDS[Category(later.category)]} from {words(later.first_day)} "
            "on. Take that entry back first, then enter the earlier day.",
            field="first_day",
        )
    if later:
        return earlier, later.first_day - DAY
    return earlier, None if absence == absences(case)[0] else absence.last_day


def _check_ambulatory(
    case: Case,
    absence: Absence,
    earlier: CategorySpell | None,
    note: CaseNote | None,
    first_day: date,
) -> None:
    if earlier is None:
        raise RuleViolation(
            "Everyone begins stationary or in hospital (E03-01-01 VI.C). Set that category first.",
            field="category",
        )
    if case.spec.account == Account.IOD and note is None:
        return
    if note is None:
        raise RuleViolation(
            "Not on duty, a member becomes ambulatory only after a medical review (E03-01-02). "
            "Choose the note of the review.",
            field="review_note",
        )
    if note not in medical_reviews(case):
        raise RuleViolation(
            "That note is no medical review of this absence. Choose one of those listed.",
            field="review_note",
        )
    reviewed = local_day(note.happened_at)
    if not absence.first_day <= reviewed <= first_day:
        raise RuleViolation(
            f"The review was on {words(reviewed)}. Ambulatory begins on the day of the review or "
            "after it, in the same absence.",
            field="first_day",
        )


@act
def reverse_category(
    *, case: Case, reason: str, by: User, now: datetime, on: date
) -> CategorySpell:
    """Takes back the last category, entered in error: the one before it goes on."""
    case = lock_case(case)
    require("reverse-category", case, by)
    reason = reversal_reason(reason, "Say why the entry is taken back.")
    spells = categories(case)
    wrote = reverse_last(spells, reason=reason, by=by, now=now)
    spell = spells[0]
    record_event(
        case=case,
        kind="category_reversed",
        by=by,
        now=now,
        reason=reason,
        data={"category": spell.get_category_display(), "first_day": spell.first_day.isoformat()},
        wrote=wrote,
    )
    facts_changed(member=case.member, on=on)
    return spell
