"""The demo office, built step by step in one transaction: all of it or nothing."""

from collections.abc import Callable, Iterator
from datetime import date

from django.apps import apps
from django.db import transaction

from caseflow.demo.cases import tell_cases
from caseflow.demo.desk import leave_desk
from caseflow.demo.directory import add_providers
from caseflow.demo.duty_tales import propose_a_value
from caseflow.demo.morning import tidy_up
from caseflow.demo.office import SEED, Office
from caseflow.demo.past import add_past
from caseflow.demo.people import add_staff
from caseflow.demo.roster import add_members
from caseflow.demo.telling import tell_stories
from caseflow.keys import seeded_keys
from caseflow.models import SYSTEM_USERNAME, User
from cases.models import NoteKind
from notices.pdf import why_no_pdf

ROOMS = ("caseflow", "members", "cases", "providers", "notices")
# What `migrate` fills; everything else must be empty.
SEEDED = {
    "caseflow.calendar",
    "caseflow.calendarday",
    "caseflow.calendarversion",
    "cases.notekind",
    "cases.policyvalue",
    "providers.specialty",
}
Progress = Callable[[str, int, int], None]


def what_is_there() -> str | None:
    """Names what the database holds beyond what `migrate` fills; None when there is nothing."""
    people = User.objects.exclude(username=SYSTEM_USERNAME).count()
    if people:
        return f"{people} users" if people > 1 else "a user"
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            label = model._meta.label_lower
            if label in SEEDED or label == "caseflow.user" or "historical" in label:
                continue
            if model._default_manager.exists():
                return str(model._meta.verbose_name_plural)
    return None


@transaction.atomic
def build_office(*, on: date, progress: Progress = lambda what, done, total: None) -> Office:
    """Fills an empty database with the office as of the start of the day `on`."""
    office = Office(on=on, why_no_letters=why_no_pdf())
    with seeded_keys(SEED):
        for what, step in STEPS:
            for done, _ in enumerate(step(office), start=1):
                progress(what, done, 0)
    return office


def _once(act: Callable[[Office], None]) -> Callable[[Office], Iterator[str]]:
    def step(office: Office) -> Iterator[str]:
        act(office)
        yield ""

    return step


def _note_kinds(office: Office) -> None:
    office.note_kinds = {kind.code: kind for kind in NoteKind.objects.all()}


STEPS: tuple[tuple[str, Callable[[Office], Iterator[str]]], ...] = (
    ("Staff", _once(add_staff)),
    ("Note kinds", _once(_note_kinds)),
    ("Members", _once(add_members)),
    ("Past absences", _once(add_past)),
    ("Providers", _once(add_providers)),
    ("Telling cases", tell_stories),
    ("Cases", tell_cases),
    ("The evening before", _once(tidy_up)),
    ("The desk", _once(leave_desk)),
    ("A proposal", _once(propose_a_value)),
)
