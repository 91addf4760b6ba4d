"""One act on one obligation or on several at once: all of them, or none with a sentence for each
that refuses. They share a batch, by which they are taken back together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from caseflow.acts import act
from caseflow.keys import public_id
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words
from cases.models import CaseNote, NoteKind, Obligation, ObligationAct
from cases.services.notes import add_note
from cases.services.obligation_acts import (
    complete_obligation,
    hand_obligation,
    hold_obligation,
    move_obligation,
    why_not_act,
)
from cases.services.obligation_undo import undo_obligation_act

MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Done:
    """Done, with a note on each of the cases."""

    text: str
    kind: NoteKind


@dataclass(frozen=True, slots=True)
class Moved:
    to: date
    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    until: date | None
    waits_for: str
    reason: str


@dataclass(frozen=True, slots=True)
class Handed:
    to: User
    reason: str


How = Done | Moved | Held | Handed


class SomeRefused(RuleViolation):
    """Some of several refuse, and nothing was done; `refused` says which and why."""

    def __init__(self, refused: Sequence[tuple[Obligation, RuleViolation]], of: int) -> None:
        first = refused[0][1]
        same_field = {each.field for _, each in refused}
        many = f"{len(refused)} of {of} cannot be changed like this, so nothing was done."
        super().__init__(
            str(first) if of == 1 else many, field=first.field if len(same_field) == 1 else None
        )
        self.refused = list(refused)


@dataclass(slots=True)
class _Batch:
    how: How
    by: User
    now: datetime
    key: str = field(default_factory=public_id)
    notes: dict[int, CaseNote] = field(default_factory=dict)

    def settle(self, row: Obligation) -> ObligationAct:
        who: Any = {"by": self.by, "now": self.now, "batch": self.key}
        match self.how:
            case Done():
                if sentence := why_not_act(row, self.by):
                    raise RuleViolation(sentence)
                return complete_obligation(obligation=row, note=self._note_on(row), **who)
            case Moved(to, reason):
                return move_obligation(obligation=row, to=to, reason=reason, **who)
            case Held(until, waits_for, reason):
                return hold_obligation(
                    obligation=row, until=until, waits_for=waits_for, reason=reason, **who
                )
            case Handed(to, reason):
                return hand_obligation(obligation=row, to=to, reason=reason, **who)

    def _note_on(self, row: Obligation) -> CaseNote:
        """One note on each case, however many things of it are done."""
        assert isinstance(self.how, Done)
        if row.case_id not in self.notes:
            self.notes[row.case_id] = add_note(
                case=row.case, kind=self.how.kind, text=self.how.text, happened_at=self.now,
                by=self.by, now=self.now,
            )  # fmt: skip
        return self.notes[row.case_id]


@act
def settle_obligations(
    *, obligations: Collection[Obligation], how: How, by: User, now: datetime
) -> str:
    """Does it to all of them and gives the batch; raises SomeRefused when one of them refuses, and
    then none has changed."""
    if not obligations:
        raise RuleViolation("Tick at least one row.")
    if len(obligations) > MOST:
        raise RuleViolation(f"These are more than {MOST} rows. Take fewer at once.")
    if isinstance(how, Done):
        require_words(how.text, "Write what was done.", field="text")
    batch = _Batch(how, by, now)
    refused = []
    # In the order in which everybody locks: by member, then by case.
    for row in sorted(obligations, key=lambda each: (each.member_id, each.case_id, each.pk)):
        try:
            with transaction.atomic():
                batch.settle(row)
        except RuleViolation as refusal:
            refused.append((row, refusal))
            batch.notes.pop(row.case_id, None)
    if refused:
        raise SomeRefused(refused, len(obligations))
    return batch.key


@act
def undo_batch(*, batch: str, by: User, now: datetime) -> int:
    """Takes back all acts of a batch or none; gives how many there were."""
    acts = ObligationAct.objects.filter(batch=batch, by=by).select_related("obligation__case")
    found = list(acts.order_by("obligation__member", "obligation__case", "pk"))
    if not found:
        raise RuleViolation("There is nothing to undo here.")
    for done in found:
        undo_obligation_act(done=done, by=by, now=now)
    return len(found)
