"""The policy values by which an import derives the first unpaid day."""

from datetime import date

import pytest

from cases.models import Case, PolicyValue, Projection
from cases.services.facts import load_policy
from cases.services.projection import derived_rows
from members.services.roster import import_roster
from tests.factories import NOW, TODAY, make_case, make_member, make_user
from tests.generate import absence, person, roster_file

pytestmark = pytest.mark.django_db


def test_import_without_a_policy_value_is_refused_as_a_whole(member, import_file, tmp_path):
    from caseflow.csvin import FileRefused
    from tests.generate import absences_file

    PolicyValue.objects.filter(key="non_iod_pay_days").delete()
    path = absences_file(tmp_path, [absence("2026-01-05")])
    with pytest.raises(FileRefused, match="No value of the policy non_iod_pay_days is in force"):
        import_file(path)
    assert not Case.objects.exists()


def test_promotion_in_a_roster_moves_the_first_unpaid_day(member, tmp_path):
    make_case(member, first_day=date(2026, 2, 2))
    bystander = make_case(make_member("5", employee_number=None), first_day=date(2026, 2, 3))
    before = Projection.objects.get(member=member)
    other = PolicyValue.objects.get(key="non_iod_pay_days", bargaining_unit="")
    other.pk, other.bargaining_unit, other.value = None, "LOCAL-1", 180
    other.save(force_insert=True)
    row = person(
        "4497", employee_number=member.employee_number, last_name="Kowalski", first_name="Maria",
        bargaining_unit="LOCAL-1", born_on="1985-06-15",
    )  # fmt: skip
    by = make_user("importer", [])
    import_roster(path=roster_file(tmp_path, [row]), by=by, now=NOW, on=TODAY)
    after = Projection.objects.get(member=member)
    (derived,) = derived_rows(member=after.member, on=TODAY, version=1, policy=load_policy())
    assert (before.limit, after.limit, after.facts_version) == (365, 180, 1)
    assert (after.first_unpaid_day, after.digest) == (derived.first_unpaid_day, derived.digest)
    assert bystander.projections.get().limit == 365
