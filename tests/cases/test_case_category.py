"""The recuperation category: everyone begins stationary or in hospital, the section alone makes a
member ambulatory."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from caseflow.refusals import RuleViolation
from cases.models import CategorySpell, NoteKind
from cases.services.category import (
    medical_reviews,
    reverse_category,
    set_category,
    why_not_ambulatory,
)
from cases.services.changing import add_absence
from cases.services.moving import return_case
from cases.services.notes import strike_note
from tests.factories import NOW, TODAY, make_case, make_note

pytestmark = pytest.mark.django_db

FEB_2, FEB_10, FEB_20 = date(2026, 2, 2), date(2026, 2, 10), date(2026, 2, 20)
MAR_1 = date(2026, 3, 1)


@pytest.fixture
def who(physician):
    return {"by": physician, "now": NOW, "on": TODAY}


@pytest.fixture
def case(coordinator):
    return make_case(by=coordinator)


def review(case, day):
    happened = datetime(day.year, day.month, day.day, 10, tzinfo=NOW.tzinfo) + timedelta(hours=6)
    return make_note(
        case, "Gait stable.", kind=NoteKind.objects.get(code="review"), happened_at=happened
    )


def spells(case):
    rows = CategorySpell.objects.standing().filter(case=case).order_by("first_day")
    return [(row.category, row.first_day, row.last_day) for row in rows]


def place(case, category, day, who, **more):
    return set_category(case=case, category=category, first_day=day, **more, **who)


def test_category_begins_and_ends_the_one_before(case, who):
    place(case, "hospital", FEB_2, who)
    place(case, "stationary", FEB_10, who, source="discharge sheet")
    assert spells(case) == [
        ("hospital", FEB_2, date(2026, 2, 9)), ("stationary", FEB_10, None),
    ]  # fmt: skip
    event = case.events.order_by("-sequence").first()
    assert (event.kind, event.data["category"]) == ("category_set", "Stationary")


def test_ambulatory_first_is_refused(case, who):
    review(case, FEB_10)
    assert "begins stationary or in hospital" in why_not_ambulatory(case, who["by"])
    with pytest.raises(RuleViolation, match="Everyone begins stationary or in hospital") as refused:
        place(case, "ambulatory", FEB_10, who, review_note=medical_reviews(case)[0])
    assert refused.value.field == "category"


def test_ambulatory_not_on_duty_needs_a_medical_review(case, who):
    place(case, "stationary", FEB_2, who)
    assert "only after a medical review" in why_not_ambulatory(case, who["by"])
    with pytest.raises(RuleViolation, match="only after a medical review") as refused:
        place(case, "ambulatory", FEB_20, who)
    assert refused.value.field == "review_note"
    note = review(case, FEB_10)
    assert why_not_ambulatory(case, who["by"]) is None
    spell = place(case, "ambulatory", FEB_20, who, review_note=note)
    assert (spell.review_note, spell.decided_by) == (note, who["by"])
    assert "ambulatory since 20 Feb 2026" in why_not_ambulatory(case, who["by"])


def test_ambulatory_before_the_review_is_refused(case, who):
    place(case, "stationary", FEB_2, who)
    note = review(case, FEB_20)
    with pytest.raises(RuleViolation, match="The review was on 20 Feb 2026") as refused:
        place(case, "ambulatory", FEB_10, who, review_note=note)
    assert refused.value.field == "first_day"
    place(case, "ambulatory", FEB_20, who, review_note=note)


def test_a_note_that_is_no_review_of_the_absence_is_refused(case, who):
    place(case, "stationary", FEB_2, who)
    other, early, struck = make_note(case), review(case, date(2026, 2, 1)), review(case, FEB_10)
    strike_note(note=struck, reason="wrong case", by=case.opened_by, now=NOW)
    for note in (other, early, struck):
        with pytest.raises(RuleViolation, match="no medical review of this absence"):
            place(case, "ambulatory", FEB_20, who, review_note=note)
    assert not medical_reviews(case)


def test_ambulatory_on_an_injury_needs_no_review(coordinator, who):
    case = make_case(by=coordinator, kind="iod")
    place(case, "hospital", FEB_2, who)
    assert why_not_ambulatory(case, who["by"]) is None
    place(case, "ambulatory", FEB_10, who)
    assert spells(case)[-1] == ("ambulatory", FEB_10, None)


def test_a_unit_s_role_never_sets_a_category(case, intake, coordinator):
    made = {"now": NOW, "on": TODAY}
    with pytest.raises(RuleViolation, match="You do not have the right to certify, set the recup"):
        place(case, "stationary", FEB_2, {**made, "by": intake})
    with pytest.raises(RuleViolation, match="Name who decided"):
        place(case, "stationary", FEB_2, {**made, "by": coordinator})


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(date(2026, 2, 1), "cannot begin before the absence"), (date(2026, 3, 6), "not come yet")],
)
def test_a_category_outside_the_absence_is_refused(case, who, day, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        place(case, "stationary", day, who)


def test_a_day_in_the_past_falls_between_what_was_set(case, who):
    place(case, "stationary", FEB_2, who)
    place(case, "ambulatory", MAR_1, who, review_note=review(case, FEB_20))
    place(case, "hospital", FEB_10, who)
    assert spells(case) == [
        ("stationary", FEB_2, date(2026, 2, 9)),
        ("hospital", FEB_10, date(2026, 2, 28)),
        ("ambulatory", MAR_1, None),
    ]
    for category, day, sentence in (
        ("stationary", FEB_10, "From 10 Feb 2026 on the member is in hospital"),
        ("hospital", FEB_20, "is in hospital since 10 Feb 2026 already"),
        ("ambulatory", FEB_20, "is ambulatory from 1 Mar 2026"),
    ):
        with pytest.raises(RuleViolation, match=sentence):
            place(case, category, day, who)


def test_reverse_lets_the_one_before_go_on(case, who):
    place(case, "stationary", FEB_2, who)
    place(case, "hospital", FEB_10, who)
    reverse_category(case=case, reason="another member", **who)
    assert spells(case) == [("stationary", FEB_2, None)]
    reverse_category(case=case, reason="another member", **who)
    with pytest.raises(RuleViolation, match="No recuperation category is on record"):
        reverse_category(case=case, reason="x", **who)


def test_a_further_absence_begins_without_a_category(case, who, coordinator):
    place(case, "stationary", FEB_2, who)
    return_case(case=case, last_day=FEB_20, by=coordinator, now=NOW, on=TODAY)
    add_absence(case=case, first_day=MAR_1, last_day=None, source="MAR",
                **{**who, "by": coordinator})  # fmt: skip
    with pytest.raises(RuleViolation, match="Everyone begins stationary"):
        place(case, "ambulatory", MAR_1, who, review_note=review(case, MAR_1))
    place(case, "hospital", MAR_1, who)
    place(case, "hospital", FEB_10, who)
    assert spells(case) == [
        ("stationary", FEB_2, date(2026, 2, 9)),
        ("hospital", FEB_10, FEB_20),
        ("hospital", MAR_1, None),
    ]


def test_the_database_holds_one_category_a_day(case, who):
    place(case, "stationary", FEB_10, who)
    row = {"case": case, "category": "hospital", "decided_by": who["by"], "entered_at": NOW,
           "entered_by": who["by"]}  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        CategorySpell.objects.create(first_day=FEB_2, last_day=FEB_10, **row)
