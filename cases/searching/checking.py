"""What `manage.py verify` checks of search: that it looks in what the rows say."""

from collections import Counter
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection

from caseflow.bulk import batches
from caseflow.verify import registry
from caseflow.verify.report import Report
from cases.models.search import words_table
from cases.searching.filling import (
    MADE_OF,
    PEOPLE,
    differing,
    gone,
    held_rows,
    words_of_names,
    wrong_members,
)
from members.models import Member

AGAIN = "`manage.py reindex` puts it right."


@registry.check("search: members")
def searched_members(report: Report, on: date) -> None:
    """What members are found by, against their rows and histories."""
    people = Member.objects.order_by("pk").values_list("pk", flat=True)
    for keys in batches(people.iterator(chunk_size=PEOPLE), PEOPLE):
        report.count("members in search", len(keys))
        for member in Member.objects.filter(pk__in=wrong_members(keys)):
            report.add("search", str(member).lower(), f"search knows it otherwise. {AGAIN}")
    grams = apps.get_model("cases", "NameGram").objects
    if missing := words_of_names() - set(grams.values_list("word", flat=True)):
        report.add("search", "names", f"{len(missing):,} words lack their trigrams. {AGAIN}")


@registry.check("search: texts")
def searched_texts(report: Report, on: date) -> None:
    """The texts that search looks in, against notes, documents and cases."""
    for name, (source, _) in MADE_OF.items():
        model, origin = apps.get_model("cases", name), apps.get_model("cases", source)
        for rows in held_rows(name, lock=False):
            report.count("texts in search", len(rows))
            wrong = [row[0] for row in differing(name, rows)]
            for row in origin.objects.filter(pk__in=wrong).order_by("pk"):
                where = registry.name_of(row)
                report.add("search", where, f"search holds another text of it, or none. {AGAIN}")
        for text in gone(name):
            report.add("search", str(text), f"the row of which it was made is gone. {AGAIN}")
        if connection.vendor == "sqlite" and _stored(model) != _indexed(model._meta.db_table):
            report.add("search", str(model._meta.verbose_name), f"the index differs. {AGAIN}")


def _stored(model: Any) -> Counter[str]:
    """In how many texts each word stands."""
    counted: Counter[str] = Counter()
    for text in model.objects.values_list("text", flat=True).iterator(chunk_size=2000):
        counted.update(set(text.split()))
    return counted


def _indexed(table: str) -> Counter[str]:
    """SQLite: in how many rows each word stands, by the full-text table itself."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS temp.words_indexed")
        cursor.execute(
            "CREATE VIRTUAL TABLE temp.words_indexed "
            f"USING fts5vocab('main', '{words_table(table)}', 'row')"
        )
        cursor.execute("SELECT term, doc FROM temp.words_indexed")
        found = Counter(dict(cursor.fetchall()))
        cursor.execute("DROP TABLE temp.words_indexed")
    return found
