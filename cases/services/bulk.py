"""The bulk service of an import: the rows that the single services would leave, a batch of
members at a time. A test compares the two, row by row.

The references are taken, and the members locked, before the first batch.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from caseflow.acts import touch_member
from caseflow.bulk import CHANGED, CREATED, create_tracked, insert_rows, write_history
from caseflow.chain import Link, link_event, wrote_entries
from caseflow.dates import start_of
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.references import format_reference
from cases.checklist import checklist
from cases.imports.parsing import Row
from cases.imports.spool import Decision
from cases.kinds import KINDS, Account
from cases.models import Absence, Case, CaseEvent, LedgerEntry, LedgerState, Projection
from cases.models.case import OPEN_STATES, CaseState
from cases.rules.policy import PolicyTimeline
from cases.searching.keeping import index_cases
from cases.services.closing import CloseOutcome
from cases.services.duty_status import derive_statuses
from cases.services.events import chain_of, record_event
from cases.services.ledger import EVENT_KINDS, entry_data, happened
from cases.services.opening import absence_data, enter_absence
from cases.services.projection import derived_rows, facts_of_many_changed, projected
from members.models import Member, MemberEvent
from members.services.events import chain_of as member_chain
from members.services.events import last_links

CLOSED_BECAUSE = "Imported with its last day"
WAIVED = ["A note is on file"]
"""What of the closing checklist a case from a file cannot meet."""

Decided = tuple[Row, Decision]


@dataclass(frozen=True, slots=True)
class Act:
    """Who writes when, and the policy by which the projection is derived."""

    by: User
    now: datetime
    on: date
    policy: PolicyTimeline


@dataclass(slots=True)
class Opening:
    """A case on its way into the tables, with what its line says and when it closes."""

    row: Row
    case: Case
    closes_at: datetime | None = None


def write_batch(batch: Sequence[tuple[int, list[Decided]]], act: Act) -> None:
    """Writes the decisions about these members; inside the transaction that holds their locks."""
    members = Member.objects.in_bulk([member for member, _ in batch])
    changes: dict[int, int] = {}
    openings: list[tuple[Member, Decided]] = []
    entries: list[tuple[Member, Decided]] = []
    given: list[Decided] = []
    for key, decided in batch:
        changes[key] = len(decided)
        for row, decision in decided:
            if decision.action == "end":
                # Before the openings: the days after it are free only then.
                _end_absence(row, decision, act)
            elif decision.action == "give":
                given.append((row, decision))
            else:
                kind = openings if decision.action == "open" else entries
                kind.append((members[key], (row, decision)))
    for row, decision in given:
        _give_absence(row, decision, act)
    opened = _open_cases(openings, act)
    _record_entries(entries, opened, act)
    _facts_changed(members, changes, act)


def _open_cases(openings: Iterable[tuple[Member, Decided]], act: Act) -> dict[int, Case]:
    """Opens the cases with their absences, and closes those whose absence is over. Gives the case
    of each line. Injuries go first, for their recurrences name them."""
    roots: list[Opening] = []
    waiting: list[tuple[Member, Decided]] = []
    for member, (row, decision) in openings:
        if KINDS[decision.kind].needs_parent:
            waiting.append((member, (row, decision)))
        else:
            roots.append(_opening(member, row, decision, None, act))
    _write_cases(roots, act)
    cases = {opening.row.line: opening.case for opening in roots}
    standing = Case.objects.in_bulk([d.injury_case for _, (_, d) in waiting if d.injury_case])
    recurrences: list[Opening] = []
    for member, (row, decision) in waiting:
        parent = standing.get(decision.injury_case or 0) or cases[decision.injury_line or 0]
        recurrences.append(_opening(member, row, decision, parent, act))
    _write_cases(recurrences, act)
    return cases


def _opening(
    member: Member, row: Row, decision: Decision, parent: Case | None, act: Act
) -> Opening:
    """The case as a call on the first day would have opened it."""
    assert decision.number is not None  # numbered before the first batch
    began = min(start_of(row.first_day), act.now)
    series = KINDS[decision.kind].series
    case = Case(
        reference=format_reference(series, row.first_day.year, decision.number),
        kind=decision.kind,
        state=CaseState.REPORTED,
        member=member,
        parent=parent,
        injury_label=row.injury,
        nature=decision.nature,
        first_day=row.first_day,
        reported_at=began,
        opened_at=began,
        opened_by=act.by,
    )
    return Opening(row, case, closing_time(row.last_day, act) if row.last_day else None)


def closing_time(last_day: date, act: Act) -> datetime:
    """The day after the last one on the roll begins; never later than now."""
    return min(start_of(last_day + timedelta(days=1)), act.now)


def _absence(opening: Opening, act: Act) -> Absence:
    row, case = opening.row, opening.case
    return Absence(
        member=case.member,
        case=case,
        account=case.spec.account,
        injury=case.injury if case.spec.account == Account.IOD else None,
        first_day=row.first_day,
        last_day=row.last_day,
        source=row.source,
        entered_at=act.now,
        entered_by=act.by,
    )


def _write_cases(openings: list[Opening], act: Act) -> None:
    """The rows go in as they end up; the history has both steps, opened and closed."""
    cases = [opening.case for opening in openings]
    over = [(o.case, o.closes_at) for o in openings if o.closes_at]
    for case, closes_at in over:
        _close(case, closes_at, act)
    insert_rows(cases)
    index_cases(cases)
    closed = {case.pk: wrote_entries([case]) for case, _ in over}
    for case, _ in over:
        _unclose(case)
    write_history(cases, CREATED, by=act.by, reason="Opened", now=act.now)
    absences = [_absence(opening, act) for opening in openings]
    create_tracked(absences, by=act.by, reason="Entered", now=act.now)
    events: list[CaseEvent] = []
    for opening, absence in zip(openings, absences, strict=True):
        events += _events(opening, absence, closed.get(opening.case.pk), act)
    for case, closes_at in over:
        _close(case, closes_at, act)
    over_cases = [case for case, _ in over]
    write_history(over_cases, CHANGED, by=act.by, reason=CLOSED_BECAUSE, now=act.now)
    insert_rows(events)


def _close(case: Case, at: datetime, act: Act) -> None:
    case.state, case.closed_at, case.closed_by = CaseState.CLOSED, at, act.by
    case.version += 1


def _unclose(case: Case) -> None:
    """The case in memory as it was before it closed, for the first row of its history."""
    case.state, case.closed_at, case.closed_by = CaseState.REPORTED, None, None
    case.version -= 1


def _events(
    opening: Opening, absence: Absence, closed: list[Any] | None, act: Act
) -> Iterator[CaseEvent]:
    """The chain of a new case, which is in memory as it was opened. `closed` is what its closing
    wrote, None while the absence goes on."""
    case, link = opening.case, Link()
    said: dict[str, Any] = {"reported_by": "", "kind": case.spec.label}
    steps: list[tuple[str, datetime, str, dict[str, Any], list[Any]]] = [
        ("case_opened", case.opened_at, "", said, wrote_entries([case])),
        ("absence_entered", case.opened_at, "", absence_data(absence), wrote_entries([absence])),
    ]
    if opening.closes_at and closed is not None:
        said = {"outcome": CloseOutcome.OTHER.label, "waived": WAIVED}
        steps.append(("case_closed", opening.closes_at, CLOSED_BECAUSE, said, closed))
    for kind, happened_at, reason, data, wrote in steps:
        event = CaseEvent(
            case=case, kind=kind, by=act.by, reason=reason, data={**data, "wrote": wrote}
        )
        link = link_event(event, chain_of(case), link, happened_at=happened_at, recorded_at=act.now)
        yield event


def _end_absence(row: Row, decision: Decision, act: Act) -> None:
    """An open absence gets its last day, and its case closes, unless somebody works on it: the
    holder closes it then, as after every return."""
    absence = Absence.objects.select_related("case__member").get(pk=decision.target or 0)
    case, last_day = absence.case, row.last_day
    assert last_day is not None  # that is the change
    absence.last_day = last_day
    save_tracked(absence, by=act.by, reason="Returned to duty", now=act.now, fields=["last_day"])
    wrote: list[Any] = [absence]
    if case.state in OPEN_STATES:
        case.state = CaseState.RETURNED
        case.version += 1
        fields = ["state", "version"]
        save_tracked(case, by=act.by, reason="Returned to duty", now=act.now, fields=fields)
        wrote.append(case)
    record_event(
        case=case,
        kind="absence_ended",
        by=act.by,
        now=act.now,
        happened_at=min(start_of(last_day), act.now),
        data=absence_data(absence),
        wrote=wrote,
    )
    if case.state == CaseState.RETURNED and case.owner_id is None:
        _close_returned(case, last_day, act)


def _give_absence(row: Row, decision: Decision, act: Act) -> None:
    """A case without an absence gets the one that the row says; ended, as after a return."""
    case = Case.objects.select_related("member").get(pk=decision.target or 0)
    absence = enter_absence(
        case=case, first_day=row.first_day, last_day=row.last_day, source=row.source, by=act.by,
        now=act.now,
    )  # fmt: skip
    found: dict[str, Any] = {"first_day": min(case.first_day, row.first_day)}
    if case.state in OPEN_STATES and row.last_day:
        found["state"] = CaseState.RETURNED
    changed = [name for name, value in found.items() if getattr(case, name) != value]
    for name in changed:
        setattr(case, name, found[name])
    wrote: list[Any] = [absence]
    if changed:
        case.version += 1
        fields = [*changed, "version"]
        save_tracked(case, by=act.by, reason="Absence", now=act.now, fields=fields)
        wrote.append(case)
    record_event(
        case=case,
        kind="absence_entered",
        by=act.by,
        now=act.now,
        happened_at=min(start_of(row.first_day), act.now),
        data=absence_data(absence),
        wrote=wrote,
    )
    if row.last_day and case.state == CaseState.RETURNED and case.owner_id is None:
        _close_returned(case, row.last_day, act)


def _close_returned(case: Case, last_day: date, act: Act) -> None:
    found = [state for state in checklist(case, act.on) if state.open_because]
    if not all(state.item.waivable for state in found):
        return
    _close(case, max(closing_time(last_day, act), case.opened_at), act)
    fields = ["state", "closed_at", "closed_by", "version"]
    save_tracked(case, by=act.by, reason=CLOSED_BECAUSE, now=act.now, fields=fields)
    waived = [state.item.label for state in found]
    record_event(
        case=case,
        kind="case_closed",
        by=act.by,
        now=act.now,
        happened_at=case.closed_at,
        reason=CLOSED_BECAUSE,
        data={"outcome": CloseOutcome.OTHER.label, "waived": waived},
        wrote=[case],
    )


def _record_entries(
    entries: list[tuple[Member, Decided]], opened: dict[int, Case], act: Act
) -> None:
    """Exceptions and credits, each with its event on the member's chain."""
    rows = [_entry(member, *decided, opened, act) for member, decided in entries]
    insert_rows(rows)
    links = last_links([member for member, _ in entries])
    events = []
    for (member, _), entry in zip(entries, rows, strict=True):
        data = {**entry_data(entry), "wrote": wrote_entries([entry])}
        event = MemberEvent(member=member, kind=EVENT_KINDS[entry.kind], by=act.by, data=data)
        links[member.pk] = link_event(
            event,
            member_chain(member),
            links[member.pk],
            happened_at=happened(entry, act.now),
            recorded_at=act.now,
        )
        events.append(event)
    insert_rows(events)


