"""Random members and random policies, dense in edges: short windows, small limits, late facts."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from cases.rules.facts import AbsenceFact, CreditFact, ExceptionFact, MemberFacts, WithheldFact
from cases.rules.policy import PolicyRow

START = date(2022, 12, 20)
INJURIES = ("BACK", "KNEE")
REASONS = ("furlough", "suspension")

days = st.dates(START, date(2025, 4, 15)) | st.sampled_from(
    [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 31), date(2025, 2, 28)]
)


@st.composite
def spans(draw: Any, longest: int = 40) -> tuple[date, date]:
    """A first and a last day, at most `longest` days."""
    first = draw(days)
    return first, first + timedelta(days=draw(st.integers(0, longest - 1)))


@st.composite
def absences(draw: Any, open_ended: bool | None = None) -> tuple[AbsenceFact, ...]:
    """Absences in order that share no day; some touch; the last one may be open."""
    found: list[AbsenceFact] = []
    day = draw(days)
    for number in range(draw(st.sampled_from([1, 5, 4, 3, 2, 6] + ([] if open_ended else [0])))):
        day += timedelta(days=draw(st.sampled_from([0, 0, 1, 20]) | st.integers(0, 200)))
        last = day + timedelta(days=draw(st.sampled_from([25, 0, 1, 7]) | st.integers(0, 250)))
        injury = draw(st.sampled_from([None, None, *INJURIES]))
        known = [a for a in found if a.injury == injury]
        again = bool(injury and known) and draw(st.booleans())
        case = f"C{number}"
        if again and known[-1].recurrence and draw(st.booleans()):
            case = known[-1].case
        account = "iod" if injury else "non_iod"
        found.append(AbsenceFact(day, last, account, injury, case, again))
        day = last + timedelta(days=1)
    if found and (draw(st.booleans()) if open_ended is None else open_ended):
        end = found[-1]
        found[-1] = AbsenceFact(
            end.first_day, None, end.account, end.injury, end.case, end.recurrence
        )
    return tuple(found)


@st.composite
def members_and_days(draw: Any, open_ended: bool | None = None) -> tuple[MemberFacts, date]:
    """A member and a day to ask for: near the end of an absence as a rule, else anywhere."""
    facts = draw(members(open_ended=open_ended))
    ends = [day for a in facts.absences for day in (a.first_day, a.last_day or a.first_day)]
    if not ends or draw(st.integers(0, 3)) == 0:
        return facts, draw(days)
    near = draw(st.sampled_from([0, -1, 1, 28]) | st.integers(-20, 90))
    return facts, draw(st.sampled_from(ends)) + timedelta(days=near)


@st.composite
def credits(draw: Any, limit: int) -> CreditFact:
    """Days added to an injury (also to a recurrence's own account) or non-IOD days restored."""
    source = draw(st.sampled_from(["", "AWARD-1"]))
    if draw(st.booleans()):
        first, last = draw(spans())
        return CreditFact("non_iod", None, first, last, None, "recoded", source)
    injury = draw(st.sampled_from([*INJURIES, "KNEE / C3"]))
    number = draw(st.integers(1, limit + 30))
    return CreditFact("iod", injury, draw(days), None, number, "treatment_delay", source)


@st.composite
def members(draw: Any, limit: int = 30, open_ended: bool | None = None) -> MemberFacts:
    """A member with everything that the arithmetic knows of."""
    found = draw(absences(open_ended))
    withheld = []
    for absence in found:
        if draw(st.integers(0, 4)) == 0:
            first = absence.first_day + timedelta(days=draw(st.integers(0, 30)))
            withheld.append(WithheldFact(first, first + timedelta(days=5), absence.case))
    exceptions = [
        ExceptionFact(*draw(spans()), draw(st.sampled_from(REASONS)))
        for _ in range(draw(st.sampled_from([2, 0, 1, 3, 4])))
    ]
    given = draw(st.lists(credits(limit), max_size=3))
    order = draw(st.permutations(found))
    return MemberFacts(
        "4497", draw(st.sampled_from(["FOP7", "PBPA-SGT"])), "Sergeant", tuple(order),
        tuple(exceptions), tuple(given), tuple(withheld),
    )  # fmt: skip


def without_ties(rows: list[PolicyRow]) -> tuple[PolicyRow, ...]:
    """No two values of one key and scope begin on one day: approving such a one is refused, and
    nothing says which of them would hold."""
    found = {(r.key, r.bargaining_unit, r.rank, r.effective_from): r for r in reversed(rows)}
    return tuple(reversed(found.values()))


@st.composite
def policies(draw: Any, limit: int = 30) -> tuple[PolicyRow, ...]:
    """A value without beginning for each key, and dated changes, some for a unit or rank only."""
    values = {
        "non_iod_pay_days": st.integers(0, limit) | st.sampled_from([27, 28, 29, 30, 31, 59, 60]),
        "non_iod_window_months": st.sampled_from([1, 2, 3, 6]),
        "iod_pay_days": st.integers(0, limit),
        "recurrence_draws_parent": st.booleans(),
    }
    rows = [PolicyRow(key, draw(values[key]), "", version="base") for key in values]
    for number in range(draw(st.integers(0, 4))):
        key = draw(st.sampled_from(sorted(values)))
        first = START + timedelta(days=40 * number + draw(st.integers(0, 900)))
        last = draw(st.none() | st.just(first + timedelta(days=70)))
        unit, rank = draw(st.sampled_from(["", "FOP7"])), draw(st.sampled_from(["", "Sergeant"]))
        rows.append(
            PolicyRow(key, draw(values[key]), "", unit, rank, first, last, version=f"v{number}")
        )
    return without_ties(rows)


@st.composite
def long_members(draw: Any) -> MemberFacts:
    """A member under the default policy with enough days to come near 365 in 24 months."""
    found: list[AbsenceFact] = []
    day = date(2022, 1, 1) + timedelta(days=draw(st.integers(0, 400)))
    injury = draw(st.sampled_from([None, None, "BACK"]))
    account = "iod" if injury else "non_iod"
    for number in range(draw(st.integers(1, 4))):
        last = day + timedelta(days=draw(st.integers(0, 380)))
        found.append(AbsenceFact(day, last, account, injury, f"C{number}"))
        day = last + timedelta(days=1 + draw(st.sampled_from([0, 1, 90])))
    return MemberFacts(
        "4497", "FOP7", "Police Officer", tuple(found),
        tuple(ExceptionFact(*draw(spans()), "furlough") for _ in range(draw(st.integers(0, 2)))),
        tuple(draw(st.lists(credits(60), max_size=1))),
    )  # fmt: skip
