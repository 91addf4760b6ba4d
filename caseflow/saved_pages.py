"""The lists whose state can be kept: what each knows of its query string, read and written in one
way. A saved view, a link back from a case and the list itself all go through `read`.

Each room registers its lists (`register`), so that this module knows none of them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from caseflow.models import User
from caseflow.paging import Sort

SIZES = (25, 50, 100)
SIZE = 50
NO_COLUMNS = "none"
PASSING = ("after", "before", "format", "saved", "from")  # of one visit, never kept
MOST_CHARACTERS = 1000
"""As many as a stored query may have; a longer one is no query of ours."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a person may choose; `sort` is the order that its head offers, `first="-"`
    when the largest comes first."""

    code: str
    label: str
    css: str = ""
    sort: str = ""
    default: bool = True
    first: str = ""

    @property
    def pattern(self) -> str:
        """Where `{% lines %}` puts the row's word."""
        return f"{{{self.code}}}"


@dataclass(frozen=True, slots=True)
class ListPage:
    """One list. `rows` are those of a chosen state that the person may see, `named` what to call
    rows by their keys: (key, words, address). `day` names a filter that is of one visit."""

    code: str
    name: str
    url: str
    form: Callable[[QueryDict], forms.Form]
    sorts: Callable[[str], Mapping[str, Sort]]
    sort_of: Callable[[str], str]
    columns: Callable[[str], tuple[Column, ...]]
    rows: Callable[[User, "Chosen", date], QuerySet[Any]]
    named: Callable[[User, Iterable[int]], list[tuple[int, str, str]]]
    tabs: tuple[tuple[str, str], ...] = ()
    tab: str = ""
    tab_name: str = "tab"
    passing: tuple[str, ...] = ()


@dataclass(slots=True)
class Chosen:
    """What a query string says to a list: known parameters only, each with its default. `query` is
    the same in its one canonical writing; `left_out` says what of it the list does not know."""

    page: ListPage
    form: Any
    valid: bool
    tab: str
    filters: dict[str, Any]
    sort: str
    columns: tuple[Column, ...]
    size: int
    query: str
    left_out: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    kept: tuple[tuple[str, str], ...]

    @property
    def order(self) -> Sort:
        return self.page.sorts(self.tab)[self.sort]

    @property
    def url(self) -> str:
        return address(self.page.url, self.query)


_pages: dict[str, ListPage] = {}


def register(page: ListPage) -> ListPage:
    _pages[page.code] = page
    return page


def page_of(code: str) -> ListPage | None:
    return _pages.get(code)


def address(url: str, *queries: str) -> str:
    joined = "&".join(filter(None, queries))
    return f"{url}?{joined}" if joined else url


def read(page: ListPage, data: QueryDict) -> Chosen:
    """The state of a list from its query string. What cannot be read is left out, and said."""
    form = page.form(data)
    valid = not form.is_bound or form.is_valid()
    said = Reading(page, data, form)
    tab, sort = said.tab(), said.sort()
    filters = said.filters()
    columns, size = said.columns(), said.size()
    kept = tuple(said.kept)
    pairs = (*said.front, *filters, *kept)
    return Chosen(
        page=page,
        form=form,
        valid=valid,
        tab=tab,
        filters=dict(form.cleaned_data) if form.is_bound else {},
        sort=sort,
        columns=columns,
        size=size,
        query=_written(pairs),
        left_out=(*said.left_out, *said.unknown()),
        pairs=pairs,
        kept=kept,
    )


def read_text(page: ListPage, query: str) -> Chosen:
    """The state that a stored or handed-over query string gives: always one that can be shown,
    whatever was left out. A text too long for a query of ours gives the plain list."""
    text = query if len(query) <= MOST_CHARACTERS else ""
    chosen = read(page, QueryDict(text))
    if chosen.valid:
        return chosen
    again = read(page, QueryDict(chosen.query))
    again.left_out = chosen.left_out
    return again


