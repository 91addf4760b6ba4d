"""Which members the scraps mean, how surely, and by what."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Value

from cases.models.search import MemberScrap, NameGram, ScrapKind
from cases.rules.likeness import SAME, SURE, likeness, wanted_grams
from cases.rules.scraps import Scrap

K = ScrapKind
POINTS: dict[str, int] = {
    K.STAR: 100, K.EMPLOYEE: 95, K.PHONE: 95, K.LAST_NAME: 90, K.PHONE_LOCAL: 85, K.BORN: 80,
    K.FIRST_NAME: 75, K.EMPLOYEE_LAST4: 70, K.PHONE_LAST4: 65, K.FORMER_NAME: 65,
    K.FORMER_STAR: 60, K.STAR_LAST4: 58,
}  # fmt: skip
"""What a member gets for a scrap that is the same as theirs; a share of it for one that is like."""

NAMES = frozenset((K.LAST_NAME, K.FIRST_NAME, K.FORMER_NAME))
NUMBERS = frozenset(POINTS) - NAMES - {K.BORN}
STARS = frozenset((K.STAR, K.FORMER_STAR))
ENDS = frozenset((K.STAR_LAST4, K.EMPLOYEE_LAST4, K.PHONE_LAST4))
ZEROS, SWAPPED = 80, 40


@dataclass(frozen=True, slots=True)
class Match:
    """How a scrap fits a member: points, the reason, and whether it was meant as it was typed."""

    points: float
    why: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A member whom every scrap fits."""

    member: int
    points: float
    why: str
    sure: bool


@dataclass(frozen=True, slots=True)
class _Like:
    """In which kinds of scrap a value is looked for, and how like the asked one it is."""

    scrap: int
    likeness: int
    kinds: frozenset[str]
    words: str = ""


def match_people(scraps: Sequence[Scrap], user: Any) -> list[dict[int, Match]]:
    """For each scrap the members it fits, with the best reason. Two queries."""
    wanted = _wanted(scraps)
    found: list[dict[int, Match]] = [{} for _ in scraps]
    rows = MemberScrap.objects.visible_to(user).filter(value__in=wanted)
    for member, kind, value, shown in rows.values_list("member_id", "kind", "value", "shown"):
        for like in wanted[value]:
            if kind not in like.kinds:
                continue
            points = POINTS[kind] * like.likeness / SAME
            best = found[like.scrap].get(member)
            if best is None or points > best.points:
                sure = like.likeness >= SURE
                found[like.scrap][member] = Match(points, _why(kind, shown, like), sure)
    return found


def _why(kind: str, shown: str, like: _Like) -> str:
    if like.words:
        return f"{ScrapKind(kind).label} {shown}, {like.words}"
    if kind in NAMES and like.likeness < SURE:
        return f"{'former ' if kind == K.FORMER_NAME else ''}name like {shown}"
    if kind in (K.FORMER_NAME, K.FORMER_STAR):
        return f"{ScrapKind(kind).label} {shown}"
    return "name" if kind in NAMES else str(ScrapKind(kind).label)


def _wanted(scraps: Sequence[Scrap]) -> dict[str, list[_Like]]:
    """The stored values to look for, each with the scraps that it may answer."""
    wanted: dict[str, list[_Like]] = defaultdict(list)
    ends = ENDS if len(scraps) > 1 else frozenset[str]()
    for at, scrap in enumerate(scraps):
        if digits := scrap.digits:
            wanted[digits].append(_Like(at, SAME, NUMBERS))
            bare = digits.lstrip("0") or "0"
            for other in {bare, bare.zfill(5), bare.zfill(6)} - {digits}:
                wanted[other].append(_Like(at, ZEROS, STARS, "zeros aside"))
            kinds = STARS | {K.EMPLOYEE, K.PHONE, K.PHONE_LOCAL} | ends
            for other in scrap.swapped:
                wanted[other].append(_Like(at, SWAPPED, kinds, "two digits swapped"))
        for day in scrap.days:
            wanted[day.isoformat()].append(_Like(at, SAME, frozenset({K.BORN})))
        if scrap.name:
            wanted[scrap.name].append(_Like(at, SAME, frozenset({K.EMPLOYEE})))
    for at, word, how in _words(scraps):
        wanted[word].append(_Like(at, how, NAMES))
    return wanted


def _words(scraps: Sequence[Scrap]) -> Iterable[tuple[int, str, int]]:
    """The words of names that are like a scrap: those that share trigrams, looked at closely."""
    asked = [(at, scrap.name) for at, scrap in enumerate(scraps) if scrap.name]
    if not asked:
        return []
    queries = []
    for at, name in asked:
        grams, least = wanted_grams(name)
        rows = NameGram.objects.filter(gram__in=grams).values("word")
        shared = rows.annotate(shared=Count("pk"), scrap=Value(at)).filter(shared__gte=least)
        queries.append(shared.values_list("scrap", "word"))
    first, *others = queries
    found = first.union(*others, all=True) if others else first
    likely = ((at, word, likeness(scraps[at].name, word)) for at, word in found)
    return [(at, word, how) for at, word, how in likely if how]


def fitting(matches: Sequence[dict[int, Match]]) -> list[Person]:
    """The members whom every scrap fits, the best first."""
    if not matches:
        return []
    fewest, *others = sorted(matches, key=len)
    members = set(fewest).intersection(*others)
    found = [_person(member, [match[member] for match in matches]) for member in members]
    return sorted(found, key=lambda person: (-person.points, person.member))


def _person(member: int, matches: Sequence[Match]) -> Person:
    return Person(
        member,
        sum(match.points for match in matches),
        ", ".join(dict.fromkeys(match.why for match in matches)),
        all(match.sure for match in matches),
    )


def named_for_sure(
    scraps: Sequence[Scrap], matches: Sequence[dict[int, Match]]
) -> tuple[list[int], list[int]]:
    """The scraps (by place) that together name members, and these members: numbers first, then as
    many more as leave somebody. The others are words to look for in what is written of them."""
    left: set[int] | None = None
    used: list[int] = []
    order = sorted(range(len(scraps)), key=lambda at: (not scraps[at].digits, at))
    for at in order:
        sure = {member for member, match in matches[at].items() if match.sure}
        both = sure if left is None else left & sure
        if both:
            left = both
            used.append(at)
    return used, sorted(left or ())
