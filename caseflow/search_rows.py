"""The hits of a search as plain rows: for the page, and for a download."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html_join

from caseflow.bulk import batches
from caseflow.datewords import day, moment
from caseflow.models import User
from caseflow.templatetags.ui import marked, tag
from cases.kinds import KINDS
from cases.models import Case, CaseNote, Document, DocumentText, NoteText
from cases.models.note import amended_times
from cases.rules.snippets import Pieces, snippet
from cases.searching.question import CaseHit, Person, Question, TextHit
from members.models import Member
from members.names import text_key
from members.rows import COLUMNS, name_in, url_in

Row = dict[str, Any]
CHUNK = 500
OF_MEMBER = (*COLUMNS, "key", "star_number", "separated_on")
IN_CASE = tuple(f"case__member__{name}" for name in OF_MEMBER)


@dataclass(frozen=True, slots=True)
class Group:
    """A kind of hit: how it is found, shown and exported."""

    name: str
    title: str
    find: Callable[[Question, int | None], Sequence[Any]]
    rows: Callable[[Sequence[Any], User], Iterator[Row]]
    header: tuple[str, ...]
    """The columns of its download, each a word of the rows."""


def member_rows(hits: Sequence[Person], user: User) -> Iterator[Row]:
    found = Member.objects.visible_to(user).filter(pk__in=[hit.member for hit in hits])
    rows = _by_key(
        found, *OF_MEMBER, "employee_number", "rank", "unit__code", "unit__name"
    )  # fmt: skip
    for hit in hits:
        if row := rows.get(hit.member):
            employee = row["employee_number"]
            yield {
                **row,
                "url": url_in(row, ""),
                "name": name_in(row, ""),
                "matched": hit.why,
                "unit": f"{row['unit__code']} {row['unit__name']}".strip(),
                "tags": _tags(hit.why, "separated" if row["separated_on"] else ""),
                "employee": f" · employee {employee}" if employee else "",
            }


def case_rows(hits: Sequence[CaseHit], user: User) -> Iterator[Row]:
    found = Case.objects.visible_to(user).filter(pk__in=[hit.case for hit in hits])
    rows = _by_key(
        found, *(f"member__{name}" for name in OF_MEMBER), "reference", "kind", "first_day",
        "closed_at", "injury_label", "nature", "owner__full_name",
    )  # fmt: skip
    for hit in hits:
        if row := rows.get(hit.case):
            label = row["injury_label"]
            why = _why_told(hit, label)
            called = f" · injury {label}" if label and label != row["reference"] else ""
            owner = row["owner__full_name"]
            yield {
                **row,
                **_in_case(row, "member__", row["reference"]),
                "matched": why,
                "what": KINDS[row["kind"]].label,
                "first": day(row["first_day"]),
                "tags": _tags(why, "closed" if row["closed_at"] else ""),
                "more": called + (f" · {row['nature']}" if row["nature"] else ""),
                "owner": f" · with {owner}" if owner else "",
            }


def note_rows(hits: Sequence[TextHit], user: User) -> Iterator[Row]:
    found = CaseNote.objects.filter(case__in=Case.objects.visible_to(user))
    rows = _by_key(
        found.filter(pk__in=[hit.row for hit in hits]), *IN_CASE, "case__reference", "number",
        "kind__label", "happened_at", "author__full_name", "text", "version", "struck_at",
    )  # fmt: skip
    for hit in hits:
        if row := rows.get(hit.row):
            struck = row["struck_at"] is not None
            amended = amended_times(row["version"], struck=struck)
            why = _why("text", hit)
            pieces = _snippet(row["text"], hit)
            yield {
                **row,
                **_in_case(row, "case__member__", row["case__reference"]),
                "url": reverse("cases:note", args=[row["case__reference"], row["number"]]),
                "kind": row["kind__label"],
                "author": row["author__full_name"],
                "at": moment(row["happened_at"]),
                "matched": why,
                "struck": "struck" if struck else "",
                "words": "".join(words for _, words in pieces),
                "snippet": marked(pieces),
                "tags": _tags(why, "struck" if struck else "", "amended" if amended else ""),
            }


def document_rows(hits: Sequence[TextHit], user: User) -> Iterator[Row]:
    found = Document.objects.filter(case__in=Case.objects.visible_to(user))
    rows = _by_key(
        found.filter(pk__in=[hit.row for hit in hits]), *IN_CASE, "case__reference", "key", "name",
        "stored_at", "stored_by__full_name",
    )  # fmt: skip
    for hit in hits:
        if row := rows.get(hit.row):
            why = _why("name of the file", hit)
            yield {
                **row,
                **_in_case(row, "case__member__", row["case__reference"]),
                "url": reverse("cases:document", args=[row["case__reference"], row["key"]]),
                "file": row["name"],
                "at": moment(row["stored_at"]),
                "by": row["stored_by__full_name"],
                "matched": why,
                "snippet": marked(_snippet(row["name"], hit)),
                "tags": _tags(why),
            }


def _by_key(found: Any, *columns: str) -> Mapping[int, Row]:
    return {row["pk"]: row for row in found.values("pk", *columns)}


def _in_case(row: Row, prefix: str, reference: str) -> Row:
    return {
        "reference": reference,
        "case_url": f"/cases/{reference}/",
        "name": name_in(row, prefix),
        "star_number": row[f"{prefix}star_number"],
        "last_name": row[f"{prefix}last_name"],
        "first_name": row[f"{prefix}first_name"],
    }


def _why_told(hit: CaseHit, label: str) -> str:
    """The reason, with whether the words stand in the injury's label or only in the nature."""
    if not hit.told:
        return hit.why
    words = text_key(label)
    where = "injury label" if all(scrap.pattern in words for scrap in hit.told) else "nature"
    return f"{where}, {hit.why}" if hit.why else where


def _why(what: str, hit: TextHit) -> str:
    return f"{what}, and through its member" if hit.through_member else what


def _snippet(text: str, hit: TextHit) -> Pieces:
    return snippet(text, [term for scrap in hit.scraps for term in scrap.terms])


def _tags(why: str, *states: str) -> str:
    return format_html_join(" ", "{}", ((tag(word),) for word in (why, *states) if word))


GROUPS: dict[str, Group] = {
    group.name: group
    for group in (
        Group(
            "members", "Members", Question.members, member_rows,
            ("star_number", "employee_number", "last_name", "first_name", "rank", "unit__code",
             "matched"),
        ),
        Group(
            "cases", "Cases", Question.cases, case_rows,
            ("reference", "what", "star_number", "last_name", "first_name", "first_day",
             "closed_at", "matched"),
        ),
        Group(
            "notes", "Notes", lambda question, limit: question.texts(NoteText, limit), note_rows,
            ("reference", "number", "kind", "happened_at", "author", "star_number", "last_name",
             "first_name", "struck", "matched", "words"),
        ),
        Group(
            "documents", "Documents",
            lambda question, limit: question.texts(DocumentText, limit), document_rows,
            ("reference", "key", "file", "stored_at", "by", "star_number", "last_name",
             "first_name", "matched"),
        ),
    )
}  # fmt: skip
COLUMN_NAMES = {"star_number": "star", "unit__code": "unit", "what": "kind", "words": "text"}


def exported(group: Group, hits: Iterable[Any], user: User) -> Iterator[tuple[Any, ...]]:
    """Every hit as a line of a download, read a chunk at a time."""
    for some in batches(hits, CHUNK):
        for row in group.rows(some, user):
            yield tuple(row[column] for column in group.header)
