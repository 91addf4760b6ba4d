"""What an authorization must say: a paper in order, and one with each element missing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.models import AuthorizationKind
from members.rules import authorizations as rule
from members.rules.authorizations import STATEMENTS, defects, standing_on
from tests.factories import TODAY
from tests.members.paper import LAST, SIGNED, make_paper

WITNESSED = {"witness": "R. Diaz"}


def test_kinds_are_those_of_the_table():
    assert set(rule.KINDS) == set(AuthorizationKind.values)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"expires_on": None, "expiry_event": "upon settlement of the claim"},
        {"representative": "Jo Kowalski", "authority": "power of attorney of 3 Mar 2025"},
        {"purpose": "at the request of the individual"},
        {"expires_on": SIGNED},
        {"information": "All medical records"},
        {"statements": frozenset(("revocable", "conditions", "redisclosure"))},
        {"kind": "hiv"},
        {"kind": "mental_health", **WITNESSED},
        {"kind": "psychotherapy", **WITNESSED},
    ],
)
def test_paper_in_order_has_no_defect(said):
    assert defects(make_paper(**said), TODAY) == []


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"kind": "other"}, "kind", "Choose what kind of information"),
        ({"information": " .. "}, "information", "must say what information"),
        ({"information": "Everything!"}, "information", "not a specific description"),
        ({"discloser": ""}, "discloser", "who may release"),
        ({"recipient": "\u200b"}, "recipient", "who may receive"),
        ({"purpose": ""}, "purpose", "what for"),
        ({"expires_on": None}, "expires_on", "by a day or an event"),
        ({"expires_on": None, "expiry_event": "None."}, "expiry_event", "no event on which it"),
        ({"expires_on": None, "expiry_event": "valid indefinitely"}, "expiry_event", "no event"),
        ({"expires_on": date(2026, 3, 1)}, "expires_on", "ended before it was signed"),
        ({"signed_on": TODAY + timedelta(1)}, "signed_on", "a day to come"),
        ({"representative": "Jo Kowalski"}, "authority", "by what authority"),
        ({"authority": "guardian"}, "representative", "Name who signed"),
        ({"statements": frozenset()}, "statements", "revoked in writing, and how; whether"),
        ({"kind": "hiv", "expires_on": None, "expiry_event": "x"}, "expires_on", "410 ILCS 305/9"),
        (
            {"kind": "mental_health", "expires_on": None, "expiry_event": "x", **WITNESSED},
            "expires_on", "calendar day on which it ends",
        ),
        (
            {"kind": "psychotherapy", "expires_on": None, "expiry_event": "x", **WITNESSED},
            "expires_on", "therapist's notes must name the calendar day",
        ),
        ({"kind": "mental_health"}, "witness", "before a witness"),
        ({"kind": "mental_health", "information": "All records", **WITNESSED}, "information",
         "blanket consent"),
        (
            {"kind": "psychotherapy", **WITNESSED,
             "statements": frozenset(("revocable", "conditions", "redisclosure"))},
            "statements", "the right to inspect and copy what is released; what follows from",
        ),
    ],
)  # fmt: skip
def test_defect_is_named_with_its_field(said, field, sentence):
    (found,) = defects(make_paper(**said), TODAY)
    assert found.field == field
    assert sentence in found.sentence


def test_every_missing_element_is_named_at_once():
    bare = make_paper(
        information="", discloser="", recipient="", purpose="", expires_on=None,
        statements=frozenset(),
    )  # fmt: skip
    assert [each.field for each in defects(bare, TODAY)] == [
        "information", "discloser", "recipient", "purpose", "expires_on", "statements",
    ]  # fmt: skip


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(rule.KINDS))
def test_any_text_is_judged(information, event, kind):
    paper = make_paper(kind=kind, information=information, expiry_event=event, expires_on=None)
    for found in defects(paper, TODAY):
        assert found.sentence.endswith(".")
        assert hasattr(paper, found.field)


@pytest.mark.parametrize("key", STATEMENTS)
def test_each_statement_is_asked_for_where_it_must_be(key):
    without = frozenset(STATEMENTS) - {key}
    papers = {kind: make_paper(kind=kind, statements=without, **WITNESSED) for kind in rule.KINDS}
    asked = {
        kind
        for kind, paper in papers.items()
        if [defect.field for defect in defects(paper, TODAY)] == ["statements"]
    }
    expected = rule.OF_A_THERAPIST if key in ("inspect", "refusal") else frozenset(rule.KINDS)
    assert asked == expected


@pytest.mark.parametrize(
    ("expires", "ended", "on", "holds"),
    [
        (LAST, None, LAST, True),
        (LAST, None, LAST + timedelta(1), False),
        (None, None, date(2040, 1, 1), True),
        (LAST, TODAY, TODAY, False),
        (LAST, TODAY, TODAY - timedelta(1), True),
        (None, TODAY, TODAY, False),
    ],
)
def test_it_holds_through_its_last_day_and_not_on_the_day_of_a_revocation(
    expires, ended, on, holds
):
    assert standing_on(expires, ended, on) is holds
