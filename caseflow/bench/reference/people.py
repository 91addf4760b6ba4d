"""Staff, members from a roster file through its import, and the directory of providers."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth.hashers import make_password
from django.db import transaction

from caseflow.bench.files import write_roster
from caseflow.bench.reference.work import Work
from caseflow.demo.names import FIRST_FEMALE, FIRST_MALE, LAST
from caseflow.history import save_tracked
from caseflow.models import User
from members.services.roster import import_roster
from providers.models import Provider
from providers.services.directory import ProviderEntry, create_provider

PASSWORD = "caseflow-bench"
OTHERS = ("lead", "supervisor", "physician", "intake", "auditor")


@transaction.atomic
def add_staff(work: Work) -> None:
    """The coordinators `coordinator`, `coordinator2`, ... and one person of each other role."""
    hashed = make_password(PASSWORD)
    work.system = User.objects.system()
    numbers = range(1, work.figures.keepers + 1)
    names = [("coordinator" + (str(n) if n > 1 else ""), "coordinator") for n in numbers]
    people: dict[str, User] = {}
    for username, role in [*names, *((role, role) for role in OTHERS)]:
        user = people[username] = User(
            username=username,
            full_name=f"{work.chance.choice(FIRST_FEMALE)} {work.chance.choice(LAST)}",
            roles=[role],
            title="Medical Services Section",
            phone=f"312-555-01{len(people) % 100:02d}",
            password=hashed,
            created_at=work.now,
        )
        save_tracked(user, by=work.system, reason="Joined", now=work.now)
    work.keepers = [people[username] for username, _ in names]
    work.lead, work.intake = people["lead"], people["intake"]


def add_members(work: Work) -> None:
    """Those in service, and those who left within the ten years."""
    figures = work.figures
    with TemporaryDirectory() as folder:
        path = Path(folder) / "roster.csv"
        write_roster(path, current=figures.current, former=figures.former, on=work.on)
        import_roster(path=path, by=work.system, now=work.now, on=work.on, progress=work.progress)


def add_providers(work: Work) -> None:
    chance = work.chance
    for number in range(work.figures.providers):
        first = chance.choice(FIRST_FEMALE + FIRST_MALE)
        name = f"{first} {chance.choice(LAST)}, M.D."
        entry = ProviderEntry(name=name, practice=f"Practice {number}", city="Chicago", state="IL")
        create_provider(entry=entry, by=work.lead, now=work.now)


def doctors(work: Work) -> list[tuple[int, str]]:
    return list(Provider.objects.order_by("pk").values_list("pk", "name"))
