"""Acts in any order: the stored answers follow the facts, the order of entry does not matter, and
a reversal restores exactly what was before it."""

from datetime import date, timedelta
from functools import partial
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseflow.refusals import RuleViolation
from cases.models import Absence, DutyStatus, LedgerEntry, Projection
from cases.rules.every_account import every_account
from cases.services import impact
from cases.services.changing import add_absence, move_absence, reverse_absence
from cases.services.duty_status import content, derived_statuses
from cases.services.facts import facts_of, load_policy
from cases.services.impact import preview_act
from cases.services.ledger import record_credit, record_exception, reverse_entry
from cases.services.moving import return_case
from cases.services.opening import open_case
from cases.services.projection import derived_rows, facts_version
from cases.services.recoding import recode_days
from cases.verification import COMPARED
from tests.factories import NOW, TODAY, make_member, make_user

pytestmark = pytest.mark.django_db
START = date(2025, 6, 1)
DAYS = st.integers(0, 200).map(lambda days: START + timedelta(days))
SPANS = st.tuples(DAYS, st.integers(0, 60)).map(lambda s: (s[0], s[0] + timedelta(s[1])))
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            "open open_iod add come_back exception exception restore credit recode recode_back "
            "move reverse_absence reverse".split()
        ),
        SPANS,
        st.integers(0, 9),
    ),
    min_size=3,
    max_size=12,
)
QUIET = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def stored(member):
    """What pages filter and sort on; keys, versions and the day of the act left out."""
    names = [n for n in COMPARED if n not in ("as_of", "facts_version")]
    rows = Projection.objects.filter(member=member).order_by("account", "valid_from")
    statuses = DutyStatus.objects.filter(member=member).order_by("first_day")
    return list(rows.values_list(*names)), [content(row) for row in statuses]


def answers(member):
    facts, policy = facts_of(member), load_policy()
    return [a.as_dict() for a in every_account(facts, policy, TODAY)]


def everything(member):
    return answers(member), stored(member)


def afresh(member):
    """What should be stored."""
    keys = dict(member.cases.values_list("reference", "pk"))
    rows = derived_rows(
        member=member, on=TODAY, version=facts_version(member), policy=load_policy()
    )
    rows.sort(key=lambda row: (row.account, row.valid_from))
    names = [n for n in COMPARED if n not in ("as_of", "facts_version")]
    return (
        [tuple(getattr(row, name) for name in names) for row in rows],
        [content(row) for row in derived_statuses(member, facts_of(member), keys.get)],
    )


class Office:
    """A member and somebody who does things to the record, refused or not."""

    def __init__(self, star):
        self.by = make_user(f"person{star}", ["supervisor"])
        self.member = make_member(star)
        self.act = {"by": self.by, "now": NOW, "on": TODAY}

    def pick(self, rows, number):
        rows = list(rows)
        if not rows:
            raise RuleViolation("There is none.")
        return rows[number % len(rows)]

    def absence(self, number):
        return self.pick(Absence.objects.standing().filter(member=self.member), number)

    def injury(self, number):
        return self.pick(self.member.cases.filter(kind="iod").order_by("pk"), number)

    def do(self, code, span, number):
        """Does the act; gives what takes it back, or None when it was refused."""
        try:
            return getattr(self, code)(*span, number)
        except RuleViolation:
            return None

    def open(self, first, last, number, kind="non_iod"):
        case = open_case(
            member=self.member, kind=kind, first_day=first, nature="x",
            last_day=None if number == 0 else last, **self.act,
        )  # fmt: skip
        return lambda: self.undo_absence(case.absences.get())

    def open_iod(self, first, last, number):
        return self.open(first, last, number, "iod")

    def undo_absence(self, absence):
        reverse_absence(absence=absence, reason="undo", **self.act)

    def add(self, first, last, number):
        case = self.pick(self.member.cases.order_by("pk"), number)
        absence = add_absence(case=case, first_day=first, last_day=last, source="s", **self.act)
        return lambda: self.undo_absence(absence)

    def keep(self, entry):
        return lambda: reverse_entry(entry=entry, reason="undo", **self.act)

    def exception(self, first, last, number):
        reason = ("furlough", "suspension")[number % 2]
        return self.keep(
            record_exception(
                member=self.member,
                first_day=first,
                last_day=last,
                reason=reason,
                source=f"s{number}",
                **self.act,
            )  # fmt: skip
        )

    def restore(self, first, last, number):
        return self.keep(
            record_credit(
                member=self.member,
                account="non_iod",
                first_day=first,
                last_day=last,
                reason="psychological_restoration",
                source=f"s{number}",
                **self.act,
            )  # fmt: skip
        )

    def credit(self, first, last, number):
        return self.keep(
            record_credit(
                member=self.member,
                account="iod",
                injury=self.injury(number),
                first_day=first,
                days=number + 1,
                reason="treatment_delay",
                source=f"s{number}",
                **self.act,
            )  # fmt: skip
        )

    def recode(self, first, last, number, account="iod"):
        injury = self.injury(number) if account == "iod" else None
        return self.keep(
            recode_days(
                member=self.member,
                first_day=first,
                last_day=None if number == 1 else last,
                account=account,
                injury=injury,
                source="s",
                **self.act,
            )  # fmt: skip
        )

    def recode_back(self, first, last, number):
        return self.recode(first, last, number, "non_iod")

    def move(self, first, last, number):
        absence = self.absence(number)
        moved = move_absence(
            absence=absence, first_day=first, last_day=None if number == 2 else last, reason="r",
            source="s", **self.act,
        )  # fmt: skip
        days = {"first_day": absence.first_day, "last_day": absence.last_day}
        return lambda: move_absence(absence=moved, reason="undo", source="s", **days, **self.act)

    def reverse_absence(self, first, last, number):
        self.undo_absence(self.absence(number))

    def reverse(self, first, last, number):
        rows = LedgerEntry.objects.standing().filter(member=self.member).order_by("pk")
        self.keep(self.pick(rows, number))()

    def come_back(self, first, last, number):
        absence = self.absence(number)
        return_case(case=absence.case, last_day=last, **self.act)
        back = {"first_day": absence.first_day, "last_day": None, "reason": "undo", "source": "s"}
        return lambda: move_absence(absence=absence, **back, **self.act)


