"""What an act on a member's facts moves in this room, for the preview before it is saved: letters
that are wrong, and the days of the notice ladder."""

from collections.abc import Iterator
from datetime import date

from caseflow.dates import words
from cases.services.impact import Affected, register_affected
from members.models import Member
from notices.ladders import ladder_of
from notices.wrong import wrong_letters


@register_affected
def letters_that_are_wrong(member: Member, on: date) -> Iterator[Affected]:
    """Each letter that stands and is wrong."""
    for wrong in wrong_letters(member):
        letter = wrong.notice
        yield Affected(
            kind="letter",
            key=letter.number,
            label=f"{letter.title}, {letter.number} of {words(letter.as_of)}",
            says=wrong.says,
            url=letter.get_absolute_url(),
        )


@register_affected
def days_of_the_ladder(member: Member, on: date) -> Iterator[Affected]:
    """The rungs to come, and the last day for the personnel action request."""
    shown = ladder_of(member, on)
    if shown is None:
        return
    for rung in shown.ladder.rungs:
        if rung.until >= on:
            label = f"Letter of {rung.days} days before"
            yield Affected("due_date", f"rung {rung.days}", label, words(rung.day), shown.case_url)
    for label, mark in shown.marks:
        if mark.hard:
            yield Affected("due_date", mark.code, label, words(mark.day), shown.case_url)
