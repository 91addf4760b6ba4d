"""What of this room `manage.py verify` checks: chains, rows, files, owners, projections."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from typing import Any

from django.db.models import Count, Exists, F, Model, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from caseflow.bulk import batches
from caseflow.verify import registry
from caseflow.verify.report import Report
from caseflow.verify.stored import check_references
from cases import obligation_verification  # noqa: F401  (registers its check)
from cases.models import (
    Absence,
    Assignment,
    Case,
    CaseEvent,
    CaseNote,
    CategorySpell,
    Certification,
    Document,
    DutySpell,
    DutyStatus,
    Hold,
    LedgerEntry,
    LedgerState,
    Projection,
    Release,
    ReturnRequirement,
    TravelPermission,
)
from cases.rules.policy import PolicyMissing, PolicyTimeline
from cases.searching import checking  # noqa: F401  (registers the checks of search)
from cases.services.duty_status import AT_ONCE, Beginning, content, derived_statuses
from cases.services.facts import facts_of_many, load_policy
from cases.services.projection import derived_rows
from members.models import Member

registry.register_chain(
    registry.Chain(
        CaseEvent,
        prefix="case",
        owner="case_id",
        key="case__reference",
        label="case__reference",
        subject="case__member_id",
    )
)


def _of_case(row: Any) -> str:
    """`note 3 of NIOD-26-00012`; other rows of a case by their kind and key."""
    kind = f"note {row.number}" if isinstance(row, CaseNote) else f"{row._meta.verbose_name}"
    return f"{kind} of {row.case.reference} (row {row.pk})"


registry.register_words(Case, lambda row: str(row))
OF_MEMBER: tuple[type[Model], ...] = (Case, Absence, LedgerEntry, DutySpell)
OF_CASE: tuple[type[Model], ...] = (
    CaseNote, Assignment, Hold, Document,
    ReturnRequirement, Release, TravelPermission, Certification, CategorySpell,
)  # fmt: skip
for _model in OF_MEMBER:
    registry.register_kept(_model, subject="member_id")
for _model in OF_CASE:
    registry.register_kept(_model, subject="case__member_id")
for _model in (*OF_CASE, Absence):
    registry.register_words(_model, _of_case)
registry.register_words(DutySpell, lambda row: f"duty spell of {row.member} (row {row.pk})")


def _documents() -> Iterator[tuple[str, str]]:
    rows = Document.objects.values_list("case__reference", "key", "sha256").order_by("pk")
    for reference, key, sha256 in rows.iterator():
        yield f"document {key} of {reference}", sha256


registry.register_files("documents", _documents)


@registry.check("cases")
def case_references(report: Report, on: date) -> None:
    """Case references without gaps."""
    references = Case.objects.order_by("pk").values_list("reference", flat=True)
    check_references(report, "cases", references.iterator(chunk_size=5000))


@registry.check("owners")
def owners(report: Report, on: date) -> None:
    """Owners of cases against their assignments."""
    spells = Assignment.objects.filter(case=OuterRef("pk"), ended_at__isnull=True)
    unlike = (
        Q(Exists(spells), closed_at__isnull=False)
        | Q(Exists(spells), owner__isnull=True)
        | Q(~Exists(spells.filter(user=OuterRef("owner"))), closed_at=None, owner__isnull=False)
    )
    report.count("owners", Case.objects.filter(owner__isnull=False).count())
    for case in Case.objects.filter(unlike).order_by("pk").iterator():
        report.add("owner", str(case), "its owner is not who holds the open assignment.")


@registry.check("note versions")
def note_versions(report: Report, on: date) -> None:
    """Versions of notes against their histories."""
    history = CaseNote.history.model.objects.filter(id=OuterRef("pk")).order_by()
    counted = history.values("id").annotate(kept=Count("pk")).values("kept")
    notes = CaseNote.objects.annotate(kept=Coalesce(Subquery(counted), 0))
    report.count("notes", CaseNote.objects.count())
    for note in notes.exclude(version=F("kept")).select_related("case").order_by("pk").iterator():
        report.add(
            "note",
            _of_case(note),
            f"it says version {note.version}, its history holds {note.kept}.",
        )


@registry.check("projections")
def projections(report: Report, on: date) -> None:
    """Stored first unpaid days, computed afresh."""
    policy = load_policy()
    stored = Projection.objects.filter(member=OuterRef("pk"))
    absent = Absence.objects.standing().filter(member=OuterRef("pk"), last_day__isnull=True)
    members = Member.objects.filter(Exists(stored) | Exists(absent)).order_by("pk")
    for member in members.iterator(chunk_size=500):
        report.count("projections")
        if sentence := _wrong_projection(member, policy, on):
            report.add("projection", str(member).lower(), sentence)


COMPARED = (
    "case_id", "account", "injury_id", "valid_from", "valid_to", "first_unpaid_day", "limit",
    "as_of", "facts_version", "digest",
)  # fmt: skip


def _wrong_projection(member: Member, policy: PolicyTimeline, on: date) -> str:
    stored = list(Projection.objects.filter(member=member).order_by("case_id", "valid_from"))
    version = (
        LedgerState.objects.filter(member=member).values_list("facts_version", flat=True).first()
    )
    as_of = stored[0].as_of if stored else on
    try:
        derived = derived_rows(member=member, on=as_of, version=version or 0, policy=policy)
    except PolicyMissing as error:
        return str(error)
    derived.sort(key=lambda row: (row.case_id, row.valid_from))
    if len(stored) != len(derived):
        return f"{len(stored)} rows are stored and {len(derived)} follow from the facts."
    for mine, theirs in zip(stored, derived, strict=True):
        names = [name for name in COMPARED if getattr(mine, name) != getattr(theirs, name)]
        if names:
            what = ", ".join(names)
            return f"the stored projection does not follow from the facts: {what} differ."
    return ""


@registry.check("duty status")
def duty_statuses(report: Report, on: date) -> None:
    """The stored duty status of every day, cut afresh from the facts."""
    for people in batches(Member.objects.order_by("pk").iterator(chunk_size=AT_ONCE), AT_ONCE):
        cases = Case.objects.filter(member__in=people).values_list("reference", "pk")
        keys = dict(cases)
        stored: dict[int, list[Beginning]] = defaultdict(list)
        for row in DutyStatus.objects.filter(member__in=people).order_by("member", "first_day"):
            stored[row.member_id].append(content(row))
        for member, facts in zip(people, facts_of_many(people), strict=True):
            report.count("duty status")
            derived = [content(row) for row in derived_statuses(member, facts, keys.get)]
            if sentence := _wrong_status(stored[member.pk], derived):
                report.add("duty status", str(member).lower(), sentence)


def _wrong_status(stored: list[Beginning], derived: list[Beginning]) -> str:
    """The first beginning that does not follow from the facts; empty when all do. It names the
    day, not the status."""
    for mine, theirs in zip_longest(stored, derived):
        if mine == theirs:
            continue
        if mine is None or (theirs and theirs[0] < mine[0]):
            return f"the duty status that begins on {theirs[0]} is not stored."
        if theirs is None or mine[0] < theirs[0]:
            return f"the duty status stored from {mine[0]} on does not follow from the facts."
        return f"the duty status stored from {mine[0]} on is not the one that follows."
    return ""
