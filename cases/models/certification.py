"""Medical certification and the recuperation category: spells of days of a case.

Certification is the section's finding that the use of the roll is appropriate and the member in
compliance; it is withheld or withdrawn for one of four failures only (E03-01 III.C). Everyone
begins stationary or in hospital; only the section makes a member ambulatory (E03-01-01 VI.C,
E03-01-02).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cases.models.case import Case
from cases.models.dayspell import DaySpell, no_overlap


class CertificationState(models.TextChoices):
    CERTIFIED = "certified", "Certified"
    WITHHELD = "withheld", "Certification withheld"
    WITHDRAWN = "withdrawn", "Certification withdrawn"


NOT_CERTIFIED = (CertificationState.WITHHELD, CertificationState.WITHDRAWN)


class Cause(models.TextChoices):
    """The four causes of E03-01 III.C."""

    NO_SHOW = "no_show", "did not appear as ordered"
    RECORDS = "records", "did not provide the records asked for"
    TREATMENT = "treatment", "did not follow the treatment"
    PLACEMENT = "placement", "did not follow the procedure of placement on the roll"


class ReviewOutcome(models.TextChoices):
    UPHELD = "upheld", "The decision stands"
    RESTORED = "restored", "Certification is given back"


class Certification(DaySpell):
    """What holds from `first_day` on. `duty` says which duty failed, in the letter's words."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="certifications")
    state = models.CharField(max_length=12, choices=CertificationState)
    cause = models.CharField(max_length=12, choices=Cause, blank=True)
    duty = models.CharField(max_length=400, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    review_requested_on = models.DateField(null=True, blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    review_answered_on = models.DateField(null=True, blank=True)
    review_outcome = models.CharField(max_length=10, choices=ReviewOutcome, blank=True)
    review_answer = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta(DaySpell.Meta):
        ordering = ["first_day", "id"]
        constraints = [
            *DaySpell.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state=CertificationState.CERTIFIED, cause="", duty="")
                | (~Q(state=CertificationState.CERTIFIED) & ~Q(cause="") & ~Q(duty="")),
                name="certification_cause_iff_not_certified",
            ),
            models.CheckConstraint(
                condition=Q(review_answered_on__isnull=True, review_outcome="")
                | (Q(review_answered_on__isnull=False) & ~Q(review_outcome="")),
                name="certification_review_pair",
            ),
        ]
        indexes = [models.Index(fields=["case", "first_day"], name="certification_case")]

    def __str__(self) -> str:
        return f"{self.state} from {self.first_day}"


no_overlap("certification_one_a_day", "cases_certification", "case_id")


class Category(models.TextChoices):
    STATIONARY = "stationary", "Stationary"
    HOSPITAL = "hospital", "Hospital"
    AMBULATORY = "ambulatory", "Ambulatory"


class CategorySpell(DaySpell):
    """The recuperation category of a case. `review_note` is the note of the medical review that
    must come before an ambulatory non-IOD member."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="categories")
    category = models.CharField(max_length=12, choices=Category)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    review_note = models.ForeignKey(
        "cases.CaseNote", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = HistoricalRecords()

    class Meta(DaySpell.Meta):
        ordering = ["first_day", "id"]
        indexes = [models.Index(fields=["case", "first_day"], name="category_case")]

    def __str__(self) -> str:
        return f"{self.category} from {self.first_day}"


no_overlap("category_one_a_day", "cases_categoryspell", "case_id")
