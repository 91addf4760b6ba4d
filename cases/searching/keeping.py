"""Keeping what search looks in beside the rows it is made of: called by the services that write
those rows, inside their transactions, and by `reindex` for all of them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps as installed
from django.db import connection

from caseflow.bulk import batches
from cases.models import Case, CaseNote, Document
from cases.models.search import CaseText, DocumentText, NoteText, ScrapKind, words_table
from cases.rules.likeness import grams_of
from members.names import search_key, text_key
from members.services.following import follows_description

AT_ONCE = 500
LAST = 4
LOCAL, WITH_AREA = 7, 10  # digits of a telephone number

Stored = tuple[int, int, str]
"""Of a text: the row's key, its member's, the normalized words."""
Described = tuple[str, str, str]
"""Of a member: kind, value, how it stands on record."""


# --- texts --------------------------------------------------------------------------------------


def index_note(note: CaseNote) -> None:
    """After a note was written or amended."""
    write_texts(NoteText, [(note.pk, note.case.member_id, text_key(note.text))])


def index_document(document: Document) -> None:
    write_texts(DocumentText, [(document.pk, document.case.member_id, text_key(document.name))])


def index_cases(cases: Iterable[Case]) -> None:
    """After cases were opened, or the nature of one was corrected; the label stays as it is."""
    for some in batches(cases, AT_ONCE):
        write_texts(CaseText, [(case.pk, case.member_id, case_words(case)) for case in some])


def case_words(case: Any) -> str:
    return text_key(f"{case.injury_label} {case.nature}")


def write_texts(model: Any, rows: Sequence[Stored], *, words: bool = True) -> None:
    """Writes these texts over whatever was stored for their rows; without `words`, who calls makes
    SQLite's full-text table anew afterwards."""
    if not rows:
        return
    key = model._meta.pk.attname
    words = words and connection.vendor == "sqlite"
    if words:
        before = model.objects.filter(pk__in=[row[0] for row in rows])
        forget_words(model, list(before.values_list("pk", "text")))
    model.objects.bulk_create(
        [model(**{key: pk, "member_id": member, "text": text}) for pk, member, text in rows],
        update_conflicts=True,
        unique_fields=[key],
        update_fields=["member_id", "text"],
    )
    if words:
        _tell(model, '(rowid, "text") VALUES (%s, %s)', [(pk, text) for pk, _, text in rows])


def forget_words(model: Any, rows: Sequence[tuple[int, str]]) -> None:
    """SQLite: takes rows out of the full-text table, which must be told what it held of them.
    PostgreSQL makes its vector of the row itself."""
    words = words_table(model._meta.db_table)
    _tell(model, f'("{words}", rowid, "text") VALUES (\'delete\', %s, %s)', rows)


