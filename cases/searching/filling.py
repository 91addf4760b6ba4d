"""Making all that search looks in anew, in batches: `reindex`, and an office that is older than
search. What is right already is left as it is, so it can be run at any time, and again."""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps as installed
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from caseflow.bulk import batches, insert_values
from cases.models.search import words_table
from cases.searching.keeping import (
    NAMES,
    Stored,
    described,
    write_grams,
    write_scraps,
    write_texts,
)
from members.names import text_key

BATCH = 2_000
PEOPLE = 500
Progress = Callable[[str, int, int], None]


MADE_OF: dict[str, tuple[str, tuple[str, ...]]] = {
    "NoteText": ("CaseNote", ("case__member_id", "text")),
    "DocumentText": ("Document", ("case__member_id", "name")),
    "CaseText": ("Case", ("member_id", "injury_label", "nature")),
}
"""Of which rows each table of texts is made: the column of the member, those with the words."""


def rebuild(
    apps: Any = installed, progress: Progress = lambda what, done, total: None
) -> dict[str, int]:
    """Brings every table of search in line with the rows; gives how many were wrong. Each batch is
    a transaction that holds the rows it reads, so nobody's work is overwritten."""
    wrong = {"members": _members(apps, progress)}
    for name in MADE_OF:
        wrong[name] = _texts(name, apps, progress)
    return wrong


def _members(apps: Any, progress: Progress) -> int:
    people = apps.get_model("members", "Member").objects.order_by("pk")
    total, done, wrong = people.count(), 0, 0
    for keys in batches(people.values_list("pk", flat=True).iterator(), PEOPLE):
        with transaction.atomic():
            held = people.select_for_update().filter(pk__in=keys)
            wrong += len(wrong_members(list(held.values_list("pk", flat=True)), apps))
            write_scraps(keys, apps)
        done += len(keys)
        progress("Members", done, total)
    wrong += _grams(apps)
    return wrong


def wrong_members(keys: list[int], apps: Any = installed) -> list[int]:
    """Those of the members of whom something else is stored than their rows say."""
    wanted = described(keys, apps)
    stored: dict[int, set[tuple[str, ...]]] = {key: set() for key in keys}
    rows = apps.get_model("cases", "MemberScrap").objects.filter(member__in=keys)
    for member, *scrap in rows.values_list("member_id", "kind", "value", "shown"):
        stored[member].add(tuple(scrap))
    return [key for key in keys if stored[key] != wanted[key]]


def _grams(apps: Any) -> int:
    """Trigrams of words that no name has any more go, missing ones come."""
    grams = apps.get_model("cases", "NameGram").objects
    have = set(grams.values_list("word", flat=True).distinct())
    need = words_of_names(apps)
    with transaction.atomic():
        grams.filter(word__in=have - need).delete()
        write_grams(need - have, apps)
    return len(have ^ need)


def words_of_names(apps: Any = installed) -> set[str]:
    scraps = apps.get_model("cases", "MemberScrap").objects.filter(kind__in=NAMES)
    return set(scraps.values_list("value", flat=True).distinct())


def _texts(name: str, apps: Any, progress: Progress) -> int:
    model = apps.get_model("cases", name)
    fresh = not model.objects.exists()
    wrong = 0
    if fresh:
        _index(model, drop=True)
    total = apps.get_model("cases", MADE_OF[name][0]).objects.count()
    for done, rows in enumerate(held_rows(name, apps), start=1):
        unlike = differing(name, rows, apps)
        if fresh and len(unlike) == len(rows):
            insert_values(model, [model._meta.pk.attname, "member_id", "text"], unlike)
        else:
            write_texts(model, unlike, words=False)
        wrong += len(unlike)
        progress(name, min(done * BATCH, total), total)
    wrong += gone(name, apps).delete()[0]
    _index(model, drop=False)
    return wrong


def gone(name: str, apps: Any = installed) -> Any:
    """The texts whose rows are not there any more."""
    rows = apps.get_model("cases", MADE_OF[name][0]).objects.filter(pk=OuterRef("pk"))
    return apps.get_model("cases", name).objects.filter(~Exists(rows)).order_by("pk")


def held_rows(name: str, apps: Any = installed, *, lock: bool = True) -> Iterator[list[Stored]]:
    """What belongs into a table of texts, in the order of its keys: a batch at a time, each inside
    a transaction that lasts until the next is asked for. The rows are locked, so that an amendment
    waits for the batch, and is not undone by it; who only reads does not `lock` them."""
    source, (member, *columns) = MADE_OF[name]
    held = apps.get_model("cases", source).objects.order_by("pk")
    held = held.select_for_update(of=("self",)) if lock else held
    rows, last = held.values_list("pk", member, *columns), 0
    while True:
        with transaction.atomic():
            batch = list(rows.filter(pk__gt=last)[:BATCH])
            if not batch:
                return
            yield [(pk, whose, text_key(" ".join(texts))) for pk, whose, *texts in batch]
        last = batch[-1][0]


def differing(name: str, rows: list[Stored], apps: Any = installed) -> list[Stored]:
    """Those of the rows for which something else, or nothing, is stored."""
    model = apps.get_model("cases", name)
    stored = dict.fromkeys([row[0] for row in rows])
    between = model.objects.filter(pk__gte=rows[0][0], pk__lte=rows[-1][0])
    for pk, member, text in between.values_list("pk", "member_id", "text"):
        stored[pk] = (pk, member, text)
    return [row for row in rows if stored[row[0]] != row]


def _index(model: Any, *, drop: bool) -> None:
    """PostgreSQL builds the index over a filled table ten times as fast as row by row. SQLite
    makes its full-text table of the texts in one go, whatever it held before."""
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(DROP.format(table=table) if drop else CREATE.format(table=table))
        elif not drop:
            words = words_table(table)
            cursor.execute(f'INSERT INTO "{words}" ("{words}") VALUES (\'rebuild\')')


DROP = 'DROP INDEX IF EXISTS "{table}_search"'
CREATE = (
    'CREATE INDEX IF NOT EXISTS "{table}_search" ON "{table}" USING gin ("search") '
    "WITH (fastupdate = off)"
)


def clear_words() -> None:
    """Empties SQLite's full-text tables, which a flush does not know of; only tests flush."""
    if connection.vendor == "sqlite":
        for name in MADE_OF:
            words = words_table(installed.get_model("cases", name)._meta.db_table)
            with connection.cursor() as cursor:
                cursor.execute(f'INSERT INTO "{words}" ("{words}") VALUES (\'rebuild\')')
