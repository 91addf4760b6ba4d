"""What rests on the days of an absence: it is taken back first, by name, before they change."""

from collections.abc import Iterator
from datetime import date, timedelta

from caseflow.dates import words
from caseflow.refusals import RuleViolation
from cases.kinds import Account
from cases.models import (
    Absence,
    CategorySpell,
    Certification,
    DutySpell,
    LedgerEntry,
    Release,
    TravelPermission,
)
from cases.models.duty import LIMITED
from cases.models.ledger import LedgerKind
from cases.rules.days import FAR, Span, intersect, merge, subtract
from members.models import Member


def span_of(row: Absence | DutySpell) -> Span:
    """The days of a spell as ordinals; the last that there is where it goes on."""
    return row.first_day.toordinal(), row.last_day.toordinal() if row.last_day else FAR


def first_gap(member: Member, wanted: Span, *, limited: bool) -> int | None:
    """The first of these days on which the member was not on the roll or, with `limited`, on
    limited duty either; None when all are covered. One query, or two."""
    spans = [span_of(row) for row in Absence.objects.standing().filter(member=member)]
    if limited:
        spans += limited_days(member)
    gaps = subtract(wanted, merge(spans))
    return gaps[0][0] if gaps else None


def limited_days(member: Member) -> list[Span]:
    spells = DutySpell.objects.standing().filter(member=member, kind__in=LIMITED)
    return [span_of(row) for row in spells]


def refuse_dependents(absence: Absence, kept: Span | None) -> None:
    """Refuses to let go of the days of an absence but `kept` while something rests on them."""
    lost = subtract(span_of(absence), [kept] if kept else [])
    found = [
        *_entries(absence, lost),
        *_certifications(absence, lost),
        *_categories(absence, lost),
        *_travels(absence, lost),
    ]
    if kept is None or kept[1] != span_of(absence)[1]:
        found += _releases(absence)
    if found:
        raise RuleViolation(
            f"These rest on the days as they are now: {'; '.join(found)}. Reverse them first."
        )


def refuse_left_behind(absence: Absence, last_day: date) -> None:
    """Refuses to end an absence while days after that are recoded or given back: the next absence
    would take them. Furlough and suspension go on without it."""
    entries = LedgerEntry.objects.standing().filter(member=absence.member_id, last_day__gt=last_day)
    rows = entries.filter(kind__in=(LedgerKind.RECODE, LedgerKind.CREDIT)).order_by("first_day")
    found = "; ".join(map(_entry_words, rows))
    if found:
        raise RuleViolation(
            f"After {words(last_day)} there are still days of {found}. Reverse them first, and "
            "record them anew for the days that are right.",
            field="last_day",
        )


def _entries(absence: Absence, lost: list[Span]) -> Iterator[str]:
    limited = merge(limited_days(absence.member))
    free = [part for span in lost for part in subtract(span, limited)]
    for entry in LedgerEntry.objects.standing().filter(member=absence.member):
        if entry.kind == LedgerKind.CREDIT and entry.account == Account.IOD:
            continue
        first = entry.first_day.toordinal()
        # A recoding without a last day follows its absence.
        span = (first, entry.last_day.toordinal() if entry.last_day else first)
        if intersect(span, free if entry.kind == LedgerKind.EXCEPTION else lost):
            yield _entry_words(entry)


def _entry_words(entry: LedgerEntry) -> str:
    return f"{ENTRY_WORDS[entry.kind]} ({entry.get_reason_display()}), {days_words(entry)}"


ENTRY_WORDS: dict[str, str] = {
    LedgerKind.EXCEPTION: "the exception",
    LedgerKind.CREDIT: "the days given back",
    LedgerKind.RECODE: "the recoding",
}


def days_words(
    row: LedgerEntry | Absence | Certification | CategorySpell | DutySpell | TravelPermission,
) -> str:
    """`3 Mar 2026`, `3 Mar 2026 to 5 Mar 2026`, `from 3 Mar 2026 on`."""
    if row.last_day is None:
        return f"from {words(row.first_day)} on"
    if row.last_day == row.first_day:
        return words(row.first_day)
    return f"{words(row.first_day)} to {words(row.last_day)}"


def _certifications(absence: Absence, lost: list[Span]) -> Iterator[str]:
    for spell in Certification.objects.standing().filter(case_id=absence.case_id):
        day = spell.first_day.toordinal()
        if intersect((day, day), lost):
            yield f"“{spell.get_state_display()}”, {days_words(spell)}"


def _categories(absence: Absence, lost: list[Span]) -> Iterator[str]:
    for spell in CategorySpell.objects.standing().filter(case_id=absence.case_id):
        day = spell.first_day.toordinal()
        if intersect((day, day), lost):
            yield f"the category “{spell.get_category_display()}”, {days_words(spell)}"


def _travels(absence: Absence, lost: list[Span]) -> Iterator[str]:
    """Travel that is asked for or permitted, on a day that is lost."""
    rows = TravelPermission.objects.standing().filter(case_id=absence.case_id)
    for travel in rows.filter(refused_at__isnull=True):
        if intersect((travel.first_day.toordinal(), travel.last_day.toordinal()), lost):
            yield f"the travel, {days_words(travel)}"


def _releases(absence: Absence) -> Iterator[str]:
    """The release that ended the absence, in words."""
    if absence.last_day is None:
        return
    back = absence.last_day + timedelta(1)
    for release in Release.objects.standing().filter(case_id=absence.case_id, returns_on=back):
        yield f"the release to {release.get_kind_display().lower()} from {words(back)} on"
