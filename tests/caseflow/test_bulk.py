"""Many rows at once leave what saving them one by one leaves."""

from datetime import UTC, date, datetime

import pytest

from caseflow.bulk import (
    CHANGED,
    batches,
    create_tracked,
    insert_rows,
    update_tracked,
    without_query_log,
    write_history,
)
from caseflow.chain import link_event
from caseflow.history import save_tracked
from members.models import Member, MemberEvent, Unit
from members.ranks import Rank
from members.services.events import last_link
from tests.factories import NOW, make_member, make_unit

pytestmark = pytest.mark.django_db
AUTUMN = datetime(2025, 11, 2, 6, 30, 0, 123456, tzinfo=UTC)  # the hour that comes twice


def unsaved(number: int) -> Member:
    """The same person each time; what must be unique is not."""
    return Member(
        star_number=str(number), key=f"k{number}", last_name="Peña", first_name="José",
        name_key="pena jose", rank=Rank.SERGEANT, unit=make_unit(), appointed_on=date(2004, 2, 29),
        created_at=AUTUMN,
    )  # fmt: skip


def seen(row: object, *but: str) -> dict[str, object]:
    names = [field.attname for field in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in names if name not in but}


def test_create_tracked_leaves_what_single_saves_leave(coordinator):
    one, many = unsaved(1), unsaved(2)
    save_tracked(one, by=coordinator, reason="Because", now=AUTUMN)
    create_tracked([many], by=coordinator, reason="Because", now=AUTUMN)
    own = ("id", "star_number", "key", "history_id")
    one, many = Member.objects.get(pk=one.pk), Member.objects.get(pk=many.pk)
    assert seen(many, *own) == seen(one, *own)
    assert seen(many.history.get(), *own) == seen(one.history.get(), *own)
    assert (many.star_number, many.history.get().star_number) == ("2", "2")


def test_update_tracked_leaves_what_a_single_save_leaves(coordinator):
    one, many = make_member("1"), make_member("2")
    one.phone = many.phone = "5"
    save_tracked(one, by=coordinator, reason="Called", now=AUTUMN, fields=["phone"])
    update_tracked([many], ["phone"], by=coordinator, reason="Called", now=AUTUMN)
    many.refresh_from_db()
    assert many.phone == "5"
    own = ("history_id", "id", "star_number", "employee_number", "key")
    version = many.history.latest("history_id")
    assert seen(version, *own) == seen(one.history.latest("history_id"), *own)
    assert version.history_type == CHANGED


def test_insert_rows_leaves_the_keys_free_for_others():
    units = [Unit(code=str(number)) for number in range(5)]
    insert_rows(units)
    later = make_unit("later")
    insert_rows([Unit(code="last")])
    keys = [unit.pk for unit in units]
    assert keys == sorted(set(keys))
    assert later.pk > max(keys)
    assert Unit.objects.get(code="last").pk > later.pk


def test_insert_rows_keeps_json_and_instants(coordinator):
    member = make_member("1")
    event = MemberEvent(member=member, kind="k", by=coordinator, data={"a": ["é", None, 1]})
    link_event(event, "chain", last_link(member), happened_at=AUTUMN, recorded_at=NOW)
    insert_rows([event])
    stored = MemberEvent.objects.get(pk=event.pk)
    assert (stored.data, stored.happened_at) == (event.data, AUTUMN)
    assert stored.hash == stored.computed_hash("chain")


def test_nothing_to_write_is_nothing(coordinator, django_assert_num_queries):
    with django_assert_num_queries(0):
        create_tracked([], by=coordinator, reason="", now=NOW)
        update_tracked([], ["phone"], by=coordinator, reason="", now=NOW)
        write_history([], CHANGED, by=coordinator, reason="", now=NOW)


def test_batches_read_only_what_is_asked_for():
    source = iter(range(10))
    assert next(batches(source, 3)) == [0, 1, 2]
    assert list(batches(source, 3)) == [[3, 4, 5], [6, 7, 8], [9]]


def test_query_log_stays_empty(settings):
    from django.db import connection

    settings.DEBUG = True
    with without_query_log():
        before = len(connection.queries_log)
        make_unit("quiet")
        assert len(connection.queries_log) == before
    make_unit("loud")
    assert len(connection.queries_log) > before
