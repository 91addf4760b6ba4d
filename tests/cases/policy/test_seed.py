"""A new office and an older one end with the same policy values, once each."""

import importlib

import pytest
from django.apps import apps

from cases.models import PolicyValue
from cases.rules.policy import DEFAULTS

pytestmark = pytest.mark.django_db
FORMER = (
    "non_iod_pay_days", "non_iod_window_months", "iod_pay_days", "recurrence_draws_parent",
    "near_exhaustion_days", "notice_ladder_days", "note_late_hours", "far_future_days",
)  # fmt: skip


def rows() -> list[tuple[object, ...]]:
    fields = ("key", "bargaining_unit", "rank", "effective_from", "effective_to", "value")
    return sorted(
        (tuple(str(part) for part in row) for row in PolicyValue.objects.values_list(*fields)),
    )


def seed_the_roll() -> None:
    importlib.import_module("cases.migrations.0006_seed_policy_of_the_roll").forwards(apps, None)


def test_new_office_has_each_value_once():
    assert len(rows()) == len(set(rows())) == len(DEFAULTS)


def test_older_office_gets_what_it_lacks_and_nothing_twice():
    new = rows()
    PolicyValue.objects.exclude(key__in=FORMER).delete()
    seed_the_roll()
    assert rows() == new
    seed_the_roll()
    assert rows() == new
    made = PolicyValue.objects.get(key="screen_days")
    assert made.approved_by.username == "system"
    assert made.history.latest("history_id").history_change_reason == "Set up with the office"


def test_value_that_the_office_changed_is_left_to_it():
    changed = {"key": "screen_days", "rank": ""}
    PolicyValue.objects.filter(**changed).delete()
    old = PolicyValue.objects.get(key="screen_years")
    old.pk, old.key, old.value = None, "screen_days", 60
    old.save()
    seed_the_roll()
    assert PolicyValue.objects.get(**changed).value == 60