def _entry(
    member: Member, row: Row, decision: Decision, opened: dict[int, Case], act: Act
) -> LedgerEntry:
    injury = decision.injury_case
    if decision.injury_line is not None:
        injury = opened[decision.injury_line].pk
    return LedgerEntry(
        member_id=member.pk,
        kind=decision.action,
        account=row.account,
        injury_id=injury,
        first_day=row.first_day,
        last_day=row.last_day,
        days=row.days,
        reason=row.reason,
        source=row.source,
        recorded_at=act.now,
        recorded_by=act.by,
    )


def _facts_changed(members: dict[int, Member], changes: dict[int, int], act: Act) -> None:
    """Counts a change for each act, and derives the projection of those who are absent anew."""
    states = LedgerState.objects.in_bulk(list(changes))
    new = [LedgerState(member_id=key) for key in changes if key not in states]
    states.update({state.member_id: state for state in new})
    for key, count in changes.items():
        states[key].facts_version += count
    LedgerState.objects.bulk_create(
        states.values(),
        update_conflicts=True,
        unique_fields=["member"],
        update_fields=["facts_version"],
    )
    Projection.objects.filter(member__in=members).delete()
    rows: list[Projection] = []
    for key in projected(members).values_list("pk", flat=True):
        version = states[key].facts_version
        rows += derived_rows(member=members[key], on=act.on, version=version, policy=act.policy)
    insert_rows(rows)
    derive_statuses(list(members))
    facts_of_many_changed(list(members), act.on)
    for key in members:
        touch_member(key, by=act.by, now=act.now)