def in_words(page: ListPage, query: str, form: forms.Form | None = None) -> str:
    """`Mine; Unit: 011; order -name`: what a stored query asks for, without asking whether the
    unit or the person named in it exists. `form`: the list's, where many are put in words."""
    fields, found = (form or page.form(QueryDict())).fields, []
    for name, value in QueryDict(query[:MOST_CHARACTERS]).items():
        if page.tabs and name == page.tab_name:
            found.append(dict(page.tabs).get(value, value))
        elif name in fields:
            said = dict(getattr(fields[name], "choices", ())).get(value, value)
            only = isinstance(fields[name], forms.BooleanField)
            found.append(fields[name].label if only else f"{fields[name].label}: {said}")
        elif name in SAID:
            found.append(f"{SAID[name]} {value.replace(',', ', ').replace('_', ' ')}")
    return "; ".join(found) or "All rows"


SAID = {"sort": "order", "cols": "columns", "rows": "rows a page"}


def _written(pairs: Iterable[tuple[str, str]]) -> str:
    return urlencode(tuple(pairs), safe=",")


class Reading:
    """One query string, parameter by parameter, in the order of the canonical writing: the tab
    (`front`), the filters, then order, columns and rows (`kept`, as hidden fields keep them)."""

    def __init__(self, page: ListPage, data: QueryDict, form: Any) -> None:
        self.page, self.data, self.form = page, data, form
        self.front: list[tuple[str, str]] = []
        self.kept: list[tuple[str, str]] = []
        self.left_out: list[str] = []
        self._tab = page.tab

    def tab(self) -> str:
        asked = self.data.get(self.page.tab_name, "") if self.page.tabs else ""
        if asked in dict(self.page.tabs):
            self._tab = asked
        elif asked:
            self.left_out.append(f"There is no tab {_short(asked)}.")
        if self._tab != self.page.tab:
            self.front.append((self.page.tab_name, self._tab))
        return self._tab

    def sort(self) -> str:
        usual, asked = self.page.sort_of(self._tab), self.data.get("sort", "")
        if asked not in self.page.sorts(self._tab):
            if asked:
                self.left_out.append(f"The list has no order {_short(asked)}.")
            return usual
        if asked != usual:
            self.kept.append(("sort", asked))
        return asked

    def filters(self) -> list[tuple[str, str]]:
        found = []
        for name, field in self.form.fields.items():
            typed = " ".join(self.data.get(name, "").split())
            if not typed or name in self.page.passing:
                continue
            if name in self.form.errors:
                sentence = " ".join(str(error) for error in self.form.errors[name])
                self.left_out.append(f"{field.label} {_short(typed)}: {sentence}")
            elif not isinstance(field, forms.BooleanField):
                found.append((name, typed))
            elif self.form.cleaned_data.get(name):
                found.append((name, "on"))
        return found

    def columns(self) -> tuple[Column, ...]:
        """Those asked for, else the usual ones; a column of another tab is passed over."""
        offered = self.page.columns(self._tab)
        asked = {code for text in self.data.getlist("cols") for code in text.split(",") if code}
        if not asked:
            return tuple(column for column in offered if column.default)
        known = {c.code for tab in self._tabs() for c in self.page.columns(tab)}
        for code in sorted(asked - known - {NO_COLUMNS}):
            self.left_out.append(f"The list has no column {_short(code)}.")
        found = tuple(column for column in offered if column.code in asked)
        if not asked & (known | {NO_COLUMNS}):
            return tuple(column for column in offered if column.default)
        if found != tuple(column for column in offered if column.default):
            self.kept.append(("cols", ",".join(c.code for c in found) or NO_COLUMNS))
        return found

    def _tabs(self) -> tuple[str, ...]:
        return tuple(code for code, _ in self.page.tabs) or ("",)

    def size(self) -> int:
        asked = self.data.get("rows", "")
        if asked in {str(size) for size in SIZES}:
            if int(asked) != SIZE:
                self.kept.append(("rows", asked))
            return int(asked)
        if asked:
            self.left_out.append(f"A page has 25, 50 or 100 rows, not {_short(asked)}.")
        return SIZE

    def unknown(self) -> Iterable[str]:
        """The parameters that the list does not have."""
        known = {*self.form.fields, "sort", "cols", "rows", *PASSING}
        if self.page.tabs:
            known.add(self.page.tab_name)
        for name in self.data:
            if name not in known:
                yield f"The list has no filter {_short(name)}."


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}\N{HORIZONTAL ELLIPSIS}"
