"""`verify` names a duty status that was changed behind the application's back."""

from datetime import date

import pytest

from caseflow.verify.run import verify
from cases.models import DutyStatus
from cases.services.changing import reverse_absence
from tests.factories import NOW, TODAY, make_case, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(coordinator):
    make_member("9")
    return make_case(make_member("4497"), first_day=date(2026, 2, 2), by=coordinator)


def broken():
    return [(each.where, each.sentence) for each in verify(on=TODAY).broken]


def test_verify_is_whole_after_acts(case, coordinator):
    reverse_absence(absence=case.absences.get(), reason="wrong", by=coordinator, now=NOW, on=TODAY)
    assert broken() == []
    assert verify(on=TODAY).checked["duty status"] == 2


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda rows: rows.update(status="iod"), "stored from 2026-02-02 on is not the one"),
        (lambda rows: rows.update(case=None), "stored from 2026-02-02 on is not the one"),
        (lambda rows: rows.delete(), "that begins on 2026-02-02 is not stored"),
        (
            lambda rows: rows.update(first_day=date(2026, 2, 1)),
            "stored from 2026-02-01 on does not follow from the facts",
        ),
        (
            lambda rows: rows.update(first_day=date(2026, 2, 3)),
            "that begins on 2026-02-02 is not stored",
        ),
        (
            lambda rows: DutyStatus.objects.create(
                member=rows.get().member, first_day=date(2026, 3, 1), status="full"
            ),
            "stored from 2026-03-01 on does not follow from the facts",
        ),
    ],
)
def test_verify_names_a_changed_status(case, spoil, sentence):
    spoil(DutyStatus.objects.filter(status="non_iod"))
    ((where, said),) = broken()
    assert where == str(case.member).lower()
    assert sentence in said
