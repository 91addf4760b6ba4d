"""Where a case stands on a day, as one named stage with the reason: derived, never stored.

The stages are those of an absence from its report to the return (E03-01, E03-01-01, E03-01-08; CBA
18.1). Several of them may hold on one day; the first of `STAGES` that does is the stage.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from cases.rules.facts import DutyFact, ExceptionFact


@dataclass(frozen=True, slots=True)
class Decision:
    """A standing spell of certification; `state` is certified, withheld or withdrawn."""

    state: str
    first_day: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Released:
    """A release to full or limited duty, from its first day back."""

    kind: str
    returns_on: date


@dataclass(frozen=True, slots=True)
class StageFacts:
    """What the stage of one case follows from. `absences` are (first day, last day or None), in
    any order; `duty` the spells of limited duty and leave of this case; `confirmed` whether the
    case was put on the roll; `first_unpaid_day` that of the account which the absence draws."""

    confirmed: bool = False
    approved_on: date | None = None
    closed_on: date | None = None
    absences: tuple[tuple[date, date | None], ...] = ()
    certification: tuple[Decision, ...] = ()
    requirements: tuple[date, ...] = ()
    releases: tuple[Released, ...] = ()
    exceptions: tuple[ExceptionFact, ...] = ()
    duty: tuple[DutyFact, ...] = ()
    treatment_since: date | None = None
    first_unpaid_day: date | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: its words, the kind of its tag, and why the case is in it."""

    code: str
    label: str
    tag: str
    why: str


@dataclass(frozen=True, slots=True)
class StageKind:
    """One of the stages; `when` says when a case is in it. `judge` gives the sentence, or None."""

    code: str
    label: str
    tag: str
    when: str
    judge: Callable[[StageFacts, date], str | None]


DISABILITY: Final = ("disability_duty", "disability_ordinary", "disability_occupational")
LIMITED: Final = ("limited_iod", "limited_non_iod", "limited_combat")


def stage(facts: StageFacts, on: date) -> Stage:
    """The stage of the case as of the end of `on`."""
    for kind in STAGES:
        why = kind.judge(facts, on)
        if why is not None:
            return Stage(kind.code, kind.label, kind.tag, why)
    raise AssertionError("The last stage holds whenever no other does.")


def covers(first_day: date, last_day: date | None, on: date) -> bool:
    """Whether a spell holds on a day; both its ends count."""
    return first_day <= on and (last_day is None or on <= last_day)


def _closed(facts: StageFacts, on: date) -> str | None:
    if facts.closed_on is None or facts.closed_on > on:
        return None
    return f"Closed on {_words(facts.closed_on)}."


def _leave(*kinds: str) -> Callable[[StageFacts, date], str | None]:
    def judge(facts: StageFacts, on: date) -> str | None:
        for spell in facts.duty:
            if spell.kind in kinds and covers(spell.first_day, spell.last_day, on):
                return f"Since {_words(spell.first_day)}{_until(spell.last_day)}."
        return None

    return judge


def _suspended(facts: StageFacts, on: date) -> str | None:
    if _absence(facts, on) is None:
        return None
    for spell in facts.exceptions:
        if covers(spell.first_day, spell.last_day, on):
            reason = spell.reason.replace("_", " ").capitalize()
            return f"{reason} from {_words(spell.first_day)} to {_words(spell.last_day)}."
    return None


def _limited(facts: StageFacts, on: date) -> str | None:
    if _absence(facts, on):
        return None
    for spell in facts.duty:
        if spell.kind in LIMITED and covers(spell.first_day, spell.last_day, on):
            return f"On limited duty since {_words(spell.first_day)}{_until(spell.last_day)}."
    return _released(facts, on, "limited")


def _full(facts: StageFacts, on: date) -> str | None:
    return None if _absence(facts, on) else _released(facts, on, "full")


def _released(facts: StageFacts, on: date, kind: str) -> str | None:
    """The latest release that has come, if it is of that kind and after the last absence."""
    ended = _last_day(facts, on)
    come = [r for r in facts.releases if r.returns_on <= on and (not ended or r.returns_on > ended)]
    last = max(come, key=lambda release: release.returns_on, default=None)
    if last is None or last.kind != kind:
        return None
    return f"Back from {_words(last.returns_on)} on."


def _exhausted(facts: StageFacts, on: date) -> str | None:
    unpaid = facts.first_unpaid_day
    if _absence(facts, on) is None or unpaid is None or unpaid > on:
        return None
    return f"The paid days are used: {_words(unpaid)} was the first unpaid day."


def _not_certified(state: str) -> Callable[[StageFacts, date], str | None]:
    def judge(facts: StageFacts, on: date) -> str | None:
        spell = _decision(facts, on)
        if spell is None or spell.state != state:
            return None
        return f"Since {_words(spell.first_day)}."

    return judge


