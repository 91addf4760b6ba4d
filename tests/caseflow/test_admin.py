"""Django admin: administrators only, no medical text, nothing deleted, all with history."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from caseflow.models import User
from cases.models import NoteKind
from members.models import StaffLink, Unit
from providers.models import Provider, Specialty
from tests.factories import PASSWORD, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
REGISTERED = {
    "caseflow.calendar",
    "caseflow.calendarversion",
    "caseflow.user",
    "cases.notekind",
    "cases.policyvalue",
    "members.stafflink",
    "members.unit",
    "providers.provider",
    "providers.specialty",
}


@pytest.fixture
def office(client_for, admin_user):
    """The administrator's client."""
    return client_for(admin_user)


def registered() -> list[type]:
    return list(admin.site._registry)


def address(model: type, page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def said(response) -> str:
    """The sentences of a form that was refused."""
    return str(response.context["errors"])


def test_only_configuration_is_registered():
    assert {model._meta.label_lower for model in registered()} == REGISTERED


@pytest.mark.parametrize("label", sorted(REGISTERED))
def test_every_list_and_form_opens_and_nothing_can_be_deleted(office, label):
    model = apps.get_model(label)
    make_unit()
    assert office.get(address(model, "changelist")).status_code == 200
    assert office.get(address(model, "add")).status_code == 200
    row = model.objects.order_by("-pk").first()
    if row is None:
        return
    assert office.get(address(model, "change", row.pk)).status_code == 200
    assert office.get(address(model, "history", row.pk)).status_code == 200
    assert office.get(address(model, "delete", row.pk)).status_code == 403
    actions = office.get(address(model, "changelist")).content.decode()
    assert "delete_selected" not in actions


@pytest.mark.parametrize("role", ["coordinator", "supervisor", "auditor", "physician"])
def test_admin_is_forbidden_without_the_right(client_for, role):
    page = client_for(make_user("x", [role])).get("/admin/")
    assert page.status_code == 403
    assert "configure the office" in page.text


def test_visitor_goes_to_the_one_sign_in(client):
    assert client.get("/admin/").url == "/login/?next=/admin/"
    assert client.get("/admin/caseflow/user/").url == "/login/?next=/admin/caseflow/user/"
    assert client.get("/admin/login/?next=/admin/").url == "/login/?next=%2Fadmin%2F"


def test_admin_start_leads_to_the_roles(office):
    assert 'href="/roles/"' in office.get("/admin/").text


def test_admin_names_no_row_of_other_tables(office, coordinator):
    assert office.get(f"/admin/r/1/{coordinator.pk}/").status_code == 404


NEW_USER = {
    "username": "rivera",
    "password1": "harbour-lantern-91",
    "password2": "harbour-lantern-91",
    "full_name": "A. Rivera",
    "roles": ["coordinator", "lead"],
}


def test_user_is_added_with_password_roles_and_history(office, client, admin_user):
    assert office.post(address(User, "add"), NEW_USER).status_code == 302
    user = User.objects.get(username="rivera")
    assert user.roles == ["coordinator", "lead"]
    assert user.history.get().history_user == admin_user
    signed_in = {"username": "rivera", "password": "harbour-lantern-91"}
    assert client.post("/login/", signed_in).status_code == 302


def test_user_name_that_differs_in_case_alone_is_refused(office, coordinator):
    page = office.post(address(User, "add"), {**NEW_USER, "username": "Coordinator"})
    assert "Somebody has this user name." in said(page)


def change(user: User, **fields: object) -> dict[str, object]:
    values = {
        "username": user.username,
        "full_name": user.full_name,
        "roles": user.roles,
        "is_active": "on",
        "reason": "",
        **fields,
    }
    return {name: value for name, value in values.items() if value is not None}


def test_changed_roles_need_a_reason_and_are_in_the_history(office, coordinator, admin_user):
    url = address(User, "change", coordinator.pk)
    refused = office.post(url, change(coordinator, roles=["trainee"]))
    assert "Say why this changes" in said(refused)
    office.post(url, change(coordinator, roles=["trainee"], reason="In training again"))
    newest = coordinator.history.first()
    assert (newest.roles, newest.history_user) == (["trainee"], admin_user)
    assert newest.history_change_reason == "In training again"
    assert "In training again" in office.get(address(User, "history", coordinator.pk)).text


def test_unknown_role_is_refused(office, coordinator):
    url = address(User, "change", coordinator.pk)
    page = office.post(url, change(coordinator, roles=["king"], reason="x"))
    assert "Select a valid choice" in said(page)


def test_person_is_switched_off_with_history(office, coordinator, client):
    url = address(User, "change", coordinator.pk)
    office.post(url, change(coordinator, is_active=None, reason="Left the office"))
    assert coordinator.history.first().is_active is False
    signed_in = {"username": "coordinator", "password": PASSWORD}
    assert client.post("/login/", signed_in).status_code == 422


def test_administrator_does_not_change_their_own_rights(office, admin_user):
    url = address(User, "change", admin_user.pk)
    page = office.post(url, change(admin_user, roles=["admin", "coordinator"], reason="want to"))
    assert "changed by another administrator" in said(page)
    page = office.post(url, change(admin_user, is_active=None, reason="leaving"))
    assert "changed by another administrator" in said(page)


def test_new_password_has_a_history_without_the_password(office, coordinator, admin_user):
    new = {"password1": "harbour-lantern-91", "password2": "harbour-lantern-91"}
    url = f"/admin/caseflow/user/{coordinator.pk}/password/"
    assert office.post(url, {**new, "usable_password": "true"}).status_code == 302
    newest = coordinator.history.first()
    assert newest.history_user == admin_user
    assert not hasattr(newest, "password")


def test_system_user_is_out_of_reach(office):
    system = User.objects.system()
    assert office.get(address(User, "change", system.pk)).status_code == 302
    assert "system" not in {user.username for user in list_of(office, User)}


def list_of(office, model: type, query: str = "") -> list:
    return list(office.get(address(model, "changelist") + query).context["cl"].result_list)


def test_users_are_filtered_by_role(office, coordinator, lead):
    assert list_of(office, User, "?role=lead") == [lead]


def test_administrator_opens_sign_in_again_after_a_lock_out(office, client, coordinator, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post("/login/", {"username": "coordinator", "password": "wrong"})
    action = {"action": "open_sign_in_again", "_selected_action": [coordinator.pk]}
    office.post(address(User, "changelist"), action)
    signed_in = {"username": "coordinator", "password": PASSWORD}
    assert client.post("/login/", signed_in).status_code == 302


def test_unit_is_changed_with_user_and_reason(office, admin_user):
    unit = make_unit("011")
    url = address(Unit, "change", unit.pk)
    office.post(url, {"name": "Harrison", "reason": "Named at last"})
    newest = unit.history.first()
    assert (newest.name, newest.history_user) == ("Harrison", admin_user)
    assert newest.history_change_reason == "Named at last"


def test_save_without_a_change_leaves_no_history(office):
    unit = make_unit("011")
    office.post(address(Unit, "change", unit.pk), {"name": unit.name, "reason": "nothing"})
    assert unit.history.count() == 1


def test_provider_is_saved_with_its_specialties_search_key_and_history(office, admin_user):
    specialty = Specialty.objects.first()
    values = {"name": "Dr. Łopez", "city": "Chicago", "specialties": [specialty.pk]}
    office.post(address(Provider, "add"), {**values, "is_active": "on"})
    provider = Provider.objects.get()
    assert "lopez" in provider.search_key
    newest = provider.history.first()
    assert newest.history_user == admin_user
    assert [row.specialty_id for row in newest.specialties.all()] == [specialty.pk]
    twice = office.post(address(Provider, "add"), {**values, "name": "DR LOPEZ"})
    assert "in the directory already" in said(twice)


def test_provider_that_somebody_changed_meanwhile_is_not_overwritten(office):
    office.post(address(Provider, "add"), {"name": "Dr. Lopez", "phone": "1"})
    url = address(Provider, "change", Provider.objects.get().pk)
    seen = office.get(url).context["adminform"].form.initial["seen"]
    values = {"name": "Dr. Lopez", "seen": seen, "reason": "moved"}
    assert office.post(url, {**values, "phone": "2"}).status_code == 302
    page = office.post(url, {**values, "city": "Cicero"})
    assert "Somebody changed the entry after you opened it." in said(page)
    assert (Provider.objects.get().phone, Provider.objects.get().version) == ("2", 2)


def test_staff_link_is_made_by_star_and_hides_the_member(office, client_for, coordinator):
    member = make_member("4497")
    values = {"user": coordinator.pk, "relation": "relative", "star": "4497", "is_active": "on"}
    assert "No member holds the star 9" in said(
        office.post(address(StaffLink, "add"), {**values, "star": "9"})
    )
    assert office.post(address(StaffLink, "add"), values).status_code == 302
    assert StaffLink.objects.get().member == member
    assert client_for(coordinator).get(member.get_absolute_url()).status_code == 404


def test_staff_link_of_one_s_own_is_left_to_another_administrator(client_for):
    both, member = make_user("both", ["admin", "coordinator"]), make_member("4497")
    link = StaffLink.objects.create(user=both, member=member, relation="self")
    other = make_user("other")
    for person in (both, other):
        values = {"user": person.pk, "relation": "self", "star": "4497", "reason": "why"}
        page = client_for(both).post(address(StaffLink, "change", link.pk), values)
        assert "Your own links to members are changed by another administrator." in said(page)
    assert client_for(both).get(member.get_absolute_url()).status_code == 404


def test_note_kind_keeps_its_code(office):
    kind = NoteKind.objects.get(code="visit")
    url = address(NoteKind, "change", kind.pk)
    office.post(url, {"label": "Visit", "code": "x", "position": 5, "reason": "Shorter"})
    kind.refresh_from_db()
    assert (kind.code, kind.label, kind.is_active) == ("visit", "Visit", False)
