"""What each row of an absences file means beside what is recorded: a new case, a last day, a
ledger entry, nothing, or a refusal. One member at a time; nothing is written here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from caseflow.dates import words
from cases.imports.known import Entry, Injury, Known, Spell
from cases.imports.parsing import ABSENCE, EXCEPTION, RECURRENCE, Row
from cases.imports.spool import Decision
from cases.kinds import KINDS, CaseKind
from cases.models import Case
from members.services.stars import Person

NO_NATURE = "not stated"
OTHERWISE = "Already recorded otherwise ({}); reverse it first."

Refuse = Callable[[int, str, str, str], None]
"""Takes line, column, value and sentence."""


@dataclass(slots=True)
class Outcome:
    """What a batch of rows comes to. `later_last_days` are lines of the file whose open absence
    gets its last day from a line further down."""

    refuse: Refuse
    decisions: list[Decision] = field(default_factory=list)
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    later_last_days: dict[int, date] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def create(self, decision: Decision) -> None:
        self.decisions.append(decision)
        self.created += 1


def decide_member(person: Person, rows: list[Row], known: Known, outcome: Outcome) -> None:
    """Decides a member's rows, which come by first day and then by line.

    Absences go first and in the order of their days, whatever the order of the file: whether an
    injury is known already, and which of two overlapping absences stands, is a matter of days.
    Exceptions and credits lie on absences, so they follow.
    """
    known.ends = {(row.first_day, row.last_day) for row in rows if row.record == ABSENCE}
    good = [row for row in rows if _stands(row, known) or _employed(person, row, outcome)]
    for row in good:
        if row.record == ABSENCE:
            _decide_absence(row, known, outcome)
    for row in good:
        if row.record == EXCEPTION:
            _decide_exception(row, known, outcome)
        elif row.record != ABSENCE:
            _decide_credit(row, known, outcome)


def _refuse(outcome: Outcome, row: Row, column: str, sentence: str) -> None:
    outcome.refuse(row.line, column, row.cell(column), sentence)


def _stands(row: Row, known: Known) -> bool:
    """Whether it is recorded: the days in service may have been corrected since."""
    if row.record == ABSENCE:
        return row.first_day in known.spells
    if row.record == EXCEPTION:
        return (row.first_day, row.reason) in known.exceptions
    return (row.account, row.injury, row.first_day, row.source) in known.credits


def _employed(person: Person, row: Row, outcome: Outcome) -> bool:
    if row.first_day < person.appointed_on:
        sentence = f"The first day is before the appointment on {words(person.appointed_on)}."
    elif row.record == ABSENCE and person.separated_on and row.first_day >= person.separated_on:
        sentence = f"The member left on {words(person.separated_on)}, before the first day."
    else:
        return True
    _refuse(outcome, row, "first_day", sentence)
    return False


def _decide_absence(row: Row, known: Known, outcome: Outcome) -> None:
    same = known.spells.get(row.first_day)
    if (same is None or not _same(row, same)) and _was_reversed(row, known):
        _leave_alone(row, outcome)
        return
    if same:
        _meet_absence(row, same, known, outcome)
        return
    if other := known.sharing(row.first_day, row.last_day):
        taken = f"The member is absent already from {other.says}; a day has one absence."
        _refuse(outcome, row, "first_day", taken)
        return
    if sentence := known.leave_on(row.first_day, row.last_day):
        _refuse(outcome, row, "first_day", sentence)
        return
    injury = known.injuries.get(row.injury) if row.is_iod else None
    if row.reason == RECURRENCE and (injury is None or injury.first_day > row.first_day):
        _refuse(outcome, row, "injury", f"The injury {row.injury} is not known before this day.")
        return
    if injury and row.reason != RECURRENCE and known.without_absence(injury):
        _give_absence(row, injury, known, outcome)
        return
    decision = Decision(row.line, "open", _kind(row, injury), _nature(row, injury))
    if injury:
        decision.injury_case, decision.injury_line = injury.case, injury.line
    elif row.is_iod:
        known.injuries[row.injury] = Injury(decision.nature, row.first_day, line=row.line)
    known.add(
        Spell(
            row.first_day, row.last_day, row.account, row.injury, decision.kind, decision.nature,
            row.source, f"line {row.line}", line=row.line,
        )
    )  # fmt: skip
    outcome.create(decision)


def _give_absence(row: Row, injury: Injury, known: Known, outcome: Outcome) -> None:
    """The injury's case has no absence (it was reversed, or no time was lost at first): the row
    is its absence, not a recurrence of it."""
    assert injury.case is not None  # it stands
    spell = Spell(
        row.first_day, row.last_day, row.account, row.injury, CaseKind.IOD, injury.nature,
        row.source, f"line {row.line}", line=row.line, case=injury.case,
    )  # fmt: skip
    if _absence_difference(row, spell, False):
        sentence = (
            f"The case of this injury, {injury.reference}, has no absence and says "
            f"“{injury.nature}”. Correct the one or the other; the row is then its absence."
        )
        _refuse(outcome, row, "reason", sentence)
    elif injury.closed and row.last_day is None:
        sentence = (
            f"The case of this injury, {injury.reference}, is closed, so its absence has a last "
            "day. Reopen the case first."
        )
        _refuse(outcome, row, "last_day", sentence)
    else:
        known.add(spell)
        outcome.create(Decision(row.line, "give", target=injury.case))


def _kind(row: Row, injury: Injury | None) -> CaseKind:
    if not row.is_iod:
        return CaseKind.NON_IOD
    return CaseKind.IOD_RECURRENCE if injury else CaseKind.IOD


def _nature(row: Row, injury: Injury | None) -> str:
    """What the absence is for; a row that only says `recurrence` has that of its injury."""
    if injury and row.reason == RECURRENCE:
        return injury.nature
    return row.reason or NO_NATURE


def _meet_absence(row: Row, same: Spell, known: Known, outcome: Outcome) -> None:
    """The absence is there already: nothing to do, its last day, or a refusal."""
    ended_here = row.last_day is None and (row.first_day, same.last_day) in known.ends
    if column := _absence_difference(row, same, ended_here):
        _refuse(outcome, row, column, OTHERWISE.format(same.says))
    elif row.last_day == same.last_day or ended_here:
        outcome.unchanged += 1
    else:
        same.last_day = row.last_day
        outcome.updated += 1
        if same.absence is not None:
            decision = Decision(row.line, "end", target=same.absence)
            outcome.decisions.append(decision)
        elif same.line is not None and row.last_day:
            outcome.later_last_days[same.line] = row.last_day


def _same(row: Row, spell: Spell) -> bool:
    """Whether the row says just what the spell does."""
    return row.last_day == spell.last_day and not _absence_difference(row, spell, False)


def _was_reversed(row: Row, known: Known) -> bool:
    """Whether the row says what an absence said that the office has reversed, or said while it
    was still open."""
    return any(
        row.last_day in (None, spell.last_day) and not _absence_difference(row, spell, True)
        for spell in known.gone.get(row.first_day, ())
    )


def _leave_alone(row: Row, outcome: Outcome) -> None:
    outcome.notes.append(
        f"Line {row.line}: what it says was reversed in the office; it is left alone."
    )
    outcome.unchanged += 1


def _absence_difference(row: Row, same: Spell, ended_here: bool) -> str | None:
    """The first column that says something else than what is recorded. `ended_here`: another row
    of the file gives this open one its last day."""
    if row.account != same.account:
        return "account"
    if row.injury != same.injury and row.is_iod:
        return "injury"
    if row.last_day != same.last_day and same.last_day is not None and not ended_here:
        return "last_day"
    if row.source != same.source:
        return "source"
    if row.reason == RECURRENCE:
        return None if KINDS[same.kind].needs_parent else "reason"
    reason = row.reason or NO_NATURE
    return None if reason == same.nature or reason == _first_nature(same) else "reason"


def _first_nature(spell: Spell) -> str:
    """The nature with which the case was opened: the office may have corrected it since, which
    is no reason to refuse the file from which it came."""
    if spell.case is None:
        return spell.nature
    opened = Case.history.filter(id=spell.case, history_type="+").values_list("nature", flat=True)
    return opened.first() or spell.nature


def _decide_exception(row: Row, known: Known, outcome: Outcome) -> None:
    assert row.last_day is not None  # parsing has seen to it
    key = (row.first_day, row.reason)
    if _meet_entry(row, known.exceptions.get(key), ("last_day", "source"), outcome):
        return
    if gap := known.first_gap(row.first_day, row.last_day):
        if key in known.reversed:
            _leave_alone(row, outcome)
            return
        sentence = f"The member was not on the medical roll on {words(gap)}."
        _refuse(outcome, row, "first_day", sentence)
        return
    known.exceptions[key] = _entry(row)
    _note_reversed(row, key, known, outcome)
    outcome.create(Decision(row.line, "exception"))


def _decide_credit(row: Row, known: Known, outcome: Outcome) -> None:
    key = (row.account, row.injury, row.first_day, row.source)
    if _meet_entry(row, known.credits.get(key), ("last_day", "days", "reason"), outcome):
        return
    decision = Decision(row.line, "credit")
    if row.is_iod:
        injury = known.injuries.get(row.injury)
        if injury is None:
            _refuse(outcome, row, "injury", f"The member has no injury {row.injury}.")
            return
        decision.injury_case, decision.injury_line = injury.case, injury.line
    elif row.last_day and (gap := known.first_gap(row.first_day, row.last_day)):
        if key in known.reversed:
            _leave_alone(row, outcome)
            return
        sentence = f"{words(gap)} was not a day on the medical roll; it cannot be restored."
        _refuse(outcome, row, "first_day", sentence)
        return
    known.credits[key] = _entry(row)
    _note_reversed(row, key, known, outcome)
    outcome.create(decision)


def _entry(row: Row) -> Entry:
    return Entry(row.last_day, row.days, row.reason, row.source, f"line {row.line}")


def _meet_entry(row: Row, entry: Entry | None, columns: tuple[str, ...], outcome: Outcome) -> bool:
    """Whether the entry is there already: unchanged, or refused where a column differs."""
    if entry is None:
        return False
    for column in columns:
        if getattr(row, column) != getattr(entry, column):
            _refuse(outcome, row, column, OTHERWISE.format(entry.where))
            return True
    outcome.unchanged += 1
    return True


def _note_reversed(row: Row, key: tuple[object, ...], known: Known, outcome: Outcome) -> None:
    if key in known.reversed:
        outcome.notes.append(
            f"Line {row.line}: an entry like this was reversed before; it is recorded again."
        )
