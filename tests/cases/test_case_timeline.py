"""The timeline of a case: what is asked for, by its address alone."""

from datetime import timedelta

import pytest

from cases.services.assigning import assign_case
from cases.timeline import SENTENCES
from cases.timeline_filters import group_of
from tests.factories import NOW, make_case, make_note, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(coordinator):
    """A case with two notes by two people, and a change of hands."""
    other = make_user("other", full_name="Ann Ruiz")
    case = make_case(by=coordinator)
    make_note(case, "The knee is swollen & hot.")
    make_note(case, "Asked for the 100% report.", by=other)
    assign_case(case=case, user=other, seen_owner_id=None, by=make_user("boss", ["lead"]), now=NOW)
    return case


@pytest.fixture
def timeline(client_for, coordinator, case):
    """The lines, the count and the chips for a query string."""
    client = client_for(coordinator)

    def read(query: str):
        context = client.get(f"{case.get_absolute_url()}?{query}").context
        chips = [chip["label"] for chip in context["chips"]]
        return [entry.event.kind for entry in context["timeline"]], context["shown_words"], chips

    return read


def test_timeline_by_kind(timeline):
    kinds, count, chips = timeline("kind=people&kind=nonsense")
    assert (kinds, count, chips) == (["case_assigned"], "Showing 1 of 1", ["People"])
    assert set(timeline("kind=people&kind=notes")[0]) == {"case_assigned", "note_added"}


def test_timeline_by_person(timeline, case):
    other = case.events.get(kind="note_added", by__username="other").by_id
    assert timeline(f"by={other}")[0] == ["note_added"]
    assert timeline(f"by={other}")[2] == ["By Ann Ruiz"]
    for nobody in ("999", "x", "-1", "9" * 40, "\N{SUPERSCRIPT TWO}"):
        assert len(timeline(f"by={nobody}")[0]) == len(timeline("")[0])


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("SWOLLEN", ["note_added"]),
        ("swollen %26 hot", ["note_added"]),
        ("100%25", ["note_added"]),
        ("%25", ["note_added"]),
        ("Ann Ruiz", ["case_assigned"]),
        ("case opened", ["case_opened"]),
        ("case_note", []),
        ("casenote", []),
        ("nothing of it", []),
        ("'; drop", []),
    ],
)
def test_timeline_by_words(timeline, words, kinds):
    assert timeline(f"text={words}")[0] == kinds


def test_timeline_filters_together_and_keep_each_other(client_for, coordinator, case):
    client = client_for(coordinator)
    text = client.get(f"{case.get_absolute_url()}?kind=notes&text=knee&known=").text
    assert "That is no day." in text
    response = client.get(f"{case.get_absolute_url()}?kind=notes&text=knee&from=cases")
    assert "Showing 1 of 1" in response.text
    addresses = [address for _, address, _ in response.context["densities"]]
    assert addresses[0] == "?from=cases&show=milestones&kind=notes&text=knee"


def test_timeline_says_when_nothing_is_as_asked(client_for, coordinator, case):
    text = client_for(coordinator).get(f"{case.get_absolute_url()}?text=zebra").text
    assert "No entry is as the filters say." in text and "Nothing to show" in text


def test_timeline_shows_a_hundred_and_the_rest_on_demand(client_for, coordinator, case):
    for number in range(110):
        make_note(case, f"Text {number}.", happened_at=NOW - timedelta(hours=number))
    client, total = client_for(coordinator), case.events.count()
    first = client.get(case.get_absolute_url())
    assert f"Showing 100 of {total}, the newest first" in first.text
    rest = client.get(f"{case.get_absolute_url()}?page=2")
    assert f"Showing 101 to {total} of {total}" in rest.text
    seen = [e.event.pk for page in (first, rest) for e in page.context["timeline"]]
    assert len(seen) == len(set(seen)) == total


def test_every_kind_of_event_has_a_group():
    assert [kind for kind in SENTENCES if not group_of(kind)] == []
