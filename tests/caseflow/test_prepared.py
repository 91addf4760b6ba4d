"""A statement that is built once gives what its queryset gives."""

from datetime import date, datetime, timedelta

import pytest

from caseflow.prepared import Prepared, PreparedByKeys
from cases.models import Absence, Case, CaseEvent
from tests.factories import NOW, make_case, make_member

pytestmark = pytest.mark.django_db

COLUMNS = ("case__reference", "first_day", "last_day", "entered_at", "id")


def since(case: int, on: date, before: datetime):
    rows = Absence.objects.filter(case_id=case, first_day__gte=on, entered_at__lte=before)
    return rows.order_by("first_day").values_list(*COLUMNS)


def test_prepared_gives_the_rows_of_its_queryset():
    asked = Prepared(since, case=int, on=date, before=datetime)
    for star in ("1", "2"):
        case = make_case(make_member(star), first_day=date(2026, 2, int(star)))
        values = {"case": case.pk, "on": date(2026, 2, 1), "before": NOW}
        assert asked.rows(**values) == list(since(**values)) != []
        assert asked.first(**{**values, "before": NOW - timedelta(days=1)}) is None


def test_prepared_reads_json_as_the_model_does():
    case = make_case()
    events = CaseEvent.objects.order_by("id").values_list("data", "happened_at")
    asked = Prepared(lambda case: events.filter(case_id=case), case=int)
    assert asked.rows(case=case.pk) == list(events)
    assert isinstance(asked.rows(case=case.pk)[0][0], dict)


def test_prepared_that_forgets_a_value_is_a_mistake():
    with pytest.raises(AssertionError, match="does not ask for all its values"):
        Prepared(lambda case: Case.objects.values_list("pk"), case=int).rows(case=1)


@pytest.mark.parametrize("many", [0, 1, 3, 7])
def test_prepared_by_keys_takes_any_number(many):
    cases = [make_case(make_member(str(star))) for star in range(1, many + 1)]
    asked = PreparedByKeys(
        lambda keys: Case.objects.filter(pk__in=keys).order_by("pk").values_list("pk"), most=3
    )
    assert asked.rows({case.pk for case in cases}) == [(case.pk,) for case in cases]
