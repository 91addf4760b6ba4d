"""Every address for every role: walked from the resolver, so a new one cannot be forgotten."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from caseflow.access import ROLES, capabilities_of
from caseflow.dates import now, today
from caseflow.files import store_bytes
from caseflow.models import SavedView
from caseflow.services.coverage import enter_away
from cases.models import Case, PolicyValue, Release
from cases.services.clocks import start_clock
from cases.services.documents import check_upload, store_file
from cases.services.ledger import record_exception
from cases.services.obligation_acts import make_obligation
from members.models import StaffLink
from notices.catalogue import Occasion
from notices.models import Notice
from notices.rendering import draft_letter
from tests.cases.returning import makers as returning
from tests.factories import NOW, make_case, make_note, make_user
from tests.members.paper import make_authorization
from tests.providers import makers

PUBLIC = {"login", "logout", "healthz", "favicon", "admin:login"}
# By parameter; others get UNKNOWN_WORD.
UNKNOWN = {"number": "99", "account": "iod:none", "value": "999999"}
UNKNOWN_WORD = "zz99999999"
# What a page needs to know beside its address.
QUERY = {"notices:new": "case", "notices:preview": "case", "notices:draft": "case"}
# A word in the address, and the parameter after it -> what it stands for.
OF_A_MEMBER = (
    "work",
    "cases",
    "members",
    "reports",
    "appointments",
    "documents",
    "notes",
    "notices",
)
OF_A_RETURN = ("requirements", "releases", "travels", "duty")
OF_WORK = ("undo", "clocks", "away")
ELSEWHERE = (
    *OF_WORK,
    "v", "views", "providers", "new", "usage", "policy", "calendars", "ledger", "authorizations",
    *OF_A_RETURN,
)  # fmt: skip
DEVELOPMENT = {"ui"}  # answers 404 outside of development
# A capability opens these pages only together with a rule about the row, which is then a 403.
RULED = {
    "cases:note_amend": "its author, or who supervises",
    "cases:note_strike": "its author, or who supervises",
}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern of the resolver: its route, its name with namespaces, its view."""

    route: str
    name: str
    view: Any

    @property
    def slots(self) -> list[str]:
        """The word before each parameter: `cases/<slug:reference>/notes/<int:number>/` gives
        cases, notes."""
        parts = self.route.split("/")
        return [parts[i - 1] for i, part in enumerate(parts) if PARAMETER.fullmatch(part)]

    def filled(self, values: dict[str, str]) -> str:
        slots = iter(self.slots)
        return "/" + PARAMETER.sub(lambda _: values[next(slots)], self.route)

    @property
    def of_a_member(self) -> bool:
        if self.name.startswith("cases:") or self.name in QUERY or self.name == "notices:issue":
            return bool(self.slots)
        return any(slot in OF_A_MEMBER for slot in self.slots)


def addresses() -> Iterator[Address]:
    yield from _walk(get_resolver().url_patterns, "", "")


def _walk(patterns: list[Any], route: str, space: str) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            name = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, here, name)
        elif isinstance(pattern, URLPattern):
            yield Address(here, f"{space}{pattern.name}", pattern.callback)


ALL = list(addresses())
OURS = [each for each in ALL if not each.name.startswith("admin:") and each.name not in PUBLIC]
ADMIN = [each for each in ALL if each.name.startswith("admin:") and each.name not in PUBLIC]


