"""Authorizations as acts: recorded, ended, refused in sentences; chained, followed, verified."""

from datetime import date

import pytest

from caseflow.refusals import RuleViolation
from caseflow.verify.run import verify
from cases.models import Obligation
from members import sentences
from members.authorizations import expiring, holding, state_of
from members.models import Authorization, MemberEvent
from members.services import authorizations as services
from members.services.authorizations import DefectivePaper, end_authorization
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member
from tests.members.paper import LAST, SIGNED, make_authorization, make_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(coordinator):
    return make_member()


def end(authorization, by, **said):
    defaults = {"how": "revoked", "ended_on": TODAY, "reason": "Letter came.", "on": TODAY}
    return end_authorization(authorization=authorization, by=by, now=NOW, **defaults | said)


def test_recording_keeps_the_paper_with_history_and_event(member, coordinator):
    row = make_authorization(member, coordinator)
    assert (row.number, row.statements) == (1, sorted(row.statements))
    assert row.history.get().history_user == coordinator
    event = MemberEvent.objects.filter(member=member).latest("sequence")
    assert (event.kind, event.by) == ("authorization_recorded", coordinator)
    assert sentences.lines([event])[0].what == "Authorization 1 recorded (general medical)"
    assert "knee" not in str(event.data)
    assert verify(on=TODAY).broken == []


def test_verify_names_an_authorization_changed_behind_the_back(member, coordinator):
    row = make_authorization(member, coordinator)
    Authorization.objects.filter(pk=row.pk).update(recipient="Somebody else")
    (broken,) = verify(on=TODAY).broken
    assert broken.where == "authorization 1 of star 4497"
    assert "recipient does not say what the newest history row says" in broken.sentence


def test_defective_paper_is_refused_with_everything_that_is_missing(member, coordinator):
    with pytest.raises(DefectivePaper) as refusal:
        make_authorization(member, coordinator, recipient="", expires_on=None)
    assert [each.field for each in refusal.value.defects] == ["recipient", "expires_on"]
    assert "who may receive" in refusal.value.sentence
    assert not Authorization.objects.exists()


def test_same_paper_twice_is_refused_until_the_first_is_ended(member, coordinator):
    first = make_authorization(member, coordinator)
    with pytest.raises(RuleViolation, match="recorded already, as number 1"):
        make_authorization(member, coordinator)
    end(first, coordinator, how="mistake", reason="Other member's paper.")
    assert make_authorization(member, coordinator).number == 2


def test_recording_takes_the_right_and_a_source(member, coordinator, records):
    with pytest.raises(RuleViolation, match="You do not have the right to write notes"):
        make_authorization(member, records)
    with pytest.raises(RuleViolation, match="Say where the paper is"):
        services.record_authorization(
            member=member, paper=make_paper(), source=" ", by=coordinator,
            now=NOW, on=TODAY,
        )  # fmt: skip


def test_signed_before_birth_is_refused(member, coordinator):
    with pytest.raises(RuleViolation, match="not born on that day"):
        make_authorization(member, coordinator, signed_on=date(1960, 1, 1))


def test_revoking_ends_it_from_the_day_of_receipt(member, coordinator):
    row = make_authorization(member, coordinator)
    ended = end(row, coordinator, ended_on=date(2026, 3, 4))
    assert state_of(ended, date(2026, 3, 3)).holds
    state = state_of(ended, date(2026, 3, 4))
    assert (state.word, state.more) == ("revoked", "revoked in writing, 4 Mar 2026")
    assert ended.history.first().history_change_reason == "Letter came."
    event = MemberEvent.objects.filter(member=member).latest("sequence")
    assert (event.kind, event.reason) == ("authorization_ended", "Letter came.")
    assert verify(on=TODAY).broken == []


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"ended_on": date(2026, 3, 6)}, "ended_on", "still to come"),
        ({"ended_on": date(2026, 3, 1)}, "ended_on", "signed on 2 Mar 2026"),
        ({"reason": " "}, "reason", "Say how the office learned of it"),
        ({"how": "event"}, "how", "names no event"),
        ({"how": "lost"}, "how", "Choose what ended it"),
    ],
)
def test_ending_is_refused_in_a_sentence(member, coordinator, said, field, sentence):
    row = make_authorization(member, coordinator)
    with pytest.raises(RuleViolation) as refusal:
        end(row, coordinator, **said)
    assert (refusal.value.field, sentence in refusal.value.sentence) == (field, True)
    assert Authorization.objects.get().ended_on is None


def test_ending_twice_is_refused_by_when_it_ended(member, coordinator):
    row = make_authorization(member, coordinator)
    end(row, coordinator)
    with pytest.raises(RuleViolation, match="ended on 5 Mar 2026 already: revoked in writing"):
        end(row, coordinator, how="mistake")


def test_open_case_is_told_of_the_end_until_it_is_revoked(member, coordinator):
    case = make_case(member, by=coordinator)
    row = make_authorization(member, coordinator)
    due = Obligation.objects.get(case=case, code="authorization")
    assert (due.due_on, due.state) == (LAST, "open")
    assert "Lakeside Orthopedics to Medical Services Section" in due.what
    end(row, coordinator)
    due.refresh_from_db()
    assert due.state == "withdrawn"


@pytest.mark.parametrize("ending", [False, True])
def test_act_that_fails_at_its_end_leaves_nothing(member, coordinator, monkeypatch, ending):
    row = make_authorization(member, coordinator) if ending else None

    def fails(**said):
        raise RuntimeError("no")

    monkeypatch.setattr("members.services.authorizations.record_member_event", fails)
    with pytest.raises(RuntimeError):
        end(row, coordinator) if row else make_authorization(member, coordinator)
    assert Authorization.objects.filter(ended_on=None).count() == ending
    assert Authorization.history.count() == ending


def test_expiring_gives_dated_ones_of_many_members_in_one_query(member, coordinator):
    other = make_member("5", employee_number="5")
    make_authorization(member, coordinator)
    make_authorization(
        member, coordinator, expires_on=None, expiry_event="end of the claim", recipient="Counsel"
    )
    end(make_authorization(other, coordinator), coordinator)
    make_authorization(member, coordinator, kind="hiv")
    with query_budget(1):
        found = expiring([member.pk, other.pk])
    said = "HIV test or AIDS, Lakeside Orthopedics to Medical Services Section"
    assert found == {member.pk: (("1", said.replace("HIV test or AIDS", "general medical"), LAST),
                                 ("3", said, LAST))}  # fmt: skip


def test_expiring_leaves_out_what_was_signed_anew(member, coordinator):
    make_authorization(member, coordinator, expires_on=date(2026, 4, 1))
    make_authorization(
        member, coordinator, discloser="LAKESIDE orthopedics", signed_on=date(2026, 3, 4)
    )
    make_authorization(member, coordinator, kind="hiv", expires_on=date(2026, 5, 1))
    assert [(key, last) for key, _, last in expiring([member.pk])[member.pk]] == [
        ("3", date(2026, 5, 1)), ("2", LAST),
    ]  # fmt: skip


def test_holding_are_those_in_force(member, coordinator):
    first = make_authorization(member, coordinator)
    past = make_authorization(member, coordinator, kind="hiv", expires_on=SIGNED)
    assert holding([first, past], TODAY) == [first]
    assert state_of(past, TODAY).more == "its last day was 2 Mar 2026"