def _requirements(facts: StageFacts, on: date) -> str | None:
    told = [day for day in facts.requirements if day <= on]
    if _absence(facts, on) is None or not told:
        return None
    return f"Told on {_words(max(told))} what stands before the return."


def _treatment(facts: StageFacts, on: date) -> str | None:
    since = facts.treatment_since
    if _absence(facts, on) is None or since is None or since > on:
        return None
    return f"A provider has reported, or a medical review is arranged, since {_words(since)}."


def _certified(facts: StageFacts, on: date) -> str | None:
    spell = _decision(facts, on)
    if spell is None or spell.state != "certified":
        return None
    return f"Certified since {_words(spell.first_day)}."


def _on_roll(facts: StageFacts, on: date) -> str | None:
    absence = _absence(facts, on)
    if absence is None or not facts.confirmed:
        return None
    return f"On the medical roll since {_words(absence[0])}; not certified yet."


def _returned(facts: StageFacts, on: date) -> str | None:
    ended = _last_day(facts, on)
    if ended is None:
        return None
    return f"The last day on the roll was {_words(ended)}; no release is on file."


def _approved(facts: StageFacts, on: date) -> str | None:
    if facts.approved_on is None or facts.approved_on > on:
        return None
    return f"Approved by the unit on {_words(facts.approved_on)}; {_waits(facts, on)}."


def _reported(facts: StageFacts, on: date) -> str | None:
    return f"Reported; {_waits(facts, on)}."


def _waits(facts: StageFacts, on: date) -> str:
    """What a case that is not on the roll waits for."""
    if not facts.absences:
        return "no absence is on record"
    first = min(first_day for first_day, _ in facts.absences)
    if first > on:
        return f"the absence begins on {_words(first)}"
    return "not confirmed yet"


STAGES: Final = (
    StageKind("closed", "Closed", "", "The case is closed.", _closed),
    StageKind(
        "disability_leave", "Disability leave", "lead",
        "A disability leave of the case holds on the day.", _leave(*DISABILITY),
    ),
    StageKind(
        "unpaid_leave", "Unpaid leave", "late",
        "An unpaid medical leave of the case holds on the day.", _leave("unpaid_medical"),
    ),
    StageKind(
        "suspended", "Suspended by exception", "soon",
        "A furlough or suspension takes the day off the roll.", _suspended,
    ),
    StageKind(
        "released_limited", "Released, limited duty", "ok",
        "The release to limited duty has come and no absence covers the day.", _limited,
    ),
    StageKind(
        "released_full", "Released, full duty", "ok",
        "The release to full duty has come and no absence covers the day.", _full,
    ),
    StageKind(
        "exhausted", "Exhausted", "late",
        "The first unpaid day of the account has come and the absence goes on.", _exhausted,
    ),
    StageKind(
        "withheld", "Certification withheld", "late",
        "Certification is withheld on the day.", _not_certified("withheld"),
    ),
    StageKind(
        "withdrawn", "Certification withdrawn", "late",
        "Certification is withdrawn on the day.", _not_certified("withdrawn"),
    ),
    StageKind(
        "requirements", "Return requirements issued", "soon",
        "The member was told what stands before the return.", _requirements,
    ),
    StageKind(
        "treatment", "Under treatment", "",
        "A provider has reported other than full duty, or a medical review is kept or arranged.",
        _treatment,
    ),
    StageKind(
        "certified", "Certified", "ok", "Certification holds on the day.", _certified,
    ),
    StageKind(
        "on_roll", "On the roll", "",
        "The absence is confirmed and covers the day; nothing is certified.", _on_roll,
    ),
    StageKind(
        "returned", "Returned", "",
        "The absence is over and no release is on file.", _returned,
    ),
    StageKind(
        "approved", "Approved", "",
        "The unit has approved the report; the section has not confirmed it.", _approved,
    ),
    StageKind("reported", "Reported", "", "None of the others.", _reported),
)  # fmt: skip
"""The stages, the strongest first."""


def _absence(facts: StageFacts, on: date) -> tuple[date, date | None] | None:
    return _first(spell for spell in facts.absences if covers(*spell, on))


def _decision(facts: StageFacts, on: date) -> Decision | None:
    """The spell of certification on the day, within the absence in which it began."""
    absence = _absence(facts, on)
    if absence is None:
        return None
    for spell in facts.certification:
        if spell.first_day >= absence[0] and covers(spell.first_day, spell.last_day, on):
            return spell
    return None


def _last_day(facts: StageFacts, on: date) -> date | None:
    """The last day of the latest absence that is over; None before one is."""
    ended = [last for _, last in facts.absences if last is not None and last < on]
    return max(ended, default=None)


def _first(found: Iterable[tuple[date, date | None]]) -> tuple[date, date | None] | None:
    return next(iter(found), None)


def _until(last_day: date | None) -> str:
    return f", until {_words(last_day)}" if last_day else ""


def _words(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"
