"""Who else is in a case: said on its page, never a lock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from caseflow.models import AccessEntry
from cases.views.detail import also_here
from tests.factories import make_case, make_user

pytestmark = pytest.mark.django_db


def test_case_names_who_opened_it_lately(client_for, coordinator, lead):
    case = make_case(by=coordinator)
    client_for(lead).get(case.get_absolute_url())
    client_for(lead).get(case.get_absolute_url())
    text = client_for(coordinator).get(case.get_absolute_url()).text
    assert '<span class="tag lead">also here</span> Lead' in text
    assert "also here</span> Coordinator" in client_for(lead).get(case.get_absolute_url()).text


def test_case_does_not_name_who_was_there_earlier_or_elsewhere(coordinator, lead):
    case, now = make_case(by=coordinator), timezone.now()
    entry = {"user": lead, "kind": "case", "address": "10.0.0.1"}
    AccessEntry.objects.create(at=now - timedelta(minutes=11), subject=case.reference, **entry)
    AccessEntry.objects.create(at=now, subject="NIOD-26-99999", **entry)
    assert also_here(case, coordinator, now) == []
    AccessEntry.objects.create(at=now - timedelta(minutes=9), subject=case.reference, **entry)
    assert also_here(case, coordinator, now) == ["Lead"]
    assert also_here(case, make_user("third"), now) == ["Lead"]
