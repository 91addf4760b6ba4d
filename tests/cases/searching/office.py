"""A small office in which every scrap of the table leads somewhere."""

from datetime import date
from types import SimpleNamespace

from cases.models import Document
from cases.searching.keeping import index_document, index_members
from cases.services.notes import strike_note
from members.models import Member, name_key_of
from tests.factories import NOW, make_case, make_member, make_note

MEMBERS = (
    # star, last, first, employee, phone, born
    ("12345", "Kowalski", "Maria", "1049382", "312-555-0101", date(1985, 3, 4)),
    ("4497", "Kowalczyk", "Anna", "1057731", "(773) 555-0188", date(1990, 7, 21)),
    ("882", "Núñez", "José", "1060042", "312.555.0147 x12", date(1979, 12, 1)),
    ("20991", "Diaz", "Ana", "1031234", "1-312-555-0199", date(1988, 2, 29)),
    ("7007", "Okafor", "Ngozi", "1092026", "", None),
    ("15", "O'Brien", "Sean", "1000015", "312-555-0160", date(1970, 1, 1)),
    ("1601", "Garcia-Lopez", "Carmen", "1016011", "312-555-0161", date(1991, 5, 5)),
    ("1602", "Van der Meer", "Willem", "1016022", "312-555-0162", date(1969, 9, 9)),
    ("00123", "Szczepański", "Łukasz", "1016033", "312-555-0163", date(1980, 10, 10)),
    ("3333", "Ødegård", "Björn", "1033333", "312-555-0164", date(1982, 11, 2)),
    ("4479", "Lindqvist", "Åsa", "1044791", "312-555-0165", date(1983, 1, 31)),
    ("610", "Nowak", "Ewa", "1061000", "312-555-0166", date(1977, 4, 4)),
)


def make_office() -> SimpleNamespace:
    """Twelve members; Nowak was Petrov, with star 555; cases, notes and a file of some."""
    people = {
        last: make_member(
            star, last_name=last, first_name=first, middle_initial="", employee_number=employee,
            phone=phone, born_on=born,
        )
        for star, last, first, employee, phone, born in MEMBERS
    }  # fmt: skip
    _rename(people["Nowak"], "Petrov", "555")
    cases = {
        "Kowalski": make_case(people["Kowalski"], first_day=date(2026, 2, 2)),
        "Diaz": make_case(
            people["Diaz"], kind="iod", first_day=date(2026, 1, 5), injury_label="Left Knee 7",
            nature="knee sprain, foot pursuit",
        ),
        "Okafor": make_case(
            people["Okafor"], first_day=date(2025, 12, 24), nature="influenza"
        ),
    }  # fmt: skip
    notes = {
        "call": make_note(cases["Kowalski"], "Called; physiotherapy twice a week at Mercy."),
        "visit": make_note(cases["Diaz"], "Knee still swollen. MRI on Monday; naïve résumé."),
        "late": make_note(cases["Okafor"], "Kowalski of the 11th asked about her. Physiotherapy."),
    }
    strike_note(note=notes["late"], reason="Wrong case", by=notes["late"].author, now=NOW)
    document = Document(
        case=cases["Diaz"], name="MRI left knee.pdf", content_type="application/pdf", size=1,
        sha256="0" * 64, stored_at=NOW, stored_by=notes["call"].author,
    )  # fmt: skip
    document.save()
    index_document(document)
    return SimpleNamespace(people=people, cases=cases, notes=notes, document=document)


def _rename(member: Member, former: str, star: str) -> None:
    """As a roster would have left it: a row of history and a spell say how it was."""
    history = member.history.model
    history.objects.create(
        **{field.attname: getattr(member, field.attname) for field in Member._meta.concrete_fields
           if field.attname != "last_name"},
        last_name=former, history_date=NOW, history_type="~",
    )  # fmt: skip
    spell = member.spells.get()
    member.spells.create(
        star_number=star, rank=spell.rank, unit=spell.unit, started_on=date(2005, 1, 1),
        ended_on=date(2010, 2, 28),
    )  # fmt: skip
    member.name_key = name_key_of(member)
    index_members([member.pk])
