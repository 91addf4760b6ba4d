"""What people do about obligations, for walks at random."""

from datetime import timedelta
from typing import Any

from caseflow.dates import local_day
from cases.models import Case, HoldEvent, Obligation, ObligationAct
from cases.obligation_verification import wrong_obligations
from cases.services.obligation_acts import (
    complete_obligation,
    hand_obligation,
    hold_obligation,
    make_obligation,
    move_obligation,
    resume_obligation,
)
from cases.services.obligation_undo import undo_obligation_act


class ObligationSteps:
    dice: Any
    now: Any

    def do_obligation_done(self) -> None:
        complete_obligation(obligation=self.a(Obligation), note=None, **self.act)

    def do_obligation_moved(self) -> None:
        to = local_day(self.now) + timedelta(days=self.dice.randint(-2, 40))
        move_obligation(obligation=self.a(Obligation), to=to, reason=self.words(), **self.act)

    def do_obligation_held(self) -> None:
        until = local_day(self.now) + timedelta(days=self.dice.randint(-2, 40))
        hold_obligation(
            obligation=self.a(Obligation), until=self.dice.choice([until, None]),
            waits_for=self.dice.choice(["", *HoldEvent.values]), reason=self.words(), **self.act,
        )  # fmt: skip

    def do_obligation_resumed(self) -> None:
        held = Obligation.objects.exclude(held_reason="").order_by("pk").first()
        resume_obligation(obligation=held or self.a(Obligation), **self.act)

    def do_obligation_handed(self) -> None:
        to = self.dice.choice(self.people)
        hand_obligation(obligation=self.a(Obligation), to=to, reason=self.words(), **self.act)

    def do_obligation_made(self) -> None:
        day = local_day(self.now) + timedelta(days=self.dice.randint(-1, 20))
        to = self.dice.choice([None, *self.people])
        make_obligation(
            case=self.a(Case), what=self.words(), due_on=day, handed_to=to, **self.act
        )  # fmt: skip

    def do_obligation_undone(self) -> None:
        """What was just done, or too late what was done hours ago."""
        if self.dice.random() < 0.5:
            self.do_obligation_done()
        done = ObligationAct.objects.order_by("pk").last() or self.a(ObligationAct)
        self.now += timedelta(minutes=9)
        undo_obligation_act(done=done, by=done.by, now=self.now)


def check_obligations(walk: Any) -> None:
    """The stored ones are what follows from the facts, and each has who answers for it."""
    keys = list(Case.objects.values_list("pk", flat=True))
    assert list(wrong_obligations(keys, local_day(walk.now))) == []
    for row in Obligation.objects.open().select_related("case"):
        assert row.responsible_id == (row.handed_to_id or row.case.owner_id)
        assert row.case.is_open
        newest = row.history.first()
        assert (newest.due_on, newest.state, newest.version) == (row.due_on, row.state, row.version)
