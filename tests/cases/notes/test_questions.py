"""The questions of a kind: seeded, left to the office once edited, never over typed text."""

import pytest
from django.apps import apps

from cases.models import NoteKind
from cases.note_questions import REASON, give_questions
from tests.cases.notes.makers import keep
from tests.factories import make_case

pytestmark = pytest.mark.django_db


def test_kinds_have_questions_and_the_mark_of_a_contact():
    contacts = NoteKind.objects.filter(is_contact=True).values_list("code", flat=True)
    assert set(contacts) == {"call_member", "visit"}
    assert "How the member is" in NoteKind.objects.get(code="call_member").template
    assert NoteKind.objects.get(code="other").template == ""


def test_questions_are_in_the_history_of_the_kind():
    kind = NoteKind.objects.get(code="visit")
    newest = kind.history.first()
    assert (newest.history_change_reason, newest.template) == (REASON, kind.template)


@pytest.mark.parametrize("change", [{"label": "Phone"}, {"template": "Ours:"}, {"position": 3}])
def test_kind_that_the_office_edited_keeps_its_own(change):
    kind = NoteKind.objects.get(code="visit")
    NoteKind.objects.filter(pk=kind.pk)
    for name, value in {"template": "", "is_contact": False, **change}.items():
        setattr(kind, name, value)
    kind.save()
    give_questions(apps)
    kind.refresh_from_db()
    assert (kind.template, kind.is_contact) == (change.get("template", ""), False)


def test_address_prefills_the_questions(client_for, coordinator):
    case = make_case()
    page = client_for(coordinator).get(f"{case.get_absolute_url()}?questions=visit")
    form, visit = page.context["form"], NoteKind.objects.get(code="visit")
    assert (form["text"].value(), form["kind"].value()) == (visit.template, visit.pk)
    odd = client_for(coordinator).get(f"{case.get_absolute_url()}?questions=nothing")
    assert not odd.context["form"]["text"].value()


def test_questions_come_after_what_was_typed_and_once(client_for, coordinator):
    case = make_case()
    keep(case, "Typed already.", coordinator)
    page = client_for(coordinator).get(f"{case.get_absolute_url()}?questions=visit")
    text = page.context["form"]["text"].value()
    assert text.startswith("Typed already.\n\nWho was present:")


def test_questions_without_a_script_keep_what_was_typed(client_for, coordinator):
    case, kind = make_case(), NoteKind.objects.get(code="visit")
    sent = {"text": "Typed.", "kind": kind.pk, "insert": "questions", "window": "a"}
    client = client_for(coordinator)
    answer = client.post(f"{case.get_absolute_url()}draft/", sent)
    assert answer.url == f"{case.get_absolute_url()}?questions=visit#note"
    text = client.get(answer.url.partition("#")[0]).context["form"]["text"].value()
    assert text.startswith("Typed.\n\nWho was present:")


def test_administrator_can_edit_the_questions(client_for, admin_user):
    kind = NoteKind.objects.get(code="visit")
    page = client_for(admin_user).get(f"/admin/cases/notekind/{kind.pk}/change/").text
    assert 'name="template"' in page and 'name="is_contact"' in page
