"""Family and medical leave against the slow oracle, on random members, holidays and policies."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.rules.facts import MemberFacts
from cases.rules.fmla import fmla_account
from cases.rules.fmla_years import METHODS
from cases.rules.policy import DEFAULTS, PolicyRow, PolicyTimeline
from tests.cases.rules import strategies
from tests.cases.rules.fmla_oracle import AHEAD, fmla_oracle


@st.composite
def plans(draw: Any) -> PolicyTimeline:
    """Any method; few weeks, so that members come near the limit; odd work weeks too."""
    values = {
        "fmla_method": draw(st.sampled_from(METHODS)),
        "fmla_fixed_start": draw(st.sampled_from(["07-01", "01-15", "02-28", "12-31"])),
        "fmla_weeks": draw(st.integers(1, 14)),
        "fmla_work_days": draw(
            st.just((1, 2, 3, 4, 5))
            | st.sets(st.integers(1, 7), min_size=1).map(lambda found: tuple(sorted(found)))
        ),
        "fmla_week_begins": draw(st.just(7) | st.integers(1, 7)),
    }
    since = date(1990, 1, 1)
    rows = [PolicyRow(key, value, "", effective_from=since) for key, value in values.items()]
    return PolicyTimeline([*DEFAULTS, *rows])


@st.composite
def holidays(draw: Any, facts: MemberFacts, on: date) -> frozenset[date]:
    """Holidays near the edges of the absences and of the day, where weeks are in part."""
    edges = [on, *(day for a in facts.absences for day in (a.first_day, a.last_day or on))]
    near = st.builds(
        lambda edge, days: edge + timedelta(days=days), st.sampled_from(edges), st.integers(-6, 6)
    )
    return draw(st.frozensets(near | strategies.days, max_size=12))


@settings(deadline=None, max_examples=120)
@given(st.data(), strategies.members_and_days(), plans())
def test_fmla_agrees_with_the_oracle(
    data: st.DataObject, asked: tuple[MemberFacts, date], policy: PolicyTimeline
) -> None:
    facts, on = asked
    free = data.draw(holidays(facts, on))
    found = fmla_account(facts, policy, on, holidays=free)
    used, over = fmla_oracle(facts, policy, on, free)
    assert found.used == used
    assert found.remaining == max(0, found.limit - used)
    if over is None:
        assert found.first_day_over is None or found.first_day_over > on + timedelta(days=AHEAD)
    else:
        assert found.first_day_over == over


@settings(deadline=None, max_examples=80)
@given(st.data(), strategies.members_and_days(), plans())
def test_counted_days_weigh_what_is_used(
    data: st.DataObject, asked: tuple[MemberFacts, date], policy: PolicyTimeline
) -> None:
    """The stretches explain the number: their work days, each 1/n, are the weeks used."""
    facts, on = asked
    found = fmla_account(facts, policy, on, holidays=data.draw(holidays(facts, on)))
    work = policy.at("fmla_work_days", on).value
    days = [
        day
        for stretch in found.counted
        for day in (stretch.first_day + timedelta(days=n) for n in range(stretch.days))
    ]
    assert len(days) == len(set(days))
    assert sum(day.isoweekday() in work for day in days) == found.used * len(work)
    left_out = {
        entry.first_day + timedelta(days=n)
        for entry in found.not_counted
        for n in range(entry.days)
    }
    assert not left_out & set(days)
