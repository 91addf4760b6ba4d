"""What is due on a case: one pure function from its facts to everything that must happen.

Each kind is a function of `obligation_kinds.py` and its neighbours; each answer carries its
trigger, its rule with the source, the convention by which its days were counted and the steps of
the count, so that a due date explains itself (docs/obligations.md). The answer does not move with
time: what opens or lapses on a later day says so. It is judged by the policy values in force on
the day of the trigger; the ladder of letters by those in force on `on`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from caseflow.deadlines import CalendarMissing, DaysOff, Deadline
from cases.rules.obligation_facts import CaseFacts
from cases.rules.policy_timeline import PolicyMissing, PolicyRow, PolicyTimeline

ActorCode = Literal["office", "member", "unit", "provider", "city"]
Gone = Literal["met", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of obligation: `label` names it in filters and reports, `rule` says the rule in words.
    `gone` is what became of one that no longer follows from the facts: met by what was recorded,
    or withdrawn because its trigger is gone. A `legal` limit can be moved earlier, not later."""

    code: str
    label: str
    actor: ActorCode
    rule: str
    source: str
    gone: Gone = "withdrawn"
    legal: bool = False
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Derivation:
    """Why it is due then: in words, and by which values."""

    trigger: str
    rule: str
    source: str
    verified: bool
    value: str = ""
    policy: str = ""
    convention: str = ""
    calendar: str = ""
    steps: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As it is stored beside the due date."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "steps"} | {
            "steps": list(self.steps)
        }


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due. `subject` is what it hangs on within its kind; `met_on` the day on
    which what was recorded met it."""

    code: str
    subject: str
    what: str
    actor: ActorCode
    legal: bool
    trigger_on: date | None
    due_on: date
    due_at: datetime | None
    opens_on: date
    lapses_on: date | None
    met_on: date | None
    derivation: Derivation

    @property
    def identity(self) -> tuple[str, str]:
        return self.code, self.subject


@dataclass(frozen=True, slots=True)
class Asked:
    """The facts and the policy of one question."""

    facts: CaseFacts
    policy: PolicyTimeline
    on: date

    def value(self, key: str, day: date) -> PolicyRow:
        """The policy value of the member's bargaining unit and rank in force on a day."""
        return self.policy.at_ordinal(
            key, day.toordinal(), self.facts.bargaining_unit, self.facts.rank
        )

    def days(self, key: str, day: date) -> tuple[int, PolicyRow]:
        row = self.value(key, day)
        return int(row.value), row  # type: ignore[arg-type]  # days are numbers

    def off(self, key: str, day: date) -> DaysOff:
        """The calendar that a policy value names, in the version for a trigger of that day."""
        return self.facts.calendars.at(str(self.value(key, day).value), day)


Answers = Callable[[Asked], Iterable[Due]]
KINDS: Final[dict[str, Kind]] = {}
_answers: list[Answers] = []


def kind(*kinds: Kind) -> Callable[[Answers], Answers]:
    """Registers a function that answers for these kinds."""

    def add(function: Answers) -> Answers:
        for each in kinds:
            KINDS[each.code] = each
        _answers.append(function)
        return function

    return add


def due(facts: CaseFacts, policy: PolicyTimeline, on: date) -> list[Due]:
    """Everything that follows from the facts of a case, the earliest first; nothing for a closed
    one. Met ones are listed while what they hang on is among the facts. Where the office has no
    value or no calendar to judge a kind by, that itself is due, in its sentence.
    """
    if facts.state == "closed":
        return []
    asked = Asked(facts, policy, on)
    found = [answer for answers in _answers for answer in _answered(asked, answers)]
    return sorted(found, key=_place)


def _place(each: Due) -> tuple[date, str, int, str]:
    """By day; of one kind the older row first, whose key has fewer digits or a smaller number."""
    return each.due_on, each.code, len(each.subject), each.subject


CANNOT_SAY: Final = Kind(
    "cannot_say", "Cannot be dated", "office",
    "A due date takes a policy value and a calendar that are in force on the day of its trigger",
    "The office's own rule", gone="met",
)  # fmt: skip
KINDS[CANNOT_SAY.code] = CANNOT_SAY


def _answered(asked: Asked, answers: Answers) -> list[Due]:
    try:
        return list(answers(asked))
    except (PolicyMissing, CalendarMissing) as missing:
        made = Made(CANNOT_SAY, subject=answers.__name__, trigger="no value to judge by")
        return [made.on(asked.facts.opened_on, str(missing)[:300])]


@dataclass(slots=True)
class Made:
    """What the kinds have in common when they make an answer."""

    kind: Kind
    subject: str = ""
    opens_on: date | None = None
    lapses_on: date | None = None
    met_on: date | None = None
    trigger: str = ""
    row: PolicyRow | None = None
    actor: ActorCode | None = None

    def by(self, deadline: Deadline, what: str) -> Due:
        """The answer for a deadline that was counted."""
        return self._due(
            what, deadline.trigger, deadline.due_on, deadline.due_at,
            deadline.convention, deadline.calendar, tuple(deadline.steps),
        )  # fmt: skip

    def on(self, day: date, what: str, *, trigger_on: date | None = None) -> Due:
        """The answer for a day that is on record itself, nothing being counted."""
        return self._due(what, trigger_on, day, None, "on record", "", ())

    def _due(
        self, what: str, trigger_on: date | None, due_on: date, due_at: datetime | None,
        convention: str, calendar: str, steps: tuple[str, ...],
    ) -> Due:  # fmt: skip
        kind, row = self.kind, self.row
        opens = self.opens_on or min(trigger_on or due_on, due_on)
        derivation = Derivation(
            trigger=self.trigger,
            rule=kind.rule,
            source=kind.source if row is None else row.source or kind.source,
            verified=kind.verified and (row is None or row.verified),
            value=_value_words(row) if row else "",
            policy=row.version if row else "",
            convention=convention,
            calendar=calendar,
            steps=steps,
        )
        return Due(
            kind.code, self.subject, what, self.actor or kind.actor, kind.legal, trigger_on,
            due_on, due_at, opens, self.lapses_on, self.met_on, derivation,
        )  # fmt: skip


def before(day: date, days: int) -> date:
    """So many days earlier."""
    return day - timedelta(days=days)


def _value_words(row: PolicyRow) -> str:
    """3 days, 1 working day"""
    unit = row.unit.removesuffix("s") if row.value == 1 else row.unit
    return f"{row.value} {unit}"