def _tell(model: Any, sql: str, rows: Sequence[tuple[int, str]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(f'INSERT INTO "{words_table(model._meta.db_table)}" {sql}', rows)


# --- members ------------------------------------------------------------------------------------


@follows_description
def index_members(members: Collection[int]) -> None:
    """After members joined, or their names, numbers, phone or day of birth changed."""
    for keys in batches(sorted(members), AT_ONCE):
        write_scraps(keys)


def write_scraps(keys: list[int], apps: Any = installed) -> None:
    """What these members may be asked for by: the difference to what is stored."""
    model = apps.get_model("cases", "MemberScrap")
    wanted = described(keys, apps)
    gone = []
    for pk, member, *scrap in model.objects.filter(member__in=keys).values_list(
        "pk", "member_id", "kind", "value", "shown"
    ):
        if tuple(scrap) in wanted[member]:
            wanted[member].discard(tuple(scrap))
        else:
            gone.append(pk)
    for some in batches(gone, AT_ONCE):
        model.objects.filter(pk__in=some).delete()
    new = [
        model(member_id=member, kind=kind, value=value, shown=shown)
        for member, scraps in sorted(wanted.items())
        for kind, value, shown in sorted(scraps)
    ]
    model.objects.bulk_create(new, batch_size=2000)
    write_grams({scrap.value for scrap in new if scrap.kind in NAMES}, apps)


NAMES = (ScrapKind.LAST_NAME, ScrapKind.FIRST_NAME, ScrapKind.FORMER_NAME)


def write_grams(words: Collection[str], apps: Any = installed) -> None:
    """The trigrams of words of names. Those of a name that nobody has any more may stay."""
    model = apps.get_model("cases", "NameGram")
    known = set(model.objects.filter(word__in=words).values_list("word", flat=True))
    grams = [
        model(gram=gram, word=word)
        for word in sorted(words)
        if word not in known
        for gram in sorted(grams_of(word))
    ]
    model.objects.bulk_create(grams, batch_size=2000, ignore_conflicts=True)


def described(keys: Collection[int], apps: Any = installed) -> dict[int, set[Described]]:
    """All by which these members may be asked for, as their rows and histories say."""
    former: dict[int, set[tuple[str, str]]] = defaultdict(set)
    history = apps.get_model("members", "HistoricalMember").objects.filter(id__in=keys)
    for member, last, first in history.values_list("id", "last_name", "first_name").distinct():
        former[member].add((last, first))
    stars: dict[int, set[str]] = defaultdict(set)
    spells = apps.get_model("members", "ServiceSpell").objects.filter(member__in=keys)
    for member, star in spells.filter(ended_on__isnull=False).values_list(
        "member_id", "star_number"
    ):
        stars[member].add(star)
    rows = apps.get_model("members", "Member").objects.filter(pk__in=keys).values(
        "pk", "star_number", "employee_number", "last_name", "first_name", "middle_initial",
        "suffix", "born_on", "phone",
    )  # fmt: skip
    return {
        row["pk"]: {*_numbers(row, stars[row["pk"]]), *_names(row, former[row["pk"]])}
        for row in rows
    }


def _numbers(row: dict[str, Any], stars: set[str]) -> Iterator[Described]:
    star, employee = row["star_number"], row["employee_number"] or ""
    yield ScrapKind.STAR.value, star, star
    for other in stars - {star}:
        yield ScrapKind.FORMER_STAR.value, other, other
    if len(star) > LAST:
        yield ScrapKind.STAR_LAST4.value, star[-LAST:], star
    if employee:
        yield ScrapKind.EMPLOYEE.value, search_key(employee).replace(" ", ""), employee
        yield ScrapKind.EMPLOYEE_LAST4.value, employee[-LAST:], employee
    phone = re.sub(r"[^0-9]", "", re.split(r"[a-z]", row["phone"].casefold())[0])
    phone = phone[1:] if len(phone) > WITH_AREA and phone[0] == "1" else phone
    if len(phone) >= LOCAL:
        yield ScrapKind.PHONE.value, phone, row["phone"]
        yield ScrapKind.PHONE_LAST4.value, phone[-LAST:], row["phone"]
    if len(phone) == WITH_AREA:
        yield ScrapKind.PHONE_LOCAL.value, phone[-LOCAL:], row["phone"]
    if row["born_on"]:
        yield ScrapKind.BORN.value, str(row["born_on"]), str(row["born_on"])


def _names(row: dict[str, Any], former: set[tuple[str, str]]) -> Iterator[Described]:
    """Words of the name as it is, then words that only an earlier one has."""
    known: set[str] = set()
    kinds = (
        (ScrapKind.LAST_NAME, ("last_name",)),
        (ScrapKind.FIRST_NAME, ("first_name", "middle_initial", "suffix")),
    )
    for kind, columns in kinds:
        for column in columns:
            for word in name_words(row[column]) - known:
                known.add(word)
                yield kind.value, word, row[column]
    for name in sorted({name for names in former for name in names}):
        for word in name_words(name) - known:
            known.add(word)
            yield ScrapKind.FORMER_NAME.value, word, name


def name_words(name: str) -> set[str]:
    """The words of a name and, of several, all of them as one: `van`, `meer`, `vanmeer`."""
    words = search_key(name).split()
    return {word[:80] for word in (*words, "".join(words)) if word}
