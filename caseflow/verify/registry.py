"""What the rooms give to be verified: their chains, the rows that chains vouch for, checks.

A *subject* is what locks and chains hang on: one row (a member) whose own chain and whose cases'
chains are walked together, so that any number of subjects is verified in bounded memory.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Model
from django.utils.module_loading import autodiscover_modules

from caseflow.chain import ChainedEvent
from caseflow.verify.report import Report

Check = Callable[[Report, date], None]
Words = Callable[[Model], str]
StoredFiles = Callable[[], Iterator[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Chain:
    """A model of chained events. The chain's name is `prefix`:`key`; `label` names it for people;
    `owner` and `subject` are paths from an event. Paths are Django lookups."""

    model: type[ChainedEvent]
    prefix: str
    owner: str
    key: str
    label: str
    subject: str
    label_prefix: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A model every version of whose rows is named, with its digest, by an event of a chain."""

    model: type[Model]
    subject: str


_subjects: list[type[Model]] = []
_chains: dict[type[Model], Chain] = {}
_kept: dict[type[Model], Kept] = {}
_words: dict[type[Model], Words] = {}
_checks: dict[str, Check] = {}
_files: dict[str, StoredFiles] = {}


def register_subject(model: type[Model]) -> None:
    if model not in _subjects:
        _subjects.append(model)


def register_chain(chain: Chain) -> None:
    _chains[chain.model] = chain


def register_kept(model: type[Model], *, subject: str) -> None:
    _kept[model] = Kept(model, subject)


def register_words(model: type[Model], words: Words) -> None:
    """How a row of the model is called in a sentence: by references, never by its content."""
    _words[model] = words


def register_files(what: str, files: StoredFiles) -> None:
    """Stored files that rows name, as (where, sha256): verified, and spared by `sweep_files`."""
    _files[what] = files


def check(what: str) -> Callable[[Check], Check]:
    """Registers a check of a room's own, run after the rows and the chains."""

    def add(function: Check) -> Check:
        _checks[what] = function
        return function

    return add


def discover() -> None:
    """Loads the `verification` module of every app that has one."""
    autodiscover_modules("verification")


def subjects() -> list[type[Model]]:
    return list(_subjects)


def chains() -> list[Chain]:
    return list(_chains.values())


def kept() -> list[Kept]:
    return list(_kept.values())


def checks() -> list[Check]:
    return list(_checks.values())


def files() -> dict[str, StoredFiles]:
    return dict(_files)


def name_of(row: Model) -> str:
    """`note 3 of NIOD-26-00012`; without words of its room `unit 011 (row 7)`."""
    words = _words.get(type(row))
    if words:
        return words(row)
    return f"{row._meta.verbose_name} {row} (row {row.pk})"


def name_of_key(model: type[Model], key: object) -> str:
    """As `name_of`, for a primary key whose row may be gone."""
    row = model._base_manager.filter(pk=key).first()
    return name_of(row) if row else f"{model._meta.verbose_name}, row {key}"
