"""What is found in many rows: the same as by reading all of them, and the best first."""

import random
from datetime import date

import pytest
from django.db.models import Max

from caseflow.bulk import batches
from cases.models import NoteText
from cases.rules.scraps import scraps_of
from cases.searching import texts
from cases.searching.keeping import index_members, write_texts
from cases.searching.question import Question
from members.models import Member, StaffLink, name_key_of
from tests.factories import NOW, make_case, make_member, make_note, make_unit

pytestmark = pytest.mark.django_db
WORDS = "knee left kneecap physio physiotherapy pain mri é 12 120 übung ко 痛 monday".split()


@pytest.fixture
def told(coordinator, monkeypatch):
    """Sixty notes of two members by chance; every way of looking through them is walked."""
    monkeypatch.setattr(texts, "RECENT", 10)
    monkeypatch.setattr(texts, "LATER", 20)
    chance = random.Random(7)
    cases = [make_case(make_member(str(star))) for star in (100, 101)]
    for number in range(60):
        common = "pain " if number % 2 else ""
        make_note(cases[number % 3 == 0], common + " ".join(chance.choices(WORDS, k=6)))
    return cases


def by_reading(question, hidden=()):
    patterns = [scrap.pattern for scrap in scraps_of(question)]
    rows = NoteText.objects.exclude(member__in=hidden).order_by("-pk").values_list("pk", "text")
    return [pk for pk, text in rows if all(pattern in text for pattern in patterns)]


@pytest.mark.parametrize("limit", [3, 15, None])
def test_texts_are_those_found_by_reading_all_the_newest_first(told, coordinator, limit):
    top = NoteText.objects.aggregate(top=Max("pk"))["top"]
    asked = [
        *WORDS,
        "knee pain",
        "kne",
        "pai mon phys",
        "left 12",
        "é übung",
        "痛 ко",
        "12 monday pain",
    ]
    for question in asked:
        found = texts.newest(NoteText, scraps_of(question), coordinator, limit, top)
        assert found == by_reading(question)[:limit], question


def test_texts_of_a_hidden_member_take_no_place(told, coordinator):
    hidden = told[0].member
    StaffLink.objects.create(user=coordinator, member=hidden, relation="self")
    hits = Question("pain", coordinator).texts(NoteText, 5)
    assert [hit.row for hit in hits] == by_reading("pain", [hidden.pk])[:5]


def test_every_word_of_a_name_once_held_in_mind_of_both_engines(coordinator):
    """Texts that break naive indexing: nothing but marks, words of any length, any script."""
    case = make_case()
    for text in ("…", "w" * 5000, 'a\'b\\c "d" :* & | !', "😀 knee 😀", "ＫＮＥＥ", "K\u200bnee"):
        make_note(case, text)
    assert len(Question("knee", coordinator).texts(NoteText, 9)) == 2
    assert len(Question("w" * 70, coordinator).texts(NoteText, 9)) == 1
    write_texts(NoteText, [])


LASTS = (
    "Smith Johnson Kowalski Kowalczyk Kowal Kovacs Nowak Garcia Martinez Murphy Walsh Kelly".split()
)


def add_members(count):
    """Members of every name, with numbers by chance; the roster's own way without its history."""
    chance, unit = random.Random(11), make_unit()
    stars = chance.sample(range(1000, 60_000), count)
    for some in batches(stars, 1000):
        members = []
        for star in some:
            last = chance.choice(LASTS) + chance.choice(("", "", "son", "ik", "er", "ard", "ell"))
            member = Member(
                star_number=str(star), employee_number=str(1_000_000 + star * 7), last_name=last,
                first_name=chance.choice(("Maria", "John", "Anna", "Peter")), unit=unit,
                phone=f"312-555-{chance.randint(0, 9999):04d}", appointed_on=date(2010, 1, 1),
                rank="Police Officer", created_at=NOW,
            )  # fmt: skip
            member.name_key = name_key_of(member)
            members.append(member)
        Member.objects.bulk_create(members)
    index_members(list(Member.objects.values_list("pk", flat=True)))


def test_half_a_name_and_four_digits_find_the_member_among_13000(coordinator):
    add_members(13_000)
    meant = random.Random(5).sample(list(Member.objects.filter(last_name__startswith="Kowal")), 40)
    for member in meant:
        for digits in (member.star_number[-4:], member.employee_number[-4:], member.phone[-4:]):
            first = Question(f"Kowal {digits}", coordinator).members(3)
            assert member.pk in [person.member for person in first], (member.name, digits)
