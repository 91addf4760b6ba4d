"""What a note of each kind asks, given to the kinds that an office has not made its own."""

from typing import Any, Final

from django.utils import timezone

QUESTIONS: Final[dict[str, tuple[str, str]]] = {
    "call_member": (
        "Call with member",
        """Who called whom, at which number:
How the member is, in their words:
Treatment and medication since the last contact:
Next appointment (with whom, when):
Expected return, and what it depends on:
What we agreed, and the next contact:""",
    ),
    "call_unit": (
        "Call with unit",
        """Spoke with (name, rank, number):
What the unit asks or reports:
Limited duty: what the unit can offer:
What we agreed:""",
    ),
    "call_provider": (
        "Call with provider",
        """Spoke with (name, office, number):
Release on file for this provider (yes or no, until when):
Work status and restrictions given:
Next visit, and the report we wait for:""",
    ),
    "visit": (
        "Visit at the office",
        """Who was present:
What the member brought (papers, forms):
How the member is, in their words:
What was explained and handed over:
What we agreed, and the next contact:""",
    ),
    "mail": (
        "Mail or message",
        """From and to, by which way, of which date:
What it says:
What it asks of us, by when:""",
    ),
    "review": (
        "Review of the file",
        """What was read, up to which date:
What is missing or does not fit:
What comes next, who does it, by when:""",
    ),
    "conference": (
        "Case conference",
        """Present:
Question:
What was considered:
Decision, and who carries it out by when:""",
    ),
}
"""Code of the kind -> its label as set up, and the questions."""
CONTACTS: Final = ("call_member", "visit")
"""The kinds by which the member was spoken with."""
REASON: Final = "Questions given with a newer version"


def give_questions(apps: Any) -> None:
    """A kind that somebody edited, renamed or already filled is left to the office."""
    kinds = apps.get_model("cases", "NoteKind").objects
    history = apps.get_model("cases", "HistoricalNoteKind")
    for code, (label, questions) in QUESTIONS.items():
        kind = kinds.filter(code=code, label=label, template="", is_contact=False).first()
        if kind is None or history.objects.filter(id=kind.pk, history_type="~").exists():
            continue
        kind.template, kind.is_contact = questions, code in CONTACTS
        kind.save(update_fields=["template", "is_contact"])
        kept = [field.attname for field in history._meta.concrete_fields]
        history.objects.create(
            **{attname: getattr(kind, attname) for attname in kept if hasattr(kind, attname)},
            history_date=timezone.now(),
            history_type="~",
            history_change_reason=REASON,
        )
