"""Recoding: roll days that leave one account and enter the other, in one act (CBA 9.5, App. N).

The absence keeps its days and its case; only where they count changes. A later recoding of a day
stands above an earlier one, so the order of the recodings given is the order of their recording.
"""

from collections.abc import Sequence
from datetime import date

from cases.rules.days import FAR, Span, intersect, subtract
from cases.rules.facts import AbsenceFact, RecodeFact


def recoded(
    absences: Sequence[AbsenceFact], recodes: Sequence[RecodeFact]
) -> tuple[AbsenceFact, ...]:
    """The absences cut where a recoding begins or ends, each piece in the account it counts in."""
    if not recodes:
        return tuple(absences)
    pieces: list[AbsenceFact] = []
    for absence in absences:
        pieces.extend(_pieces(absence, recodes))
    return tuple(sorted(pieces, key=lambda piece: piece.first_day))


def _pieces(absence: AbsenceFact, recodes: Sequence[RecodeFact]) -> list[AbsenceFact]:
    left: list[Span] = [_span(absence.first_day, absence.last_day)]
    found: list[AbsenceFact] = []
    for recode in reversed(recodes):
        wanted = _span(recode.first_day, recode.last_day)
        for span in intersect(wanted, left):
            found.append(_moved(absence, span, recode))
        left = [part for span in left for part in subtract(span, [wanted])]
    return found + [_piece(absence, span) for span in left]


def _span(first_day: date, last_day: date | None) -> Span:
    return first_day.toordinal(), FAR if last_day is None else last_day.toordinal()


def _days(span: Span) -> tuple[date, date | None]:
    return date.fromordinal(span[0]), None if span[1] == FAR else date.fromordinal(span[1])


def _piece(absence: AbsenceFact, span: Span) -> AbsenceFact:
    return AbsenceFact(
        *_days(span), absence.account, absence.injury, absence.case, absence.recurrence
    )


def _moved(absence: AbsenceFact, span: Span, recode: RecodeFact) -> AbsenceFact:
    """Recoded days draw the injury itself: a recoding says whose days they are."""
    same = (recode.account, recode.injury) == (absence.account, absence.injury)
    recurrence = absence.recurrence and same
    return AbsenceFact(*_days(span), recode.account, recode.injury, absence.case, recurrence)
