"""The card `Do next`: few acts that can be done, and every other one still on the page."""

import pytest

from cases.donext import SHOWN, do_next
from cases.lifecycle import ACTIONS
from cases.models import Case
from cases.models.case import CaseState
from tests.factories import make_case, make_member, make_user

pytestmark = pytest.mark.django_db


def offered(*refused):
    return [
        {
            "code": code, "label": action.label, "url": f"/{code}/", "post": False,
            "refused": "Not now." if code in refused else "", "kind": "quiet",
            "group": action.group,
        }
        for code, action in ACTIONS.items()
    ]  # fmt: skip


ADDED = [{"label": "Compose a notice", "url": "/n/", "refused": ""}]


@pytest.mark.parametrize("state", CaseState.values)
@pytest.mark.parametrize("refused", [(), tuple(ACTIONS)])
def test_at_most_four_stand_open_and_no_act_is_lost(state, refused):
    acts = offered(*refused)
    found = do_next(Case(state=state), acts, ADDED)
    folded = [act for _, group in found["folded"] for act in group]
    shown = found["acts"]
    assert 0 < len(shown) <= SHOWN
    names = sorted(act["label"] for act in [*shown, *folded])
    assert names == sorted(act["label"] for act in [*acts, *ADDED])
    assert not [act for act in shown if act["refused"]] or len(refused) == len(ACTIONS)


def test_what_can_be_done_comes_before_what_is_refused_within_a_heading():
    found = do_next(Case(state=CaseState.ON_ROLL), offered("move"), [])
    for _, group in found["folded"]:
        assert [bool(act["refused"]) for act in group] == sorted(bool(a["refused"]) for a in group)


def test_handing_over_a_case_that_somebody_has_is_folded():
    has = Case(state=CaseState.ON_ROLL, owner_id=7)
    assert "assign" in [
        act["code"] for act in do_next(Case(state=has.state), offered(), [])["acts"]
    ]
    assert "assign" not in [act["code"] for act in do_next(has, offered(), [])["acts"]]


@pytest.mark.parametrize("role", ["coordinator", "intake", "physician", "records", "supervisor"])
def test_every_live_act_in_the_head_of_a_member_opens(client, role):
    """A button that leads to a refusal is not offered."""
    member = make_member("4497")
    make_case(member)
    user = make_user(f"a-{role}", [role])
    client.force_login(user)
    from members.pages.header import acts_of

    live = [act for act in acts_of(member, user, "") if not act.refused]
    opening = [act for act in live if act.label != "Open a case"]
    assert len(opening) >= 3
    assert {act.label: client.get(act.url).status_code for act in opening} == {
        act.label: 200 for act in opening
    }
