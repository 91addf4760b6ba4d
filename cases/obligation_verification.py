"""What `manage.py verify` checks of the obligations: that the stored ones are what follows."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from caseflow.bulk import batches
from caseflow.verify import registry
from caseflow.verify.report import Report
from cases.models import Case, Obligation
from cases.rules.obligations import Due, due
from cases.services.facts import load_policy
from cases.services.obligation_facts import case_facts
from cases.services.obligations import AT_ONCE, stored_answers

Answer = tuple[Any, ...]

registry.register_words(Obligation, lambda row: f"obligation {row.key} (row {row.pk})")


@registry.check("obligations")
def obligations(report: Report, on: date) -> None:
    """The open obligations of every case, derived afresh."""
    waiting = Obligation.objects.open().values("case")
    found = Case.objects.filter(closed_at=None) | Case.objects.filter(pk__in=waiting)
    for keys in batches(found.order_by("pk").values_list("pk", flat=True).iterator(), AT_ONCE):
        report.count("obligations", Obligation.objects.open().filter(case__in=keys).count())
        for reference, sentence in wrong_obligations(keys, on):
            report.add("obligation", reference, sentence)


def wrong_obligations(cases: Collection[int], on: date) -> Iterator[tuple[str, str]]:
    """The cases whose open obligations are not those that follow from their facts."""
    stored: dict[int, set[Answer]] = defaultdict(set)
    for key, *row in stored_answers(cases):
        stored[key].add(tuple(row))
    policy, done = load_policy(), _done(cases)
    for key, facts in case_facts(cases):
        answers = {answer_of(each) for each in due(facts, policy, on) if each.met_on is None}
        wanted = {each for each in answers if (*each[:2], each[6]) not in done[key]}
        if stored[key] == wanted:
            continue
        for code, subject, *_ in sorted(stored[key] ^ wanted, key=lambda row: row[:2])[:1]:
            yield facts.case, f"the obligation {code} {subject} is not the one that follows."


def answer_of(each: Due) -> Answer:
    return (
        each.code, each.subject, each.what, each.actor, each.legal, each.trigger_on, each.due_on,
        each.due_at, each.opens_on, each.lapses_on,
    )  # fmt: skip


def _done(cases: Collection[int]) -> dict[int, set[tuple[str, str, date]]]:
    """What people have done of each case's, with the day that the rule gave for it."""
    found: dict[int, set[tuple[str, str, date]]] = defaultdict(set)
    rows = Obligation.objects.filter(case__in=cases, by_rule=True, state="done")
    for key, code, subject, day in rows.values_list("case_id", "code", "subject", "done_for"):
        if day is not None:
            found[key].add((code, subject, day))
    return found
