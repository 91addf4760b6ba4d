"""The searches of the rolling account, where the callers' own limits would hide a slip."""

from datetime import date

from cases.rules.days import DaySet
from cases.rules.policy import DEFAULTS, PolicyRow, PolicyTimeline
from cases.rules.rolling import Rolling, regimes


def test_first_paid_stops_where_a_higher_limit_begins() -> None:
    change = PolicyRow("non_iod_pay_days", 800, "", effective_from=date(2025, 6, 1))
    timeline = PolicyTimeline([*DEFAULTS, change])
    absent = DaySet([(date(2024, 1, 10).toordinal(), date(2026, 1, 1).toordinal())])
    rolling = Rolling(absent, regimes(timeline, "FOP7", "Police Officer"))
    first, last = date(2025, 2, 1).toordinal(), date(2025, 12, 1).toordinal()
    paid = rolling.first_paid(first, last)
    assert paid == date(2025, 6, 1).toordinal()
    assert rolling.first_paid(first, paid - 1) is None
    assert rolling.first_unpaid(paid, last) is None
