"""Mentions: `@name` becomes something in the colleague's Today; unknown names stay text."""

import pytest

from caseflow.refusals import RuleViolation
from cases.models import CaseNote, Obligation
from cases.models.case import CaseState
from cases.rules.mentions import names_in
from cases.services.notes import amend_note
from members.models import StaffLink
from tests.factories import NOW, TODAY, make_case, make_note, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@lead please read", ["lead"]),
        ("Ask @Lead, or @j.doe. Then @lead again", ["lead", "j.doe"]),
        ("mail to x@lead.example and @@lead and @@@", []),
        ("@lead@example.org", []),
        ("(@lead)", ["lead"]),
        ("@ lead @. @-", []),
        ("\N{RIGHT-TO-LEFT OVERRIDE}@lead", ["lead"]),
    ],
)
def test_names_are_read_from_the_text(text, names):
    assert names_in(text) == names


def mentions(user):
    return list(Obligation.objects.filter(code="mention", responsible=user))


def test_add_note_asks_the_colleague_it_names(coordinator, lead):
    note = make_note(make_case(owner=coordinator), text="Knee again. @lead please look, @nobody.")
    (asked,) = mentions(lead)
    assert asked.what == "Read note 1: Coordinator asks you to"
    assert (asked.due_on, asked.subject, asked.case) == (TODAY, "note-1", note.case)


def test_add_note_asks_nobody_by_an_unknown_name_or_ones_own(coordinator):
    make_user("gone", is_active=False)
    note = make_note(make_case(), text="@nobody @coordinator @gone @@@")
    assert note.text == "@nobody @coordinator @gone @@@"
    assert not Obligation.objects.filter(code="mention").exists()


def test_add_note_refuses_a_colleague_who_may_not_see_the_case(coordinator, lead, auditor):
    case = make_case()
    StaffLink.objects.create(user=lead, member=case.member, relation="relative")
    with pytest.raises(RuleViolation, match="@lead cannot see this case") as refused:
        make_note(case, text="@lead please look")
    assert refused.value.field == "text"
    with pytest.raises(RuleViolation, match="@auditor does not work on cases"):
        make_note(case, text="@auditor please look")
    assert not CaseNote.objects.exists()
    assert not Obligation.objects.filter(code="mention").exists()


def test_add_note_refuses_a_mention_on_a_closed_case(coordinator, lead):
    case = make_case()
    case.closed_at, case.closed_by, case.state = NOW, coordinator, CaseState.CLOSED
    case.save()
    with pytest.raises(RuleViolation, match="The case is closed, so nothing can be asked of @lead"):
        make_note(case, text="@lead please look")
    assert make_note(case, text="Learned late.").number == 1


def test_add_note_refuses_a_crowd(coordinator):
    names = [make_user(f"person{n}").username for n in range(11)]
    with pytest.raises(RuleViolation, match="can ask 10 colleagues at most; this one names 11"):
        make_note(make_case(), text=" ".join(f"@{name}" for name in names))


def test_amend_note_asks_only_those_it_names_anew(coordinator, lead, trainee):
    note = make_note(make_case(), text="@lead look")
    amend_note(
        note=note, kind=note.kind, text="@lead look, @trainee too", happened_at=note.happened_at,
        reason="more", version=1, by=coordinator, now=NOW,
    )  # fmt: skip
    assert (len(mentions(lead)), len(mentions(trainee))) == (1, 1)


def test_timeline_marks_mentions_and_nothing_else(client_for, coordinator, lead):
    note = make_note(make_case(), text="@lead <b>look</b>, @nobody")
    page = client_for(coordinator).get(note.case.get_absolute_url()).text
    assert '<b class="mention">@lead</b> &lt;b&gt;look&lt;/b&gt;, @nobody' in page


def test_colleagues_are_listed_for_who_writes_notes(client_for, coordinator, lead, auditor):
    make_user("gone", is_active=False)
    listed = client_for(coordinator).get("/colleagues/").json()["colleagues"]
    assert listed == [{"name": "lead", "full": "Lead"}]
    assert client_for(auditor).get("/colleagues/").status_code == 403
