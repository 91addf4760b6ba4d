"""Keeping the stored obligations equal to what follows from the facts.

It runs at the end of every act (`caseflow/acts.py`), for the cases that the act touched and the
open cases of the members whose facts it changed. What a person decided about an obligation stays,
unless the day that the rule gives has moved: then the rule's day counts again.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from caseflow.acts import Touched, settles
from caseflow.bulk import batches, create_tracked, update_tracked
from caseflow.dates import local_day
from caseflow.keys import public_id
from caseflow.models import User
from cases.models import Case, HoldEvent, Obligation, ObligationState
from cases.models.case import CaseState
from cases.rules import (  # noqa: F401  (register)
    obligation_kinds,
    obligation_kinds_letters,
    obligation_kinds_limits,
)
from cases.rules.obligations import KINDS, Due, due
from cases.rules.policy import PolicyTimeline
from cases.services.facts import load_policy
from cases.services.obligation_facts import case_facts
from members.models import Member

AT_ONCE = 500
REASON = "Follows from the facts"
DERIVED = (
    "what", "actor", "legal", "trigger_on", "due_at", "opens_on", "lapses_on", "met_on",
    "derivation", "calendar",
)  # fmt: skip
WRITTEN = (
    *DERIVED, "rule_due_on", "state", "due_on", "moved_to", "moved_reason", "held_until",
    "held_for", "held_reason", "responsible", "done_at", "done_by", "done_for", "settled_on",
    "changed_at", "changed_how", "was_due_on", "version",
)  # fmt: skip
ENDS_HOLD: dict[str, HoldEvent] = {
    "report_received": HoldEvent.REPORT,
    "note_added": HoldEvent.CONTACT,
    "certified": HoldEvent.DECISION,
    "certification_withheld": HoldEvent.DECISION,
    "certification_withdrawn": HoldEvent.DECISION,
    "appointment_kept": HoldEvent.APPOINTMENT,
    "appointment_no_show": HoldEvent.APPOINTMENT,
    "appointment_moved": HoldEvent.APPOINTMENT,
    "appointment_cancelled": HoldEvent.APPOINTMENT,
}
"""The acts that a held obligation may wait for."""
OPENS_OR_CLOSES = {"case_opened", "case_closed", "case_reopened"}
"""What concerns the member as a whole stands on the first open case, and moves with these."""


@dataclass(slots=True)
class Changes:
    """What a reconciliation writes."""

    new: list[Obligation] = field(default_factory=list)
    changed: dict[int, Obligation] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.new) + len(self.changed)


@settles
def follow_acts(touched: Touched) -> None:
    """The end of every act: holds that waited for it end, and the obligations follow."""
    cases = set(touched.cases)
    if any(kind in OPENS_OR_CLOSES for _, kind in touched.events):
        found = Case.objects.filter(pk__in=cases).values_list("member_id", flat=True)
        touched.members.update(dict.fromkeys(found))
    for members in batches(touched.members, AT_ONCE):
        cases |= set(open_cases().filter(member__in=members).values_list("pk", flat=True))
    if cases and touched.now:
        reconcile_cases(cases, by=touched.by, now=touched.now, events=touched.events)


def open_cases() -> Any:
    return Case.objects.filter(closed_at__isnull=True)


def reconcile_cases(
    cases: Collection[int],
    *,
    by: User,
    now: datetime,
    events: Collection[tuple[int, str]] = (),
) -> int:
    """Brings the stored obligations of these cases in line, a batch at a time; hold their members'
    locks. Gives the number of rows written."""
    policy = load_policy()
    return sum(
        _write(_changes(batch, policy, now, by, events), by, now)
        for batch in batches(sorted(cases), AT_ONCE)
    )


def reconcile_all(*, by: User, now: datetime) -> int:
    """As `reconcile_cases` for every open case, after policy values or calendars changed; inside a
    transaction."""
    lock_open_members()
    return reconcile_cases(list(open_cases().values_list("pk", flat=True)), by=by, now=now)


def lock_open_members() -> None:
    """Locks the members of the open cases, in the order of their keys."""
    rows = Member.objects.filter(pk__in=open_cases().values("member")).order_by("pk")
    list(rows.select_for_update().values_list("pk", flat=True))


def _write(changes: Changes, by: User, now: datetime) -> int:
    create_tracked(changes.new, by=by, reason=REASON, now=now)
    update_tracked(list(changes.changed.values()), WRITTEN, by=by, reason=REASON, now=now)
    return len(changes)


def _changes(
    cases: list[int],
    policy: PolicyTimeline,
    now: datetime,
    by: User,
    events: Collection[tuple[int, str]],
) -> Changes:
    on = local_day(now)
    stored: dict[int, list[Obligation]] = defaultdict(list)
    for row in Obligation.objects.filter(case__in=cases).order_by("pk"):
        stored[row.case_id].append(row)
    found = Case.objects.filter(pk__in=cases).values_list("pk", "owner_id", "member_id", "state")
    of_case = {key: (owner, member, state) for key, owner, member, state in found}
    happened = defaultdict(set)
    for case, kind in events:
        happened[case].add(ENDS_HOLD.get(kind))
    changes = Changes()
    for key, facts in case_facts(cases):
        owner, member, state = of_case[key]
        work = _Work(changes, now, on, by, owner, happened[key])
        work.follow(stored[key], due(facts, policy, on), key, member)
        if state == CaseState.CLOSED:
            work.close(stored[key])
    return changes


@dataclass(slots=True)
class _Work:
    """One case's rows against one case's answer."""

    changes: Changes
    now: datetime
    on: date
    by: User
    owner: int | None
    happened: set[HoldEvent | None]

    def follow(self, rows: list[Obligation], answers: list[Due], case: int, member: int) -> None:
        wanted = {each.identity: each for each in answers}
        for row in rows:
            before = _content(row)
            if row.by_rule:
                answer = wanted.pop((row.code, row.subject), None)
                self._gone(row) if answer is None else self._apply(row, answer)
            self._responsible(row)
            if row.held_for and row.held_for in self.happened:
                self._resume(row)
            if _content(row) != before:
                row.version += 1
                self.changes.changed[row.pk] = row
        for answer in wanted.values():
            self.changes.new.append(self._made(answer, case, member))

    def close(self, rows: list[Obligation]) -> None:
        """What was made by hand falls away with the case."""
        for row in rows:
            if not row.by_rule and row.state == ObligationState.OPEN:
                self._settle(row, ObligationState.WITHDRAWN)
                row.version += 1
                self.changes.changed[row.pk] = row

    def _made(self, answer: Due, case: int, member: int) -> Obligation:
        row = Obligation(
            key=public_id(), case_id=case, member_id=member, code=answer.code,
            subject=answer.subject, made_at=self.now, made_by=self.by, changed_at=self.now,
            changed_how="created", rule_due_on=answer.due_on, due_on=answer.due_on,
            responsible_id=self.owner,
        )  # fmt: skip
        _derive(row, answer)
        if answer.met_on:
            row.state, row.settled_on, row.changed_how = ObligationState.MET, self.on, "met"
        return row

    def _apply(self, row: Obligation, answer: Due) -> None:
        _derive(row, answer)
        moved = row.rule_due_on != answer.due_on
        if moved:
            self._say(row, "moved")
            row.was_due_on = row.due_on
            row.moved_to, row.moved_reason = None, ""
            row.rule_due_on = row.due_on = answer.due_on
        if answer.met_on:
            if row.state in (ObligationState.OPEN, ObligationState.WITHDRAWN):
                self._settle(row, ObligationState.MET)
        elif row.state == ObligationState.DONE:
            if row.done_for != answer.due_on:
                self._reopen(row)
        elif row.state != ObligationState.OPEN:
            self._reopen(row)

    def _gone(self, row: Obligation) -> None:
        if row.state == ObligationState.OPEN:
            met = row.code in KINDS and KINDS[row.code].gone == "met"
            self._settle(row, ObligationState.MET if met else ObligationState.WITHDRAWN)

    def _settle(self, row: Obligation, state: ObligationState) -> None:
        row.state, row.settled_on = state, self.on
        row.held_until, row.held_for, row.held_reason = None, "", ""
        self._say(row, state.value)

    def _reopen(self, row: Obligation) -> None:
        row.state, row.settled_on = ObligationState.OPEN, None
        row.done_at = row.done_by = row.done_for = None
        self._say(row, "reopened")

    def _resume(self, row: Obligation) -> None:
        row.held_until, row.held_for, row.held_reason = None, "", ""
        self._say(row, "resumed")

    def _responsible(self, row: Obligation) -> None:
        row.responsible_id = row.handed_to_id or self.owner

    def _say(self, row: Obligation, how: str) -> None:
        row.changed_at, row.changed_how = self.now, how


def _derive(row: Obligation, answer: Due) -> None:
    for name in ("what", "actor", "legal", "trigger_on", "due_at", "opens_on", "lapses_on"):
        setattr(row, name, getattr(answer, name))
    row.met_on = answer.met_on
    row.derivation = answer.derivation.as_json()
    row.calendar = answer.derivation.calendar


_CONTENT = [
    f"{name}_id" if name in ("responsible", "done_by") else name
    for name in WRITTEN
    if name not in ("version",)
]


def _content(row: Obligation) -> list[Any]:
    return [getattr(row, name) for name in _CONTENT]


def stored_answers(cases: Collection[int]) -> Any:
    """The open obligations by rule of these cases, as `verify` and the tests compare them."""
    open_rows = Q(state=ObligationState.OPEN, by_rule=True, case__in=cases)
    columns = (
        "case_id", "code", "subject", "what", "actor", "legal", "trigger_on", "rule_due_on",
        "due_at", "opens_on", "lapses_on",
    )  # fmt: skip
    return Obligation.objects.filter(open_rows).values_list(*columns)
