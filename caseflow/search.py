"""One box: members and cases by star, name, employee number, reference or injury label.

The text of a query is never kept: it may hold a name. The access log gets its length and the
number of hits.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.models import User
from cases.kinds import CaseKind
from cases.models import Case
from cases.models.case import CaseQuerySet
from members.models import Member, ServiceSpell
from members.names import search_key

SHOWN = 20
LONGEST = 80
SHORTEST_PART = 3  # characters, below which a part of a reference says nothing
GROUPS = ("members", "cases")
MEMBER_HEADER = ("star", "employee_number", "last_name", "first_name", "rank", "unit", "matched")
CASE_HEADER = (
    "reference", "kind", "star", "last_name", "first_name", "first_day", "closed_at", "matched",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """A member or a case, and why it was found."""

    row: Any
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one group that are shown, and whether there are more."""

    hits: list[Hit]
    more: bool

    @property
    def count(self) -> str:
        return f"{len(self.hits)}+" if self.more else str(len(self.hits))


@require_GET
@requires(Capability.SEE)
def search_page(request: HttpRequest) -> HttpResponseBase:
    q = " ".join(request.GET.get("q", "").replace("\0", "").split())
    if not q or len(q) > LONGEST:
        return render(request, "caseflow/search.html", {"q": q[:LONGEST], "too_long": bool(q)})
    of = request.GET.get("of", "members")
    if request.GET.get("format") == "csv":
        return _export(request, q, of if of in GROUPS else "members")
    members = _first(member_hits(q, request.user))
    cases = _first(case_hits(q, request.user))
    total = len(members.hits) + len(cases.hits)
    log_access(request, "search", detail=f"{len(q)} characters, {total} hits shown")
    context = {"q": q, "members": members, "cases": cases, "none": not total}
    return render(request, "caseflow/search.html", context)


def member_hits(q: str, user: User) -> Iterator[Hit]:
    """The members meant, the surest first: by number, by a former star, by name."""
    visible = Member.objects.visible_to(user).for_list()
    seen: set[int] = set()
    if q.isdigit():
        numbered = visible.filter(Q(star_number=q) | Q(employee_number=q))
        yield from _new(_by_number(numbered, q), seen)
        former = ServiceSpell.objects.filter(star_number=q, ended_on__isnull=False)
        held = visible.filter(pk__in=former.values("member")).order_by("name_key", "id")
        yield from _new((Hit(m, f"former star {q}") for m in held), seen)
        return
    named = visible.search(q).order_by("name_key", "id")
    yield from _new((Hit(m, _why_named(m, q)) for m in named.iterator(chunk_size=500)), seen)


def case_hits(q: str, user: User) -> Iterator[Hit]:
    """The cases meant, the surest first: the reference in full, the cases of the members meant
    (open before closed), a part of the reference, the injury's label."""
    visible = Case.objects.visible_to(user).for_list()
    meant = Member.objects.visible_to(user).search(q).order_by().values("pk")
    text = q.upper()
    seen: set[int] = set()
    yield from _new(_found(visible.filter(reference=text), "reference"), seen)
    if seen:
        return  # a whole reference means one case; the list finds what only contains it
    of_members = visible.filter(member__in=meant)
    yield from _new(_found(of_members.open(), "through its member"), seen)
    yield from _new(_found(of_members.exclude(closed_at=None), "through its member"), seen)
    if len(text) >= SHORTEST_PART and any(character.isdigit() for character in text):
        # The inner query reads nothing but the index of references; the outer one the few rows.
        partly = Case.objects.filter(reference__contains=text).order_by().values("pk")
        yield from _new(_found(visible.filter(pk__in=partly), "part of the reference"), seen)
    injuries = Case.objects.filter(kind=CaseKind.IOD, injury_label__icontains=q)
    label = injuries.order_by().values("pk")
    labelled = visible.filter(Q(pk__in=label) | Q(parent__in=label))
    yield from _new(_found(labelled, "injury label"), seen)


def _found(rows: CaseQuerySet, why: str) -> Iterator[Hit]:
    for case in rows.order_by("-first_day", "-id").iterator(chunk_size=500):
        yield Hit(case, why)


def _by_number(rows: Iterable[Member], q: str) -> Iterator[Hit]:
    """Current members first, the star before the employee number."""
    for member in sorted(rows, key=lambda m: (m.star_number != q, m.separated_on is not None)):
        yield Hit(member, "star" if member.star_number == q else "employee number")


def _why_named(member: Member, q: str) -> str:
    words = search_key(q).split()
    if all(word in member.name_key for word in words):
        return "name"
    return "name and number"


def _new(hits: Iterable[Hit], seen: set[int]) -> Iterator[Hit]:
    for hit in hits:
        if hit.row.pk not in seen:
            seen.add(hit.row.pk)
            yield hit


def _first(hits: Iterator[Hit]) -> Found:
    """No more than a screen of hits; the rest is not fetched."""
    taken: list[Hit] = []
    for hit in hits:
        if len(taken) == SHOWN:
            return Found(taken, more=True)
        taken.append(hit)
    return Found(taken, more=False)


def _export(request: HttpRequest, q: str, of: str) -> HttpResponseBase:
    log_access(request, "list", f"search: {of}", detail=f"{len(q)} characters")
    if of == "cases":
        rows = (_case_row(hit) for hit in case_hits(q, request.user))
        return csv_response("search-cases", CASE_HEADER, rows)
    rows = (_member_row(hit) for hit in member_hits(q, request.user))
    return csv_response("search-members", MEMBER_HEADER, rows)


def _member_row(hit: Hit) -> tuple[Any, ...]:
    m = hit.row
    return (
        m.star_number, m.employee_number, m.last_name, m.first_name, m.rank, m.unit.code, hit.why,
    )  # fmt: skip


def _case_row(hit: Hit) -> tuple[Any, ...]:
    case, m = hit.row, hit.row.member
    return (
        case.reference, case.spec.label, m.star_number, m.last_name, m.first_name,
        case.first_day, case.closed_at, hit.why,
    )  # fmt: skip