STARS = count(5000)


@QUIET
@given(ACTS)
def test_what_is_stored_follows_the_facts(acts):
    office = Office(str(next(STARS)))
    for code, span, number in acts:
        before = everything(office.member)
        try:
            getattr(office, code)(*span, number)
        except RuleViolation:
            assert everything(office.member) == before
        assert stored(office.member) == afresh(office.member)


@QUIET
@given(ACTS)
def test_a_reversal_restores_exactly(acts):
    office = Office(str(next(STARS)))
    for code, span, number in acts:
        before = everything(office.member)
        if undo := office.do(code, span, number):
            with transaction.atomic():
                undo()
                assert everything(office.member) == before
                transaction.set_rollback(True)


@QUIET
@given(ACTS)
def test_the_preview_equals_the_effect(acts):
    office = Office(str(next(STARS)))
    for code, span, number in acts:
        act = partial(getattr(office, code), *span, number)
        policy, version = load_policy(), facts_version(office.member)
        before = impact._picture(office.member, policy, TODAY)
        try:
            seen = preview_act(member=office.member, on=TODAY, act=act)
        except RuleViolation:
            continue
        act()
        after = impact._picture(office.member, policy, TODAY)
        real = impact._compared(office.member.star_number, TODAY, version, before, after)
        assert seen == real


FREE = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 20)), min_size=2, max_size=5)


def entries(gaps, office, injury):
    """Absences that share no day, each with an exception inside; as functions, in two groups."""
    day, absences, rest = START, [], []
    for place, (gap, length) in enumerate(gaps):
        first, last = day + timedelta(gap), day + timedelta(gap + length)
        day = last
        absences.append(
            partial(
                open_case,
                member=office.member,
                kind="non_iod",
                first_day=first,
                last_day=last,
                nature="x",
                **office.act,
            )  # fmt: skip
        )
        rest += [
            partial(office.exception, first, first, place),
            partial(office.credit, first, last, place),
            partial(
                recode_days,
                member=office.member,
                first_day=last,
                last_day=None,
                account="iod",
                injury=injury,
                source="s",
                **office.act,
            ),  # fmt: skip
        ]
    return absences, rest


@QUIET
@given(FREE, st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(gaps, dice):
    found = []
    for mixed in (False, True):
        office = Office(str(next(STARS)))
        injury = open_case(
            member=office.member, kind="iod", first_day=START - timedelta(90), nature="x",
            last_day=START - timedelta(80), injury_label="KNEE", **office.act,
        )  # fmt: skip
        groups = entries(gaps, office, injury)
        for group in groups:
            for act in dice.sample(group, len(group)) if mixed else group:
                act()
        found.append([plain(answer) for answer in answers(office.member)])
    assert found[0] == found[1]


def plain(answer):
    """An account without what names the member and the case, which differ between two members."""
    kept = {k: v for k, v in answer.items() if k not in ("digest", "counted", "rolled_off")}
    for name in ("counted", "rolled_off"):
        if name in answer:
            kept[name] = [{k: v for k, v in each.items() if k != "case"} for each in answer[name]]
    if "credits" in kept:
        kept["credits"] = sorted(map(str, kept["credits"]))
    return kept
