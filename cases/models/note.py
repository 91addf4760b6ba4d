"""Case notes. Every version of a note is a row of its history, which is append-only."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from cases.models.case import Case


class NoteKind(models.Model):
    """What a note is about: a call, a visit, a review. Edited by administrators."""

    code = models.SlugField(unique=True)
    label = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=100)
    is_active = models.BooleanField("offered for new notes", default=True)
    is_contact = models.BooleanField(
        "a contact with the member",
        default=False,
        help_text="The next contact is due so many days after it.",
    )
    template = models.TextField(
        blank=True, help_text="What the note begins with, as questions; the writer fills it in."
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "label"]

    def __str__(self) -> str:
        return self.label


class CaseNote(models.Model):
    """Never deleted: amended with a reason, or struck with one and left readable.

    `happened_at` is when it took place, `entered_at` when it was written down. An addendum is a
    note of its own that names the one it `adds_to`.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    number = models.PositiveIntegerField()
    kind = models.ForeignKey(NoteKind, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    text = models.TextField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes"
    )
    entered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    adds_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="addenda"
    )
    history = HistoricalRecords()

    added_later = ("adds_to_id",)

    class Meta:
        ordering = ["-happened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="note_number_once"),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_by__isnull=True)
                | Q(struck_at__isnull=False, struck_by__isnull=False),
                name="note_struck_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"note {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("cases:note", args=[self.case.reference, self.number])

    @property
    def amended_times(self) -> int:
        return amended_times(self.version, struck=self.struck_at is not None)


def amended_times(version: int, *, struck: bool) -> int:
    """How often the text was amended: every version but the first and the striking."""
    return version - 1 - (1 if struck else 0)
