"""Limited duty, leave and releases among absences, in any order: the stored answers follow the
facts, a reversal restores exactly, the preview is the effect, and no day has two statuses."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from caseflow.refusals import RuleViolation
from cases.models import DutySpell, DutyStatus
from cases.services import impact
from cases.services.duty import SpellData, end_duty_spell, enter_duty_spell, reverse_duty_spell
from cases.services.facts import load_policy
from cases.services.impact import preview_act
from cases.services.projection import facts_version
from cases.services.released import reverse_release
from cases.services.releasing import ReleaseData, release_case
from tests.cases.test_facts_walk import (
    QUIET,
    SPANS,
    STARS,
    Office,
    afresh,
    everything,
    stored,
)
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
KINDS = ("limited_non_iod", "limited_combat", "disability_ordinary", "disability_duty", "leave")
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            "open open_iod come_back exception spell spell spell go_on end release limit".split()
        ),
        SPANS,
        st.integers(0, 9),
    ),
    min_size=3,
    max_size=12,
)


class Duty(Office):
    """With limited duty, leave and releases."""

    def spell(self, first, last, number, goes_on=False):
        case = self.member.cases.filter(closed_at=None).order_by("pk").last()
        kind = KINDS[number % len(KINDS)] if number else "limited_iod"
        said = SpellData(kind, first, None if goes_on else last, last + timedelta(9))
        row = enter_duty_spell(member=self.member, case=case, spell=said, **self.act)
        return lambda: reverse_duty_spell(spell=row, reason="undo", **self.act)

    def go_on(self, first, last, number):
        return self.spell(first, last, number, goes_on=True)

    def end(self, first, last, number):
        spells = DutySpell.objects.standing().filter(member=self.member).order_by("pk")
        end_duty_spell(spell=self.pick(spells, number), last_day=last, **self.act)

    def release(self, first, last, number, kind="full"):
        case = self.pick(self.member.cases.order_by("pk"), number)
        said = ReleaseData(kind, last)
        if kind == "limited":
            said = ReleaseData(kind, last, "no lifting", last + timedelta(30))
        row = release_case(case=case, release=said, authorised_by=self.by, **self.act)
        return lambda: reverse_release(release=row, reason="undo", **self.act)

    def limit(self, first, last, number):
        return self.release(first, last, number, "limited")


def beginnings_in_order(member):
    rows = list(DutyStatus.objects.filter(member=member).order_by("first_day"))
    days = [row.first_day for row in rows]
    assert days == sorted(set(days)) and days[0] == member.appointed_on


@QUIET
@given(ACTS)
def test_what_is_stored_follows_the_facts(acts):
    office = Duty(str(next(STARS)))
    for code, span, number in acts:
        before = everything(office.member)
        try:
            getattr(office, code)(*span, number)
        except RuleViolation:
            assert everything(office.member) == before
        assert stored(office.member) == afresh(office.member)
        beginnings_in_order(office.member)


@QUIET
@given(ACTS)
def test_a_reversal_restores_exactly(acts):
    office = Duty(str(next(STARS)))
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
    office = Duty(str(next(STARS)))
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
        star = office.member.star_number
        assert seen == impact._compared(star, TODAY, version, before, after)