@pytest.fixture
def office(coordinator) -> dict[str, str]:
    """One of everything that an address can name, by the word before its parameter."""
    case = make_case(first_day=date(2026, 2, 2), by=coordinator, owner=coordinator)
    file = store_file(check_upload(makers.upload()))
    report = makers.report(case, file=file)
    return {
        **dict.fromkeys(("v", "views"), view_of(coordinator)),
        "ledger": furlough_on(case),
        **what_a_return_has(case, coordinator),
        **what_is_due(case, coordinator),
        "cases": case.reference,
        "members": case.member.star_number,
        "authorizations": str(make_authorization(case.member, coordinator).number),
        "usage": "non_iod",
        "notes": str(make_note(case).number),
        "documents": report.document.key,
        "reports": report.key,
        "providers": makers.provider().key,
        "appointments": makers.appointment(case).key,
        "notices": notice_of(case).number,
        "new": "time_remaining",
        "policy": str(PolicyValue.objects.get(key="screen_days").pk),
        "calendars": "city",
    }


def view_of(owner: Any) -> str:
    """The key of a list that the team has."""
    view = SavedView(name="Mine", page="cases", query="tab=mine", shared=True, owner=owner)
    view.created_at = NOW
    view.save()
    return view.key


def furlough_on(case: Case) -> str:
    """The number of the first entry in the ledger of the case's member."""
    record_exception(
        member=case.member, first_day=case.first_day, last_day=case.first_day, reason="furlough",
        source="Slip 1", by=case.opened_by, now=NOW, on=NOW.date(),
    )  # fmt: skip
    return "1"


def what_is_due(case: Case, by: Any) -> dict[str, str]:
    """Something made by hand, an event with a time limit, time away."""
    who = {"by": by, "now": NOW}
    made = make_obligation(case=case, what="Ask the unit", due_on=NOW.date(), handed_to=None, **who)
    start_clock(
        case=case, kind="legal_action", starts_on=NOW.date(), starts_at=None, source="",
        remark="", **who,
    )  # fmt: skip
    away = enter_away(
        user=by, stand_in=make_user("stand-in"), first_day=today(), last_day=today(), remark="",
        by=by, now=now(),
    )  # fmt: skip
    return {
        "work": made.key, "undo": made.acts.get().batch, "clocks": "1", "away": str(away.pk)
    }  # fmt: skip


def what_a_return_has(case: Case, by: Any) -> dict[str, str]:
    """The first requirement, release, travel and spell of limited duty."""
    returning.require(case, by)
    returning.travel(case, by)
    returning.spell(case.member, by, first_day=date(2025, 1, 1), last_day=date(2025, 1, 9))
    who = {"authorised_by": by, "entered_by": by, "entered_at": NOW}
    Release.objects.create(case=case, kind="full", returns_on=date(2026, 3, 6), **who)
    return dict.fromkeys(OF_A_RETURN, "1")


def notice_of(case: Case) -> Notice:
    """A notice as a row: issuing one takes a second, and this is about who may see it."""
    pdf = makers.PDF
    draft = draft_letter("time_remaining", Occasion(case, case.opened_by, NOW.date()))
    return Notice.objects.create(
        number="N-26-000001",
        short_code="abcdefghjk",
        code="time_remaining",
        template_version="1",
        title="Time remaining",
        case=case,
        member=case.member,
        as_of=NOW.date(),
        data=draft.data,
        data_digest=draft.digest,
        html="<p>Letter</p>",
        html_sha256="0" * 64,
        pdf_sha256=store_bytes(pdf),
        pdf_size=len(pdf),
        facts_version=1,
        issued_at=NOW,
        issued_by=case.opened_by,
    )


def url_of(each: Address, office: dict[str, str]) -> str:
    query = f"?case={office['cases']}" if each.name in QUERY else ""
    return each.filled(office) + query


def status(response: Any) -> int:
    """The status; a file that came with it is read, so that it is closed."""
    if response.streaming:
        list(response.streaming_content)
    return int(response.status_code)


def client_of(*roles: str, own: str = "") -> Client:
    """A signed-in client with these roles; `own` is the reference of a case of their own."""
    user = make_user("walker", list(roles))
    if own:
        member = Case.objects.get(reference=own).member
        StaffLink.objects.create(user=user, member=member, relation="self")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_address_names_what_it_needs_or_is_public():
    unnamed = [each.name for each in ALL if not hasattr(each.view, "capabilities")]
    assert sorted(unnamed) == sorted(PUBLIC)
    open_to_all = [each.name for each in ALL if not getattr(each.view, "login_required", True)]
    assert sorted(open_to_all) == sorted(PUBLIC)


