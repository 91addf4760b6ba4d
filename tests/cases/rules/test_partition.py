"""Every day of a member's time has exactly one duty status: a look at every day, for any facts."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args

from hypothesis import event, given, settings
from hypothesis import strategies as st

from cases.rules.facts import AbsenceFact, DutyFact, DutyKind, ExceptionFact, MemberFacts
from members.status import Service, Stretch, beginnings, service_of, standing, stretches

START = date(2023, 12, 1)
HORIZON = 260  # days after START; every fact that ends does so before
DAY = timedelta(days=1)
LIMITED = ("limited_iod", "limited_non_iod", "limited_combat")
Word = tuple[str, str, str]


def day(number: int) -> date:
    return START + DAY * number


@st.composite
def spans(draw: Any, open_ended: bool = True) -> tuple[date, date | None]:
    """Any days, overlapping, touching, nested or open: the partition must not rely on its facts."""
    first = draw(st.integers(0, 160))
    last = first + draw(st.sampled_from([0, 1, 9, 30]) | st.integers(0, 90))
    is_open = open_ended and draw(st.integers(0, 5)) == 0
    return day(first), None if is_open else day(last)


@st.composite
def facts(draw: Any) -> MemberFacts:
    absences = [
        AbsenceFact(*draw(spans()), *draw(st.sampled_from([("non_iod", None), ("iod", "KNEE")])), c)
        for c in draw(st.lists(st.sampled_from("AB"), max_size=4))
    ]
    exceptions = [
        ExceptionFact(
            *draw(spans(open_ended=False)), draw(st.sampled_from(["furlough", "suspension"]))
        )
        for _ in range(draw(st.integers(0, 2)))
    ]
    duty = [
        DutyFact(*draw(spans()), kind, draw(st.sampled_from(["", "B"])))
        for kind in draw(st.lists(st.sampled_from(get_args(DutyKind)), max_size=4))
    ]
    return MemberFacts(
        "100", "FOP7", "Police Officer", tuple(absences), tuple(exceptions), duty=tuple(duty),
        appointed_on=draw(st.just(START) | st.integers(0, 100).map(day)),
        separated_on=draw(st.none() | st.integers(100, 230).map(day)),
    )  # fmt: skip


def service(known: MemberFacts) -> Service:
    assert known.appointed_on is not None
    return service_of(known.appointed_on, known.separated_on, known)


def slow(known: MemberFacts, on: date) -> Word:
    """Code, case and reason of a day: the strongest claim on it; of two alike the one that began
    earlier."""
    if known.separated_on and on >= known.separated_on:
        return "separated", "", ""
    layers: tuple[list[tuple[Any, Word]], ...] = (
        [(e, ("away", "", e.reason)) for e in known.exceptions],
        [(d, (d.kind, d.case, "")) for d in known.duty if d.kind not in LIMITED],
        [(a, (a.account, a.case, "")) for a in known.absences],
        [(d, (d.kind, d.case, "")) for d in known.duty if d.kind in LIMITED],
    )
    for layer in layers:
        claims = [c for c in layer if c[0].first_day <= on <= (c[0].last_day or date.max)]
        if claims:
            return min(claims, key=lambda claim: claim[0].first_day)[1]
    return "full", "", ""


def word(stretch: Stretch) -> Word:
    return stretch.status.code, stretch.case, stretch.reason


def check_whole(found: list[Stretch], first: date, last: date) -> None:
    """From the first day to the last without gap and overlap, no two alike beside each other."""
    assert found[0].first_day == first and found[-1].last_day == last
    assert all(stretch.first_day <= stretch.last_day for stretch in found)
    for before, after in zip(found, found[1:], strict=False):
        assert after.first_day == before.last_day + DAY
        assert word(after) != word(before)


@settings(deadline=None, max_examples=250)
@given(facts())
def test_beginnings_give_every_day_exactly_one_status(known: MemberFacts) -> None:
    found = beginnings(service(known))
    check_whole(found, known.appointed_on, date.max)
    at = iter(found)
    stretch = next(at)
    for number in range((known.appointed_on - START).days, HORIZON):
        if day(number) > stretch.last_day:
            stretch = next(at)
        assert word(stretch) == slow(known, day(number)), day(number)
    assert stretch is found[-1], "a status begins after every fact has ended"
    event(f"{min(len(found), 8)} stretches")


@settings(deadline=None, max_examples=200)
@given(facts(), st.integers(-20, HORIZON), st.integers(0, 120))
def test_any_span_is_cut_like_the_whole(known: MemberFacts, begin: int, length: int) -> None:
    first, last = day(begin), day(begin + length)
    found = stretches(service(known), first, last)
    if last < known.appointed_on:
        assert found == []
        return
    first = max(first, known.appointed_on)
    check_whole(found, first, last)
    named = [(s.first_day + DAY * n, word(s)) for s in found for n in range(s.days)]
    wanted = [first + DAY * n for n in range((last - first).days + 1)]
    assert named == [(on, slow(known, on)) for on in wanted]


@settings(deadline=None, max_examples=200)
@given(facts(), st.integers(0, HORIZON))
def test_standing_is_the_status_of_the_day_and_its_run(known: MemberFacts, number: int) -> None:
    on = day(number)
    found = standing(service(known), on)
    if on < known.appointed_on:
        assert found is None
        return
    assert (found.status.code, found.case, found.reason) == slow(known, on)
    since = on
    while since > known.appointed_on and _same(slow(known, since - DAY), slow(known, on)):
        since -= DAY
    assert found.since == since


def _same(one: Word, other: Word) -> bool:
    """Whatever the case."""
    return (one[0], one[2]) == (other[0], other[2])


@settings(deadline=None, max_examples=100)
@given(st.data(), facts())
def test_order_matters_only_where_two_begin_on_one_day(data: st.DataObject, known: Any) -> None:
    def apart(spells: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple({spell.first_day: spell for spell in spells}.values())

    names = ("absences", "exceptions", "duty")
    known = replace(known, **{name: apart(getattr(known, name)) for name in names})
    shuffled = {name: tuple(data.draw(st.permutations(getattr(known, name)))) for name in names}
    assert beginnings(service(replace(known, **shuffled))) == beginnings(service(known))
