"""The evening before: the coordinators settle most of what is due, so that the next morning looks
like one. Some of it stays late, some is for today, one thing waits, one was moved, one was made by
hand; a colleague is away and covered; the clerk has filed two reports."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from caseflow.demo.office import COORDINATORS, Office
from caseflow.models import User
from caseflow.refusals import RuleViolation
from caseflow.services.coverage import enter_away
from cases.models import Case, Obligation
from cases.services.obligation_acts import (
    hold_obligation,
    make_obligation,
    move_obligation,
    why_not_later,
)
from cases.services.settling import Done, settle_obligations
from providers.models import Channel, WorkStatus
from providers.services.reports import ReportFacts, record_report

LEFT_LATE: Final = {"coordinator": 3, "coordinator3": 1}
FOR_TODAY: Final = {"coordinator": 6, "coordinator3": 1}
AWAY, STAND_IN = "coordinator3", "coordinator"
LETTERS: Final = ("ladder", "wrong_letter")  # met by the letter alone, never by a note
CALLS: Final = frozenset({"follow_up", "missed_visit", "confirm"})


@dataclass(frozen=True, slots=True)
class Evening:
    office: Office
    user: User

    def due(self) -> list[Obligation]:
        """What is theirs and late by the next morning, one of each kind before the others."""
        office = self.office
        rows = Obligation.objects.visible_to(self.user).of([self.user.pk])
        late = rows.overdue(office.on, office.now + timedelta(minutes=1))
        late = late.exclude(code__in=LETTERS).select_related("case")
        found = list(late.order_by("due_on", "pk"))
        first = {row.code: row for row in reversed(found)}
        chosen = sorted(first.values(), key=lambda row: (row.due_on, row.pk), reverse=True)
        return [*chosen, *(row for row in found if row not in chosen)]

    def settle(self, late: int, today: int) -> None:
        """Leaves so many late, moves so many calls to the next day, does the rest."""
        done: dict[bool, list[Obligation]] = {True: [], False: []}
        for row in self.due()[late:]:
            if today and row.code == "follow_up" and why_not_later(row) is None:
                self._move(row, self.office.on, "The member asks to be called then")
                today -= 1
            else:
                done[row.code in CALLS].append(row)
        for calls, rows in done.items():
            # A call meets more than what it was made for.
            keys = [row.pk for row in rows]
            still = Obligation.objects.filter(pk__in=keys).open().select_related("case")
            if found := list(still):
                self._done(found, calls=calls)

    def _move(self, row: Obligation, to: date, reason: str) -> None:
        move_obligation(obligation=row, to=to, reason=reason, by=self.user, now=self.office.now)

    def _done(self, rows: list[Obligation], *, calls: bool) -> None:
        kind = self.office.note_kinds["call_member" if calls else "review"]
        text = "Called the member; no change." if calls else "Gone through; done."
        how = Done(text, kind)
        settle_obligations(obligations=rows, how=how, by=self.user, now=self.office.now)

    def by_hand(self) -> None:
        """Something to do for tomorrow, something that waits, something that was moved."""
        office, user = self.office, self.user
        cases = list(Case.objects.visible_to(user).owned_by(user).order_by("pk")[:3])
        for case, what, days in zip(
            cases,
            ("Ask the unit for the tour records", "Ask for the MRI report", "Visit the member"),
            (0, 1, 0),
            strict=False,
        ):
            row = make_obligation(
                case=case, what=what, due_on=office.back(-days), handed_to=None, by=user,
                now=office.now,
            )  # fmt: skip
            if what.startswith("Ask for"):
                hold_obligation(
                    obligation=row, until=office.back(-6), waits_for="report_received",
                    reason="The MRI is on its way", by=user, now=office.now,
                )  # fmt: skip
            elif what.startswith("Visit"):
                self._move(row, office.back(-2), "The member is at the hospital until then")


def tidy_up(office: Office) -> None:
    """The last evening, for each coordinator; then who is away, and the mail of the day."""
    for name in COORDINATORS:
        evening = Evening(office, office.users[name])
        evening.settle(LEFT_LATE.get(name, 2), FOR_TODAY.get(name, 2))
        evening.settle(LEFT_LATE.get(name, 2), 0)
    Evening(office, office.users[STAND_IN]).by_hand()
    enter_away(
        user=office.users[AWAY], stand_in=office.users[STAND_IN], first_day=office.back(1),
        last_day=office.back(-4), remark="Training", by=office.users[AWAY], now=office.now,
    )  # fmt: skip
    _mail(office)


def _mail(office: Office) -> None:
    clerk, keeper = office.users["intake"], office.users[STAND_IN]
    cases = Case.objects.visible_to(clerk).owned_by(keeper).filter(state="on_roll").order_by("-pk")
    for case in cases[:2]:
        facts = ReportFacts(
            provider=None, provider_name="Dr. Helen Marsh", channel=Channel.FAX,
            received_on=office.back(1), authored_on=office.back(2), work_status=WorkStatus.OFF,
            covers_from=office.back(1), covers_to=office.back(-13), restrictions="", diagnosis="",
        )  # fmt: skip
        try:
            record_report(
                case=case, facts=facts, file=None, by=clerk, now=office.now, on=office.back(1)
            )
        except RuleViolation:
            continue
