"""One member's facts, read by prepared statements, are those that the batches read."""

from datetime import date

import pytest

from caseflow.models import User
from cases.models import Absence, Certification, LedgerEntry
from cases.models.duty import DutyKind
from cases.services.duty import SpellData, enter_duty_spell
from cases.services.facts import facts_of, facts_of_many
from cases.services.facts_read import NOBODY, rows_of
from cases.services.ledger import record_credit, record_exception, reverse_entry
from members.models import Member
from tests.factories import NOW, TODAY, make_case, make_member
from tests.generate import office_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(coordinator: User, physician: User) -> Member:
    """One of everything that counts, and of what was taken back."""
    member, act = make_member(), {"by": coordinator, "now": NOW, "on": TODAY}
    make_case(make_member("9"), first_day=date(2026, 1, 1))
    make_case(member, first_day=date(2024, 1, 1), last_day=date(2024, 1, 31))
    injury = make_case(member, kind="iod", first_day=date(2025, 1, 1), last_day=date(2025, 3, 1))
    case = make_case(member, kind="iod_recurrence", parent=injury, first_day=date(2026, 2, 2))
    span = {"member": member, "first_day": date(2024, 1, 8), "last_day": date(2024, 1, 9)}
    wrong = record_exception(**span, reason="suspension", source="S-1", **act)
    reverse_entry(entry=wrong, reason="another member", **act)
    record_exception(**span, reason="furlough", source="TE-1", **act)
    record_credit(
        member=member, account="iod", injury=injury, first_day=date(2025, 6, 1), days=25,
        reason="treatment_delay", source="Award 1", **act,
    )  # fmt: skip
    Certification.objects.create(
        case=case, state="withdrawn", cause="records", duty="bring the MRI",
        first_day=date(2026, 3, 1), decided_by=physician, entered_at=NOW, entered_by=physician,
    )  # fmt: skip
    spell = SpellData(DutyKind.LIMITED_NON_IOD, date(2023, 2, 6), date(2023, 3, 6))
    enter_duty_spell(member=member, spell=spell, by=physician, now=NOW, on=TODAY)
    return member


def test_one_member_s_facts_are_those_of_the_batch(member):
    facts = facts_of(member)
    assert facts == next(facts_of_many([member]))
    assert [len(facts.absences), len(facts.exceptions), len(facts.credits)] == [3, 1, 1]
    assert [len(facts.withheld), len(facts.duty), len(facts.ranks)] == [1, 1, 1]
    assert facts_of(Member.objects.get(star_number="9")).duty == ()


def test_facts_of_a_generated_office_are_those_of_the_batch(tmp_path):
    from cases.services.absences import import_absences
    from members.services.roster import import_roster

    roster, absences = office_files(tmp_path, members=40, absences=400)
    by = User.objects.system()
    import_roster(path=roster, by=by, now=NOW, on=TODAY)
    import_absences(path=absences, by=by, now=NOW, on=TODAY)
    people = list(Member.objects.order_by("pk"))
    assert [facts_of(each) for each in people] == list(facts_of_many(people))
    assert Absence.objects.count() > 350


def test_statement_that_does_not_ask_for_the_member_is_refused():
    with pytest.raises(AssertionError, match="does not ask for the member"):
        rows_of("all", 1, lambda _: LedgerEntry.objects.all(), ("id",), ())
    assert NOBODY < 0