def test_every_parameter_has_something_that_it_stands_for(db, office):
    slots = {slot for each in OURS for slot in each.slots}
    assert slots == set(office), "Build an object for it in `office`, and sort it below."
    assert slots <= {*OF_A_MEMBER, *ELSEWHERE}


@pytest.mark.django_db
def test_visitor_is_sent_to_sign_in_from_everywhere(client, office):
    wrong = []
    for each in OURS:
        for response in (client.get(url_of(each, office)), client.post(each.filled(office))):
            if not (response.status_code == 302 and response.url.startswith("/login/?next=/")):
                wrong.append((each.name, response.status_code))
    for each in ADMIN:
        if "<" not in each.route and "(" not in each.route:
            assert client.get(f"/{each.route}").url == f"/login/?next=/{each.route}"
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_role_opens_what_the_table_gives_and_nothing_else(role, office):
    client, has, wrong = client_of(role), capabilities_of([role]), []
    for each in OURS:
        needed = each.view.capabilities
        got = status(client.get(url_of(each, office)))
        if not needed or has.intersection(needed):
            opened = {404} if each.name in DEVELOPMENT else {200, 302, 405, 422}
            if got not in opened | ({403} if each.name in RULED else set()):
                wrong.append((each.name, "GET", got))
            continue
        posted = status(client.post(each.filled(office)))
        if {got, posted} not in ({403}, {403, 405}):
            wrong.append((each.name, "GET, POST", got, posted))
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_admin_opens_for_the_right_to_configure_alone(role):
    client = client_of(role)
    expected = {200, 302} if role == "admin" else {403}
    for each in ADMIN:
        if "<" in each.route or "(" in each.route:
            continue
        method = client.post if each.name == "admin:logout" else client.get
        if role == "admin" and each.name in ("admin:logout", "admin:autocomplete"):
            continue
        assert method(f"/{each.route}").status_code in expected, each.name


@pytest.mark.django_db
def test_own_record_is_not_there_whatever_the_role(office):
    client, wrong = client_of(*ROLES, own=office["cases"]), []
    for each in OURS:
        if not each.of_a_member:
            continue
        got = status(client.get(url_of(each, office)))
        posted = status(client.post(each.filled(office), {"case": office["cases"]}))
        if {got, posted} not in ({404}, {404, 405}):
            wrong.append((each.name, got, posted))
    assert wrong == []


@pytest.mark.django_db
def test_unknown_objects_are_not_there(office):
    client, wrong = client_of(*ROLES), []
    for each in OURS:
        if not each.slots:
            continue
        path = "/" + PARAMETER.sub(lambda m: UNKNOWN.get(m[1], UNKNOWN_WORD), each.route)
        got, posted = status(client.get(path)), status(client.post(path))
        if {got, posted} not in ({404}, {404, 405}):
            wrong.append((each.name, got, posted))
    assert wrong == []


@pytest.mark.django_db
def test_unknown_part_of_a_known_object_is_not_there(office):
    client, wrong = client_of(*ROLES), []
    for each in OURS:
        if len(each.slots) < 2:
            continue
        known = PARAMETER.sub(office[each.slots[0]], each.route, count=1)
        path = "/" + PARAMETER.sub(lambda m: UNKNOWN.get(m[1], UNKNOWN_WORD), known)
        got = status(client.get(path))
        if got not in (404, 405):
            wrong.append((each.name, path, got))
    assert wrong == []


@pytest.mark.django_db
def test_deactivated_person_opens_nothing(office):
    client = client_of(*ROLES)
    user = make_user("gone", list(ROLES), is_active=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/cases/").url.startswith("/login/?next=")
