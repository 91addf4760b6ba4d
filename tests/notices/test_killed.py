"""A process that dies while it issues a letter (PostgreSQL): no half of one, no gap in numbers."""

from contextlib import suppress
from threading import Thread

import pytest
from django.db import connection, connections

from caseflow.models import ReferenceCounter
from notices.models import Notice
from notices.services import issuing as services

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_connection_that_dies_while_issuing_leaves_nothing(postgres, case, issue, monkeypatch):
    record = services.record_event

    def dies(**event):
        record(**event)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            [pid] = cursor.fetchone()
        killer = connections.create_connection("default")
        with killer.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        killer.close()

    def run():
        with suppress(Exception):  # whatever a dead connection raises
            issue(case)
        connection.close()

    monkeypatch.setattr(services, "record_event", dies)
    thread = Thread(target=run)
    thread.start()
    thread.join(30)
    monkeypatch.setattr(services, "record_event", record)
    assert not Notice.objects.exists() and not ReferenceCounter.objects.filter(series="N").exists()
    assert not case.events.filter(kind="notice_issued").exists()
    assert issue(case).number == "N-26-000001"
