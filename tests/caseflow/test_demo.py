"""The demo office: the same each time, as rich as promised, whole, and only into an empty
database."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.test import override_settings

from caseflow.dates import start_of
from caseflow.demo.build import build_office
from caseflow.demo.office import Office
from caseflow.demo.people import PASSWORD, STAFF
from caseflow.models import User
from caseflow.verify.run import verify
from cases.models import Case, CaseEvent, CaseNote, Document
from cases.rules.usage import usage
from cases.services.facts import facts_of, load_policy
from members.models import Member
from notices.models import Notice
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
    assert 55 <= opened.count() <= 65
    assert set(opened.values_list("state", flat=True)) == {"reported", "on_roll", "returned"}
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
    assert Notice.objects.count() == (0 if office.why_no_letters else 4)
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
