"""The demo office: the same each time, as rich as promised, whole, and only into an empty
database."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.test import override_settings

from caseflow.access import Capability
from caseflow.dates import start_of
from caseflow.demo.build import build_office
from caseflow.demo.office import Office
from caseflow.demo.people import PASSWORD, STAFF
from caseflow.models import AwayPeriod, SavedView, User, ViewWatch
from caseflow.verify.run import verify
from cases.models import (
    Case,
    CaseClock,
    CaseEvent,
    CaseNote,
    CategorySpell,
    Certification,
    Document,
    DutySpell,
    LedgerEntry,
    NoteDraft,
    Obligation,
    PolicyValue,
    Release,
    ReturnRequirement,
    TravelPermission,
)
from cases.models.duty import DutyStatus
from cases.rules.limited_duty import limited_duty_account
from cases.rules.usage import usage
from cases.services.facts import facts_of, load_policy
from cases.services.impact import preview_act
from cases.services.ledger import record_exception
from cases.services.policy_impact import preview_of
from members.models import Authorization, Member
from notices.models import LetterCorrection, Notice
from notices.wrong import wrong_letters
from providers.models import Appointment, Provider, ProviderReport
from tests.factories import make_user

pytestmark = pytest.mark.xdist_group("demo")
ON = date(2026, 11, 20)
QUICK_HASHER = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DUMPED = {
    User: "username full_name email roles created_at",
    Member: "key star_number name_key unit__code appointed_on separated_on created_at",
    Case: "reference state nature member__key owner__username first_day opened_at closed_at",
    CaseNote: "case__reference number kind__code text happened_at entered_at version struck_at",
    CaseEvent: "case__reference sequence kind happened_at recorded_at by__username reason",
    Provider: "key name phone",
    ProviderReport: "key case__reference received_on work_status diagnosis document__key",
    Document: "key name sha256",
    Appointment: "key case__reference kind starts_at state",
    Notice: "number short_code case__reference as_of data_digest",
    LetterCorrection: "notice__number raised_at was becomes why",
    Certification: "case__reference state first_day last_day review_due_on review_outcome",
    CategorySpell: "case__reference category first_day last_day review_note__number",
    Release: "case__reference kind returns_on expires_on verified_on",
    DutySpell: "member__key kind first_day last_day expires_on",
    LedgerEntry: "member__key kind account first_day last_day days reason",
    AwayPeriod: "user__username stand_in__username first_day last_day",
    SavedView: "key name page query shared owner__username",
    Authorization: "member__key number kind signed_on expires_on",
    CaseClock: "case__reference number kind starts_on",
    NoteDraft: "case__reference user__username fields",
    # without the subject: it may name a row by its key, which a sequence never gives again
    Obligation: "key case__reference code due_on state responsible__username",
    TravelPermission: "case__reference first_day approved_at refused_at",
}


def dump() -> dict[str, list[Any]]:
    return {
        model.__name__: list(model._default_manager.order_by("id").values_list(*names.split()))
        for model, names in DUMPED.items()
    }


@pytest.fixture(scope="module")
def twice(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[tuple[Any, Any, Office]]:
    """Two builds, one after the other; the second stands while this module runs."""
    media = tmp_path_factory.mktemp("media")
    quick = override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=QUICK_HASHER)
    with django_db_blocker.unblock(), quick, transaction.atomic():
        with transaction.atomic():
            build_office(on=ON)
            first = dump()
            transaction.set_rollback(True)
        office = build_office(on=ON)
        yield first, dump(), office
        transaction.set_rollback(True)


@pytest.fixture
def office(twice: tuple[Any, Any, Office], settings: Any, tmp_path_factory: Any) -> Office:
    settings.MEDIA_ROOT = next(tmp_path_factory.getbasetemp().glob("media*"))
    return twice[2]


def account_of(last_name: str, which: int = 0) -> Any:
    member = Member.objects.get(last_name=last_name)
    return usage(facts_of(member), load_policy(), ON).accounts[which]


def test_build_office_is_the_same_each_time(twice):
    first, second, _ = twice
    for name in first:
        assert first[name] == second[name], name


def test_build_office_leaves_everything_whole(office):
    report = verify(on=ON)
    assert report.whole, report


def test_build_office_fills_lists(office):
    opened = Case.objects.open()
    assert 290 <= Member.objects.count() <= 310
    assert 60 <= opened.count() <= 72
    states = set(opened.values_list("state", flat=True))
    assert states == {"reported", "approved", "on_roll", "returned"}
    assert opened.exclude(owner=None).values("owner").distinct().count() == 4
    assert Case.objects.unassigned().count() >= 5
    assert Case.objects.held().count() >= 5
    assert Case.objects.closed_since(start_of(ON) - timedelta(days=30)).count() >= 10
    assert CaseEvent.objects.filter(kind="case_reopened").count() == 3
    assert opened.filter(kind="iod_recurrence").count() >= 4
    assert Provider.objects.count() == 25


def test_build_office_writes_notes_of_every_sort(office):
    notes = CaseNote.objects.all()
    late = notes.filter(entered_at__gt=F("happened_at") + timedelta(days=2))
    assert notes.count() > 300
    assert notes.filter(version__gt=1, struck_at=None).count() >= 3
    assert late.count() >= 2
    assert notes.exclude(struck_at=None).count() == 1
    assert "{" not in "".join(notes.values_list("text", flat=True))


def test_build_office_makes_appointments_and_letters(office):
    day = Appointment.objects.filter(
        starts_at__gte=start_of(ON), starts_at__lt=start_of(ON + timedelta(days=1))
    )
    assert day.count() >= 5
    assert Appointment.objects.filter(starts_at__gte=start_of(ON + timedelta(days=1))).exists()
    states = set(Appointment.objects.values_list("state", flat=True))
    assert {"kept", "no_show", "moved", "scheduled"} <= states
    assert Notice.objects.count() == (0 if office.why_no_letters else 7)
    assert Document.objects.count() > 5


def test_build_office_happens_before_its_day(office):
    assert not CaseEvent.objects.filter(recorded_at__gte=start_of(ON)).exists()


def test_telling_members_show_what_their_names_say(office):
    nearing, rolloff, furlough = (account_of(name) for name in ("Nearing", "Rolloff", "Furlough"))
    credit = account_of("Credit", which=1)
    assert nearing.remaining < 20
    assert (rolloff.first_unpaid_day - ON).days > rolloff.remaining + 1
    assert [(each.days, each.reason) for each in furlough.not_counted] == [(28, "furlough")]
    assert ([each.days for each in credit.credits], credit.limit) == ([25], 390)


def test_letter_of_before_the_furlough_waits_for_its_correction(office):
    """As many letters as the furlough made wrong, found by what each states of its own day."""
    wrong = [w for m in Member.objects.exclude(notices=None).distinct() for w in wrong_letters(m)]
    queued = LetterCorrection.objects.open().select_related("notice")
    assert [each.notice for each in wrong] == [each.notice for each in queued]
    if not office.why_no_letters:
        assert [each.member.last_name for each in queued] == ["Furlough"]
        assert queued[0].raised_at < start_of(ON)


def test_roll_is_certified_and_refused_as_it_is_lived(office):
    entries = Certification.objects.standing()
    assert entries.filter(state="certified").count() > 50
    refused = entries.exclude(state="certified")
    assert set(refused.values_list("cause", flat=True)) == {"no_show", "records", "treatment"}
    asked = refused.exclude(review_requested_on=None)
    assert set(asked.values_list("review_outcome", flat=True)) == {"", "upheld", "restored"}
    (waiting,) = asked.filter(review_answered_on=None)
    assert waiting.review_due_on > ON
    assert refused.filter(state="withdrawn").count() == 1
    assert Case.objects.filter(serious=True).count() > 3


def test_nobody_not_on_duty_is_ambulatory_without_a_review(office):
    ambulatory = CategorySpell.objects.filter(category="ambulatory")
    assert ambulatory.count() > 20
    assert not ambulatory.filter(case__kind="non_iod", review_note=None).exists()
    assert CategorySpell.objects.filter(category="hospital").exists()


def test_members_return_to_full_and_to_limited_duty(office):
    releases = Release.objects.standing()
    assert releases.filter(kind="full").count() > 20
    assert releases.filter(kind="limited").count() >= 5
    assert releases.exclude(verified_on=None).exists()
    assert ReturnRequirement.objects.filter(met_on=None).exists()
    assert ReturnRequirement.objects.exclude(good_cause="").count() == 1


def test_telling_members_stand_where_their_names_say(office):
    rows = DutyStatus.objects.on(ON).filter(member__last_name__in=STANDS)
    assert dict(rows.values_list("member__last_name", "status")) == STANDS


STANDS = {
    "Unpaid": "unpaid_medical",
    "Disability": "disability_ordinary",
    "Limited": "limited_non_iod",
    "Stripes": "limited_non_iod",
    "Restricted": "limited_iod",
    "Nearing": "non_iod",
    "Mistaken": "full",
    "Unhurt": "full",
}


def test_limited_is_close_to_the_cap_and_the_sergeant_has_her_own(office):
    accounts = {
        name: limited_duty_account(facts_of(Member.objects.get(last_name=name)), load_policy(), ON)
        for name in ("Limited", "Stripes", "Restricted")
    }
    assert (accounts["Limited"].limit, accounts["Limited"].used) == (730, 712)
    assert (accounts["Stripes"].limit, accounts["Stripes"].used) == (365, 76)
    assert accounts["Restricted"].used == 0


def test_ledger_holds_an_entry_of_every_sort(office):
    entries = set(LedgerEntry.objects.values_list("kind", "reason"))
    assert entries == {
        ("exception", "furlough"),
        ("exception", "suspension"),
        ("credit", "treatment_delay"),
        ("credit", "recurrence_wrongly_denied"),
        ("recode", "recoded"),
    }
    assert LedgerEntry.objects.exclude(elective_time="").count() == 1


def test_twenty_days_of_travel_wait_for_the_second_approver(office):
    (waiting,) = TravelPermission.objects.filter(approved_at=None, refused_at=None)
    assert (waiting.last_day - waiting.first_day).days + 1 == 20
    assert waiting.first_day > ON
    assert TravelPermission.objects.exclude(refused_at=None).count() == 1


def test_a_policy_value_waits_for_the_second_administrator(office):
    (value,) = PolicyValue.objects.filter(approved_at=None)
    impact = preview_of(value)
    assert value.proposed_by.username == "admin"
    assert impact is not None
    assert impact.moved > 0
    assert User.objects.get(username="admin2").can(Capability.CONFIGURE)


def test_desk_holds_what_a_morning_begins_with(office):
    keeper = User.objects.get(username="coordinator")
    ends = Authorization.objects.not_ended().filter(expires_on__gte=ON)
    assert ends.filter(expires_on__lte=ON + timedelta(14)).count() == 2
    assert set(CaseClock.objects.values_list("kind", flat=True)) == {
        "grievance_event", "exposure_records",
    }  # fmt: skip
    assert NoteDraft.objects.get().user == keeper
    assert CaseNote.objects.exclude(adds_to=None).exists()
    assert Obligation.objects.filter(code="mention", responsible=keeper).count() == 1
    assert set(SavedView.objects.values_list("owner__username", "shared")) == {
        ("lead", True), ("coordinator", False),
    }  # fmt: skip
    assert ViewWatch.objects.get().user == keeper
    assert AwayPeriod.objects.get().stand_in == keeper


def test_letter_that_is_due_is_not_marked_done(office):
    of_letters = Obligation.objects.filter(code__in=("ladder", "wrong_letter"))
    assert not of_letters.filter(state="done").exists()
    if not office.why_no_letters:
        assert of_letters.filter(code="wrong_letter").open().count() == 1


def test_physician_never_sees_the_relative(office):
    physician = User.objects.get(username="physician")
    assert Case.objects.filter(member__last_name="Haddad").exists()
    assert not Case.objects.visible_to(physician).filter(member__last_name="Haddad").exists()


def test_everybody_of_the_demo_signs_in_with_one_password(office):
    people = {user.username: user for user in User.objects.exclude(username="system")}
    assert set(people) == {person.username for person in STAFF}
    assert people["coordinator"].check_password(PASSWORD)
    assert len({user.password for user in people.values()}) == 1


def test_demo_refuses_a_database_that_holds_anything(db):
    make_user("someone")
    with pytest.raises(CommandError, match="holds a user already"):
        call_command("demo")


def test_demo_if_empty_keeps_what_is_there(db, capsys):
    make_user("someone")
    call_command("demo", "--if-empty")
    assert User.objects.filter(username="someone").exists()
    assert capsys.readouterr().out == ""


def test_furlough_of_the_member_near_exhaustion_shows_its_effect_before_it_is_saved(office):
    """The moved date and the letter that would be wrong; and saving brings just that."""
    member = Member.objects.get(last_name="Nearing")
    exception = partial(
        record_exception, member=member, first_day=ON - timedelta(60), last_day=ON - timedelta(33),
        reason="furlough", source="Slip 12", by=User.objects.system(), now=start_of(ON), on=ON,
    )  # fmt: skip
    before = account_of("Nearing").first_unpaid_day
    with transaction.atomic():
        seen = preview_act(member=member, on=ON, act=exception)
        assert account_of("Nearing").first_unpaid_day == before
        exception()
        after = account_of("Nearing").first_unpaid_day
        wrong = {each.notice.number for each in wrong_letters(member)}
        transaction.set_rollback(True)
    (move,) = (m for m in seen.accounts if m.what == "First unpaid day")
    assert (move.was, move.becomes) == (before, after) == (before, before + timedelta(28))
    assert {letter.key for letter in seen.letters} == wrong
    assert len(wrong) == (0 if office.why_no_letters else 1)
