"""What search looks in: derived rows that the services keep in step with what they are made of.

`MemberScrap` holds what a caller may have of a member, `NameGram` the trigrams of every word of a
name, the texts the normalized words of notes, documents and cases. Full text is the one thing in
which the engines differ: `text__words` below has a body for each (docs/search.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler

from cases.models.case import Case
from cases.models.document import Document
from cases.models.note import CaseNote
from cases.rules.scraps import Term
from members.models import Member, hidden_members


class ScrapKind(models.TextChoices):
    STAR = "star", "star"
    STAR_LAST4 = "star4", "last four of the star"
    FORMER_STAR = "former_star", "former star"
    EMPLOYEE = "employee", "employee number"
    EMPLOYEE_LAST4 = "employee4", "last four of the employee number"
    PHONE = "phone", "phone"
    PHONE_LOCAL = "phone7", "phone without the area code"
    PHONE_LAST4 = "phone4", "last four of the phone"
    LAST_NAME = "last_name", "name"
    FIRST_NAME = "first_name", "first name"
    FORMER_NAME = "former_name", "former name"
    BORN = "born", "date of birth"


class VisibleQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "VisibleQuerySet":
        """Without the person's own and a relative's, so that they take no place among the hits."""
        hidden = hidden_members(user)
        return self.exclude(member_id__in=hidden) if hidden else self


class MemberScrap(models.Model):
    """One thing by which a member may be asked for. `value` is normalized, `shown` as on record."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="scraps")
    kind = models.CharField(max_length=12, choices=ScrapKind)
    value = models.CharField(max_length=80)
    shown = models.CharField(max_length=120)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["value", "kind", "member"], name="scrap_value")]

    def __str__(self) -> str:
        return f"{self.kind} of row {self.member_id}"


class NameGram(models.Model):
    """Three letters of a word that stands in some member's name."""

    gram = models.CharField(max_length=3)
    word = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gram", "word"], name="name_gram_once")]

    def __str__(self) -> str:
        return self.gram


class SearchText(models.Model):
    """The words of a row, normalized, with a space before and after each. The key is the row's
    own, so the highest is the one written last."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    objects = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True


# The row vouches for the text, not the text for the row: `verify` names a text whose row is gone.
ROW: dict[str, Any] = {
    "on_delete": models.PROTECT,
    "primary_key": True,
    "related_name": "+",
    "db_constraint": False,
}


class NoteText(SearchText):
    note = models.OneToOneField(CaseNote, **ROW)

    def __str__(self) -> str:
        return f"text of note row {self.pk}"


class DocumentText(SearchText):
    document = models.OneToOneField(Document, **ROW)

    def __str__(self) -> str:
        return f"text of document row {self.pk}"


class CaseText(SearchText):
    case = models.OneToOneField(Case, **ROW)

    def __str__(self) -> str:
        return f"text of case row {self.pk}"


TEXTS: tuple[type[SearchText], ...] = (NoteText, DocumentText, CaseText)


def words_table(table: str) -> str:
    """SQLite's full-text table beside a table of texts."""
    return f"{table}_words"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words to look for, all of them, in rows whose key is above `since`."""

    terms: Sequence[Term]
    since: int = 0


@TextField.register_lookup
class HoldsWords(Lookup):
    """`text__words=Wanted([Term, ...])`: the rows that hold every term, by the engine's own index.

    Both engines split at spaces and nothing else: PostgreSQL gets its words as an array, SQLite's
    tokenizer takes every letter beyond ASCII for a part of a word. So both find the same rows.
    """

    lookup_name = "words"
    prepare_rhs = False
    rhs: Wanted

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[str | int]]:
        wanted = " & ".join(f"'{t.word}'{':*' if t.begins else ''}" for t in self.rhs.terms)
        table, key = self.lhs.alias, self.lhs.target.model._meta.pk.column
        found = f'"{table}"."search" @@ %s::tsquery'
        if not self.rhs.since:
            return found, [wanted]
        return f'({found} AND "{table}"."{key}" > %s)', [wanted, self.rhs.since]

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[str | int]]:
        wanted = " ".join(f'"{t.word}"{"*" if t.begins else ""}' for t in self.rhs.terms)
        meta = self.lhs.target.model._meta
        words = words_table(meta.db_table)
        inner = f'SELECT rowid FROM "{words}" WHERE "{words}" MATCH %s AND rowid > %s'
        return f'"{self.lhs.alias}"."{meta.pk.column}" IN ({inner})', [wanted, self.rhs.since]
