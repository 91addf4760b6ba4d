"""Every chain, link by link, and every version of a row against the event that wrote it.

The chains of some subjects are walked together: an event names the rows that it wrote with their
digests, and both must hold, that each named version is still there and that each version that is
there was named. So it is not enough to change a row and its history alike.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F

from caseflow.canonical import digest_of, digested, tracked_attnames
from caseflow.chain import START, ChainedEvent
from caseflow.verify.registry import Chain, Kept, chains, kept, name_of_key, subjects
from caseflow.verify.report import Report

SUBJECTS_AT_ONCE = 200
RowKey = tuple[str, Any]  # model label, primary key


@dataclass(slots=True)
class Walked:
    """What the events of some subjects name: (row, digest) -> where it is named."""

    named: dict[tuple[RowKey, str], str] = field(default_factory=dict)


def check_chains(report: Report) -> None:
    walked_events = 0
    for model in subjects():
        for keys in _groups(model):
            walked = Walked()
            for chain in chains():
                walked_events += _walk(report, chain, keys, walked)
            _check_versions(report, keys, walked)
    _check_all_walked(report, walked_events)


def _groups(model: type[models.Model]) -> Iterator[list[Any]]:
    """The subjects' keys, some at a time."""
    group: list[Any] = []
    found = model._base_manager.order_by("pk").values_list("pk", flat=True)
    for key in found.iterator(chunk_size=2000):
        group.append(key)
        if len(group) == SUBJECTS_AT_ONCE:
            yield group
            group = []
    if group:
        yield group


def _walk(report: Report, chain: Chain, keys: list[Any], walked: Walked) -> int:
    """Walks the chains of these subjects; gives the number of events."""
    events = (
        chain.model._base_manager.filter(**{f"{chain.subject}__in": keys})
        .annotate(chain_key=F(chain.key), chain_label=F(chain.label))
        .order_by(chain.owner, "sequence", "pk")
    )
    count, owner, last_sequence, last_hash = 0, None, 0, START
    for event in events.iterator(chunk_size=2000):
        if event.chain_key != owner:
            owner, last_sequence, last_hash = event.chain_key, 0, START
            report.count("chains")
        where = f"{chain.label_prefix}{event.chain_label}"
        name = f"{chain.prefix}:{event.chain_key}"
        if sentence := _wrong_link(event, name, last_sequence, last_hash):
            report.add("chain", f"{where}, event {event.sequence} ({event.kind})", sentence)
        last_sequence, last_hash = event.sequence, event.hash
        for label, key, digest in event.data.get("wrote", []):
            walked.named[(label, key), digest] = f"{where}, event {event.sequence} ({event.kind})"
        count += 1
    report.count("events", count)
    return count


def _wrong_link(event: ChainedEvent, name: str, last_sequence: int, last_hash: str) -> str:
    """The sentence for a link that does not hold; nothing when it does."""
    if event.sequence != last_sequence + 1:
        return (
            f"the event before it is {last_sequence or 'none'}, so the chain has a gap or a double."
        )
    if event.previous_hash != last_hash:
        return "it does not continue the event before it; one of the two was changed or moved."
    if event.computed_hash(name) != event.hash:
        return "its content does not give its hash; the event was changed after it was written."
    return ""


def _check_versions(report: Report, keys: list[Any], walked: Walked) -> None:
    """Both ways: what was named is there, and what is there was named."""
    there: set[tuple[RowKey, str]] = set()
    for each in kept():
        for version in _versions(each, keys):
            there.add(version)
            report.count("versions")
            if version not in walked.named:
                (_, key), _ = version
                report.add(
                    "version",
                    name_of_key(each.model, key),
                    "a version of this row was written by no event; the row and its history were "
                    "changed behind the application's back, or the event is gone.",
                )
    lost = {version: where for version, where in walked.named.items() if version not in there}
    for version, where in _lost_elsewhere_too(lost):
        (label, key), _ = version
        report.add(
            "version",
            name_of_key(apps.get_model(label), key),
            f"the version that {where} wrote is gone; the row's history was changed or deleted.",
        )


def _versions(each: Kept, keys: list[Any]) -> Iterator[tuple[RowKey, str]]:
    """Every version of the model's rows of these subjects, with its digest."""
    names, rows = _digested(each.model)
    found = rows.filter(**{f"{each.subject}__in": keys}).values_list(*names)
    label = each.model._meta.label_lower
    place = names.index(each.model._meta.pk.attname)
    for values in found.iterator(chunk_size=2000):
        row = digested(each.model, dict(zip(names, values, strict=True)))
        yield (label, values[place]), digest_of([label, row])


def _digested(model: type[models.Model]) -> tuple[list[str], models.QuerySet[Any]]:
    """The columns that a digest covers and the rows that hold them: the history, or the table
    itself where rows are written once."""
    if hasattr(model, "history"):
        return tracked_attnames(model), model.history.model._base_manager.all()
    names = sorted(column.attname for column in model._meta.concrete_fields)
    return names, model._base_manager.all()


def _lost_elsewhere_too(
    lost: dict[tuple[RowKey, str], str],
) -> Iterator[tuple[tuple[RowKey, str], str]]:
    """Those of the named versions that are not even found by their primary key: rows that hang
    on no subject (a provider) or on another one."""
    keys: dict[str, set[Any]] = defaultdict(set)
    for (label, key), _ in lost:
        keys[label].add(key)
    found: set[tuple[RowKey, str]] = set()
    for label, wanted in keys.items():
        model = apps.get_model(label)
        elsewhere = Kept(model, model._meta.pk.attname)
        found.update(_versions(elsewhere, sorted(wanted)))
    for version, where in lost.items():
        if version not in found:
            yield version, where


def _check_all_walked(report: Report, walked: int) -> None:
    """Events that hang on no subject were not walked: that is a broken link too."""
    total = sum(chain.model._base_manager.count() for chain in chains())
    if total != walked:
        report.add(
            "chain",
            "events",
            f"{total:,} events are stored and {walked:,} hang on a member; rows between them "
            "were deleted.",
        )
