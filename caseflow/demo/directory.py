"""The provider directory: 25 people and practices, every specialty of the office covered."""

from datetime import timedelta

from caseflow.demo.names import FIRST_FEMALE, FIRST_MALE, LAST, STREETS
from caseflow.demo.office import Office
from caseflow.demo.people import DOMAIN
from caseflow.demo.roster import ZIPS
from members.names import search_key
from providers.models import Specialty
from providers.services.directory import ProviderEntry, create_provider

# Specialties, degree, what such a practice is called; {last} is the provider's name.
PRACTICES = (
    (("orthopedics",), "M.D.", "Lakeview Orthopedic Associates"),
    (("orthopedics", "hand"), "M.D.", "Joint and Hand Center"),
    (("orthopedics",), "D.O.", "Westside Bone and Joint"),
    (("hand",), "M.D.", "Joint and Hand Center"),
    (("therapy",), "D.P.T.", "Riverbend Physical Therapy"),
    (("therapy",), "D.P.T.", "Motion Works Therapy"),
    (("therapy",), "P.T.", "{last} Rehabilitation"),
    (("physiatry", "pain"), "M.D.", "Spine and Recovery Clinic"),
    (("physiatry",), "D.O.", "Prairie Rehabilitation Medicine"),
    (("pain",), "M.D.", "Spine and Recovery Clinic"),
    (("neurology",), "M.D.", "Northgate Neurology"),
    (("neurosurgery",), "M.D.", "Northgate Neurology"),
    (("occupational",), "M.D.", "Harbor Occupational Health"),
    (("occupational", "infectious"), "M.D.", "Harbor Occupational Health"),
    (("infectious",), "M.D.", "Fulton Infectious Disease Group"),
    (("internal",), "M.D.", "{last} Family and Internal Medicine"),
    (("internal",), "M.D.", "Garden Street Internists"),
    (("internal", "cardiology"), "M.D.", "Garden Street Internists"),
    (("cardiology",), "M.D.", "Heartland Cardiology"),
    (("pulmonology",), "M.D.", "Clearwater Lung Clinic"),
    (("ophthalmology",), "M.D.", "{last} Eye Care"),
    (("dental",), "D.D.S.", "{last} Dental"),
    (("emergency",), "M.D.", "Prairie General Emergency Physicians"),
    (("psychology",), "Psy.D.", "Elm Court Counseling"),
    (("psychiatry",), "M.D.", "Elm Court Counseling"),
)


def add_providers(office: Office) -> None:
    """Added one by one by the lead, before the first case of the demo office."""
    specialties = {specialty.code: specialty for specialty in Specialty.objects.all()}
    day = office.back(1090)
    names: set[str] = set()
    for number, (codes, degree, practice) in enumerate(PRACTICES):
        first, last = _name(office, names)
        day += timedelta(days=office.between(1, 12))
        entry = ProviderEntry(
            name=f"{first} {last}, {degree}",
            practice=practice.format(last=last),
            specialties=tuple(specialties[code] for code in codes),
            phone=f"773-555-01{number:02d}",
            fax=f"773-555-01{number + 50:02d}",
            email=f"{search_key(last).replace(' ', '')}{number}@{DOMAIN}",
            address=f"{office.between(100, 6400)} {office.chance.choice(STREETS)}",
            city="Chicago",
            state="IL",
            zip=office.chance.choice(ZIPS),
        )
        moment = office.at_work(day)
        provider = create_provider(entry=entry, by=office.users["lead"], now=moment)
        office.providers.append(provider)
        for code in codes:
            office.by_specialty.setdefault(code, []).append(provider)


def _name(office: Office, taken: set[str]) -> tuple[str, str]:
    while True:
        first = office.chance.choice(FIRST_FEMALE + FIRST_MALE)
        last = office.chance.choice(LAST)
        if last not in taken:
            taken.add(last)
            return first, last
