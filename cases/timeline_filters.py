"""What of a timeline is asked for: density, kinds, person, words, page. All of it is the address's.

What an address asks for that does not exist is left out, never an error: a link from yesterday has
to show something today.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from string import Formatter
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict

from cases.models import Case, CaseEvent, CaseNote
from cases.timeline import SENTENCES, for_timeline, milestone_kinds

PAGE: Final = 100
MOST_WORDS: Final = 80
KEPT: Final = ("known", "from")
"""What else of the address a link of the timeline keeps: the day it is shown as of, the list."""

GROUPS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "notes": ("Calls and notes", ("note_",)),
    "appointments": ("Appointments", ("appointment_",)),
    "documents": ("Documents and reports", ("report_", "document_", "mail_")),
    "status": (
        "Absence and status",
        (
            "absence_", "category_", "marked_", "serious_", "duty_", "requirements_", "travel_",
            "case_opened", "case_held", "case_resumed", "case_amended", "case_closed",
            "case_reopened",
        ),
    ),
    "decisions": (
        "Decisions",
        ("certif", "review_", "case_released", "release_", "absence_approved"),
    ),
    "letters": ("Letters", ("notice_", "letter_")),
    "people": ("People", ("case_assigned", "case_handed_over")),
    "obligations": ("Obligations", ("obligation_", "clock_")),
}  # fmt: skip
"""The groups of kinds in words, and how the names of their kinds begin; the longest beginning
decides."""

_BEGINS: Final = sorted(
    ((begin, group) for group, (_, begins) in GROUPS.items() for begin in begins),
    key=lambda pair: -len(pair[0]),
)


def group_of(kind: str) -> str:
    """The group of a kind of event; empty for one that no group names."""
    return next((group for begin, group in _BEGINS if kind.startswith(begin)), "")


def kinds_of(groups: Iterable[str]) -> list[str]:
    wanted = set(groups)
    return [kind for kind in SENTENCES if group_of(kind) in wanted]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the timeline is asked for. `kept` goes into every address of it."""

    milestones: bool = False
    groups: tuple[str, ...] = ()
    person: int = 0
    words: str = ""
    page: int = 1
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def is_filtered(self) -> bool:
        return bool(self.groups or self.person or self.words)

    def address(self, **changes: Any) -> str:
        """The query string of it, with changes; the first page unless one is named."""
        new = replace(self, **{"page": 1, **changes})
        pairs = [
            *new.kept,
            *((("show", "milestones"),) if new.milestones else ()),
            *(("kind", group) for group in new.groups),
            *((("by", str(new.person)),) if new.person else ()),
            *((("text", new.words),) if new.words else ()),
            *((("page", str(new.page)),) if new.page > 1 else ()),
        ]
        return f"?{urlencode(pairs)}" if pairs else "?"

    def in_words(self, people: dict[int, str]) -> str:
        """`Milestones; calls and notes; by Ann Ruiz; with the words "knee"`, for paper."""
        said = ["Milestones" if self.milestones else "Everything"]
        if self.groups:
            said.append(", ".join(GROUPS[group][0].lower() for group in self.groups))
        if self.person:
            said.append(f"by {people[self.person]}")
        if self.words:
            said.append(f"with the words \N{LEFT DOUBLE QUOTATION MARK}{self.words}"
                        "\N{RIGHT DOUBLE QUOTATION MARK}")  # fmt: skip
        return "; ".join(said)


def read_wanted(asked: QueryDict, people: dict[int, str]) -> Wanted:
    """What the address asks for; `people` are those who did anything on the case."""
    person = asked.get("by", "")
    return Wanted(
        milestones=asked.get("show") == "milestones",
        groups=tuple(group for group in GROUPS if group in asked.getlist("kind")),
        person=int(person) if person.isascii() and person.isdigit() and int(person[:12]) in people
        else 0,
        words=" ".join(asked.get("text", "").replace("\x00", "").split())[:MOST_WORDS],
        page=_page(asked.get("page", "1")),
        kept=tuple((name, str(asked.get(name))) for name in KEPT if asked.get(name)),
    )  # fmt: skip


def _page(asked: str) -> int:
    """The number of a page; anything that is none is the first."""
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def wanted_events(case: Case, wanted: Wanted) -> QuerySet[CaseEvent]:
    """The events asked for, newest first, of every page."""
    rows = for_timeline(case)
    if wanted.milestones:
        rows = rows.filter(kind__in=milestone_kinds())
    if wanted.groups:
        rows = rows.filter(kind__in=kinds_of(wanted.groups))
    if wanted.person:
        rows = rows.filter(by=wanted.person)
    if wanted.words:
        rows = rows.filter(_says(case, wanted.words))
    return rows


def _says(case: Case, words: str) -> Q:
    """Whether a line says the words: its sentence, what was filled in there, its reason, or the
    text of its note as it stands."""
    found = Q(reason__icontains=words)
    for name in _filled_in():
        found |= Q(**{f"data__{name}__icontains": words})
    plain = [kind for kind, said in SENTENCES.items() if words.lower() in _fixed(said.text)]
    if plain:
        found |= Q(kind__in=plain)
    notes = CaseNote.objects.filter(case=case, text__icontains=words).order_by()
    numbers = list(notes.values_list("number", flat=True))
    if numbers:
        found |= Q(kind="note_added", data__note__in=numbers)
    return found


def _filled_in() -> list[str]:
    """The names of what is filled into sentences."""
    names = {name for said in SENTENCES.values() for _, name, _, _ in Formatter().parse(said.text)
             if name}  # fmt: skip
    return sorted(names | {"answer", "decided_by", "duty", "reported_by"})


def _fixed(text: str) -> str:
    """A sentence without what is filled in."""
    return " ".join(part for part, _, _, _ in Formatter().parse(text)).lower()
