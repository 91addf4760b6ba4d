"""The directory: the services and the search."""

from dataclasses import replace

import pytest

from caseflow.history import save_tracked
from caseflow.refusals import RuleViolation, StaleVersion
from caseflow.verify.run import verify
from providers.models import Provider, Specialty
from providers.services.directory import amend_provider, create_provider, entry_of, entry_text
from tests.factories import NOW, TODAY
from tests.providers.makers import provider

pytestmark = pytest.mark.django_db


def amend(row, by, *, version=1, reason="", **fields):
    entry = replace(entry_of(row), **fields)
    return amend_provider(provider=row, entry=entry, version=version, reason=reason, by=by, now=NOW)


def test_create_provider_with_specialties_and_history(coordinator):
    made = provider(codes=("hand", "orthopedics"), state="il", city="  Oak   Park ")
    assert (made.state, made.city, made.version) == ("IL", "Oak Park", 1)
    assert [str(s) for s in made.specialties.all()] == ["Hand surgery", "Orthopedics"]
    newest = made.history.first()
    assert newest.history_change_reason == "Added to the directory"
    assert newest.history_user == coordinator
    assert newest.specialties.count() == 2


@pytest.mark.parametrize("typed", ["nunez", "NÚÑEZ", "lukasz", "st annes oak", "obrien", "ana nu"])
def test_search_finds_without_accents_and_case(typed):
    provider("Núñez, Ana", practice="St. Anne's", city="Oak Park")
    provider("O'Brien, Łukasz")
    assert Provider.objects.search(typed).count() == 1


def test_search_for_nothing_is_the_whole_directory():
    provider("A"), provider("B")
    assert Provider.objects.search(" ").count() == 2
    assert Provider.objects.search("a b").count() == 0


def test_create_provider_refuses_one_that_is_there():
    provider("Shah, Anita", practice="Lakeside", city="Chicago")
    with pytest.raises(RuleViolation) as refusal:
        provider("SHAH, ÁNITA", practice="Lakeside", city="Chicago")
    assert refusal.value.sentence == (
        "Shah, Anita, Lakeside, Chicago is in the directory already. Amend that entry, or tell "
        "the two apart in name, practice or city."
    )


def test_amend_provider_writes_history_and_the_search_key(coordinator):
    row = provider(codes=("hand",))
    new = tuple(Specialty.objects.filter(code="pain"))
    amended = amend(row, coordinator, name="Shah-Müller, Anita", specialties=new, reason="Married")
    assert amended.version == 2
    assert Provider.objects.search("muller").get() == row
    assert row.history.first().history_change_reason == "Married"
    assert [str(s) for s in amended.specialties.all()] == ["Pain medicine"]


def test_amend_provider_refuses_the_second_editor(coordinator):
    row = provider()
    amend(row, coordinator, phone="1")
    with pytest.raises(StaleVersion):
        amend(row, coordinator, phone="2")


def test_amend_provider_refuses_no_difference(coordinator):
    with pytest.raises(RuleViolation, match="Nothing is different"):
        amend(provider(codes=("hand",)), coordinator)


@pytest.mark.parametrize("act", ["create", "amend"])
def test_the_directory_is_edited_by_those_who_amend(trainee, act):
    row = provider()
    with pytest.raises(RuleViolation, match="You do not have the right to amend"):
        if act == "create":
            create_provider(entry=replace(entry_of(row), name="B"), by=trainee, now=NOW)
        else:
            amend(row, trainee, phone="1")


def test_amend_provider_leaves_nothing_when_it_fails_half_way(coordinator, monkeypatch):
    def save_and_fail(row, **how):
        save_tracked(row, **how)
        raise RuntimeError

    row = provider()
    monkeypatch.setattr("providers.services.directory.save_tracked", save_and_fail)
    with pytest.raises(RuntimeError):
        amend(row, coordinator, phone="1")
    row.refresh_from_db()
    assert (row.phone, row.history.count()) == ("", 1)


def test_entry_text_leaves_out_what_is_empty():
    text = entry_text(entry_of(provider(codes=("pain", "hand"), phone="312-555-0100")))
    assert text == (
        "Name: Shah, Anita, MD\nSpecialties: Hand surgery, Pain medicine\n"
        "Phone: 312-555-0100\nOffered for new work: yes"
    )


def test_verify_names_a_provider_whose_specialties_were_changed():
    made = provider(codes=("orthopedics",))
    assert verify(on=TODAY).broken == []
    Provider.specialties.through.objects.all().delete()
    assert [each.where for each in verify(on=TODAY).broken] == [f"provider {made.key}"]
