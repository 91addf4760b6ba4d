"""Letters as they were issued: real words of real values, with one sheet of paper for them all."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from caseflow.bench.reference.chains import extend_chains
from caseflow.bench.reference.work import Work, moment
from caseflow.bulk import batches, insert_rows
from caseflow.chain import wrote_entries
from caseflow.files import store_bytes
from caseflow.keys import public_id
from caseflow.references import format_reference, next_numbers
from caseflow.refusals import RuleViolation
from cases.models import Absence, Case
from notices.letters.parts import Occasion
from notices.models import Notice
from notices.rendering import draft_letter, letter_html
from notices.services.issuing import DIGITS, SERIES, Made, new_notice

SHEET = b"%PDF-1.4\n% The reference set of the bench keeps one file for all its letters.\n%%EOF\n"
CODE = "time_remaining"
AT_ONCE = 200


@transaction.atomic
def add_letters(work: Work) -> None:
    """The time remaining, to everybody on the roll; of those who are back, as of their last day."""
    sheet, done = store_bytes(SHEET), 0
    for group in batches(_occasions(work), AT_ONCE):
        made = []
        for occasion in group:
            if letter := _letter(occasion, sheet, work):
                made.append((letter, occasion))
        insert_rows([letter for letter, _ in made])
        told = [(occasion.of_case, occasion.by.pk, _said(letter)) for letter, occasion in made]
        extend_chains("notice_issued", told, at=work.now)
        done += len(group)
        work.progress("Letters", done, work.figures.letters)


def _occasions(work: Work) -> Iterator[Occasion]:
    last = Absence.objects.standing().values("case").annotate(last=Max("last_day"))
    ends = {row["case"]: row["last"] for row in last.filter(case__closed_at__isnull=True)}
    absent = set(Absence.objects.filter(last_day__isnull=True).values_list("case_id", flat=True))
    cases = Case.objects.open().filter(first_day__lt=work.yesterday, owner__isnull=False)
    found = cases.select_related("member__unit", "owner").order_by("first_day", "pk")
    for case in found[: work.figures.letters]:
        on: date = work.yesterday if case.pk in absent else ends[case.pk] or work.yesterday
        assert case.owner is not None  # only kept cases are asked for
        yield Occasion(case, case.owner, min(on, work.yesterday), None, None)


def _letter(occasion: Occasion, sheet: str, work: Work) -> Notice | None:
    """The row, not saved; None where the letter cannot be written."""
    try:
        draft = draft_letter(CODE, occasion)
    except RuleViolation:
        return None
    number = format_reference(
        SERIES, occasion.on.year, next_numbers(SERIES, occasion.on.year)[0], digits=DIGITS
    )
    code = public_id()
    html = letter_html(draft, number=number, short_code=code)
    at = min(moment(occasion.on + timedelta(days=1), 9 * 3600), work.now)
    made = Made(draft, number, code, html, sheet, len(SHEET))
    return new_notice(occasion, made, by=occasion.by, now=at)


def _said(letter: Notice) -> dict[str, Any]:
    return {
        "number": letter.number,
        "title": letter.title,
        "as_of": letter.as_of.isoformat(),
        "wrote": wrote_entries([letter]),
    }
