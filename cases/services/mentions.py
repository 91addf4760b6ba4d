"""`@name` in a note asks that colleague to read it: an obligation in their Today."""

from collections.abc import Collection
from datetime import datetime

from django.db.models.functions import Lower

from caseflow.access import Capability
from caseflow.dates import local_day
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.models import Case, CaseNote
from cases.rules.mentions import MOST, names_in
from cases.services.obligation_acts import make_obligation


def people_named(names: Collection[str]) -> list[User]:
    """The active people with these user names, whatever their letters' case."""
    if not names:
        return []
    rows = User.objects.filter(is_active=True).annotate(low=Lower("username"))
    return list(rows.filter(low__in=names).order_by("username"))


def mention_colleagues(
    *, case: Case, note: CaseNote, before: str = "", by: User, now: datetime
) -> list[str]:
    """Makes the obligations for those whom the text names and `before` did not; gives their user
    names. A name that nobody has is text. Call inside the act that wrote the note."""
    known = set(names_in(before))
    people = [p for p in people_named(names_in(note.text)) if p.username.lower() not in known]
    people = [person for person in people if person.pk != by.pk]
    if len(people) > MOST:
        raise RuleViolation(
            f"A note can ask {MOST} colleagues at most; this one names {len(people)}.",
            field="text",
        )
    for person in people:
        _check(case, person)
    what = f"Read note {note.number}: {by} asks you to"
    for person in people:
        make_obligation(
            case=case, what=what, due_on=local_day(now), handed_to=person, by=by, now=now,
            code="mention", subject=f"note-{note.number}",
        )  # fmt: skip
    return [person.username for person in people]


def _check(case: Case, person: User) -> None:
    name = f"@{person.username}"
    if case.closed_at is not None:
        raise RuleViolation(
            f"The case is closed, so nothing can be asked of {name}. Leave the @ out, or reopen "
            "the case first.",
            field="text",
        )
    if not Case.objects.visible_to(person).filter(pk=case.pk).exists():
        raise RuleViolation(
            f"{name} cannot see this case. Leave the @ out, or name somebody else.", field="text"
        )
    if not person.can(Capability.NOTE):
        raise RuleViolation(
            f"{name} does not work on cases. Leave the @ out, or name somebody else.",
            field="text",
        )
