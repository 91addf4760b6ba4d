"""The staff of the demo office: one login per role, three more coordinators and a second
administrator, since nobody approves a policy value of their own."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password

from caseflow.demo.office import Office
from caseflow.history import save_tracked
from caseflow.models import User

PASSWORD = "caseflow-demo"
DOMAIN = "demo.invalid"
ABOUT_YEARS = 6


@dataclass(frozen=True, slots=True)
class Person:
    username: str
    role: str
    full_name: str
    title: str
    look_at: str = ""


STAFF = (
    Person(
        "coordinator",
        "coordinator",
        "Marisol Peña",
        "Case Management Coordinator",
        "Today, My cases, a case and its notes, the letters",
    ),
    Person("coordinator2", "coordinator", "Denise Whitfield", "Case Management Coordinator"),
    Person("coordinator3", "coordinator", "Tomasz Zając", "Case Management Coordinator"),
    Person("coordinator4", "coordinator", "Kevin O'Brien", "Case Management Coordinator"),
    Person(
        "trainee",
        "trainee",
        "Aaliyah Brooks",
        "Case Management Coordinator I",
        "takes calls and writes notes; closes and issues nothing",
    ),
    Person(
        "lead",
        "lead",
        "Patricia Nakamura",
        "Lead Case Management Coordinator",
        "Team, the Unassigned tab, notes of others",
    ),
    Person("supervisor", "supervisor", "Samuel Okafor", "Section Supervisor", "Team, imports"),
    Person(
        "physician",
        "physician",
        "Leila Haddad, M.D.",
        "Section Physician",
        "medical notes; one member's record stays closed to her, a relative",
    ),
    Person(
        "intake", "intake", "Jamal Turner", "Intake Clerk", "Take a call, reports, appointments"
    ),
    Person("records", "records", "Ingrid Halvorsen", "Records Clerk", "reads cases and letters"),
    Person("auditor", "auditor", "Ruth Goldberg", "Auditor", "Access log"),
    Person(
        "admin",
        "admin",
        "Viktor Petrov",
        "Administrator",
        "Administration, policy values; no medical text",
    ),
    Person("admin2", "admin", "Renata Duarte", "Administrator"),
)


def add_staff(office: Office) -> None:
    """Everybody with one password, hashed once: Argon2 takes a tenth of a second each."""
    hashed = make_password(PASSWORD)
    office.users["system"] = system = User.objects.system()
    moment = office.at_work(office.back(365 * ABOUT_YEARS))
    for number, person in enumerate(STAFF, start=1):
        user = User(
            username=person.username,
            full_name=person.full_name,
            title=person.title,
            email=f"{person.username}@{DOMAIN}",
            phone=f"312-555-01{number:02d}",
            roles=[person.role],
            password=hashed,
            created_at=moment + timedelta(minutes=number),
        )
        save_tracked(user, by=system, reason="Joined the office", now=user.created_at)
        office.users[person.username] = user


def logins() -> list[tuple[str, str, str]]:
    """Role, user name and what to look at, one a role."""
    return [(p.role, p.username, p.look_at) for p in STAFF if p.look_at]
