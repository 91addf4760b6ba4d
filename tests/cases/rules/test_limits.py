"""The table of time limits: each row complete, documented, and counted as its convention says."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from caseflow.deadlines import CalendarMissing, Calendars, DaysOff
from cases.models.clock import CaseClock
from cases.models.obligation import Actor
from cases.rules.limits import EVENTS, LIMITS, deadlines_of, limits_as_text, needs_hour
from cases.rules.policy import DEFAULTS, PolicyMissing, PolicyTimeline
from cases.rules.policy_keys import ABOUT

POLICY = PolicyTimeline(DEFAULTS)
CHICAGO = ZoneInfo("America/Chicago")
FOP = ("FOP7", "Police Officer")
FIRST, LAST = date(2020, 1, 1), date(2030, 12, 31)
HOLIDAYS = frozenset({date(2026, 3, 2), date(2026, 5, 25), date(2026, 12, 25)})
CALENDARS = Calendars(
    DaysOff(code, f"{code.capitalize()} calendar", 1, FIRST, LAST, HOLIDAYS)
    for code in ("city", "state")
)
TABLE = Path(__file__).parent / "limits.csv"
ROWS = list(csv.DictReader(TABLE.read_text().splitlines()))


def ends(kind, starts_on, starts_at=None, policy=POLICY, calendars=CALENDARS):
    found = deadlines_of(kind, starts_on, starts_at, policy, FOP, calendars, CHICAGO)
    return {limit.code: end for limit, end in found}


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['event']} {row['limit']}" for row in ROWS])
def test_limits_end_as_their_sources_say(row):
    hour = row["hour"] and datetime.fromisoformat(f"{row['day']}T{row['hour']}")
    at = hour.replace(tzinfo=CHICAGO) if hour else None
    end = ends(row["event"], date.fromisoformat(row["day"]), at)[row["limit"]]
    assert end.due_on == date.fromisoformat(row["due"])
    if row["due_hour"]:
        assert end.due_at.astimezone(CHICAGO).strftime("%H:%M") == row["due_hour"]


def test_every_limit_and_every_event_has_a_row_in_the_table_of_cases():
    lost = {"grievance_latest"}  # of two that belong together, the one that ends later
    assert {limit.code for limit in LIMITS} - lost == {row["limit"] for row in ROWS}
    assert {row["event"] for row in ROWS} == set(EVENTS) == {limit.event for limit in LIMITS}


def test_every_limit_reads_policy_values_that_are_there():
    numbers = {row.key: row for row in DEFAULTS if isinstance(row.value, int)}
    for limit in LIMITS:
        assert limit.amount_key in numbers and limit.amount_key in ABOUT
        assert limit.verified <= numbers[limit.amount_key].verified, limit.code
        by_calendar = limit.convention in ("statute_days", "working_days", "working_days_before")
        assert by_calendar == bool(limit.calendar_key)
        assert limit.actor in Actor.values
    assert len({limit.code for limit in LIMITS}) == len(LIMITS)


def test_every_code_fits_into_its_column():
    assert max(map(len, EVENTS)) <= CaseClock._meta.get_field("kind").max_length


def test_the_document_shows_the_table():
    text = (settings.BASE_DIR / "docs" / "deadlines.md").read_text()
    assert limits_as_text() in text, "Run `manage.py limits_table`."


def test_the_earlier_of_two_that_belong_together_holds_and_names_the_other():
    found = ends("grievance_event", date(2026, 3, 5))
    assert set(found) == {"grievance"}
    assert found["grievance"].steps[-1] == (
        "the other limit, 35 calendar days, ends on Thu 9 Apr 2026"
    )
    short = PolicyTimeline(
        row if row.key != "grievance_calendar_days" else type(row)(row.key, 7, "days")
        for row in DEFAULTS
    )
    found = ends("grievance_event", date(2026, 3, 5), policy=short)
    assert {code: end.due_on for code, end in found.items()} == {
        "grievance_latest": date(2026, 3, 12)
    }


def test_hours_without_their_hour_run_from_the_beginning_of_the_day():
    end = ends("legal_action", date(2026, 3, 6))["legal_action_notice"]
    assert end.due_at == datetime(2026, 3, 9, 6, 0, tzinfo=UTC)  # 1:00, the clocks went forward
    assert end.steps[0] == "the hour is not known: counted from the beginning of the day"
    assert needs_hour("legal_action") and not needs_hour("unfit_notice")


def test_the_number_in_force_on_the_day_of_the_event_counts():
    old = next(row for row in DEFAULTS if row.key == "mediation_request_days")
    first, then = date(2026, 4, 1), date(2026, 3, 31)
    rows = [
        *(row for row in DEFAULTS if row is not old),
        type(old)(old.key, 15, "days", effective_to=then),
        type(old)(old.key, 20, "days", effective_from=first),
    ]
    policy = PolicyTimeline(rows)
    assert ends("grievance_answered", then, policy=policy)["mediation_request"].amount == 15
    assert ends("grievance_answered", first, policy=policy)["mediation_request"].amount == 20


def test_what_cannot_be_counted_is_said():
    with pytest.raises(KeyError):
        ends("holiday", date(2026, 3, 5))
    with pytest.raises(PolicyMissing, match="No value of the policy fmla_sudden_working_days is"):
        ends("fmla_sudden", date(2026, 3, 5), policy=PolicyTimeline(()))
    with pytest.raises(CalendarMissing, match="There is no calendar city"):
        ends("fmla_sudden", date(2026, 3, 5), calendars=Calendars([]))
