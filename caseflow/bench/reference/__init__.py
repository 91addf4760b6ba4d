"""The reference set on which pages are measured: an empty database filled in one go.

Not through the services, which would take a day, but as they would have left it: every row
satisfies the constraints, has its versions, and hangs on its chain. `manage.py verify` finds a
share of it whole, and a test runs that.
"""

from datetime import date

from django.db import connection

from caseflow.bench.files import SEED
from caseflow.bench.reference.behind import Job, written_behind
from caseflow.bench.reference.derived import add_references, derive
from caseflow.bench.reference.figures import Figures
from caseflow.bench.reference.letters import add_letters
from caseflow.bench.reference.log import add_looks
from caseflow.bench.reference.obligations import add_obligations
from caseflow.bench.reference.people import (
    PASSWORD,
    add_members,
    add_providers,
    add_staff,
    doctors,
)
from caseflow.bench.reference.plan import CasePlan, Planner, people
from caseflow.bench.reference.telling import Teller
from caseflow.bench.reference.work import Progress, Say, Work
from caseflow.bench.reference.working import Desk, deal_ledger, write_ledger
from caseflow.bulk import batches, without_query_log
from caseflow.keys import seeded_keys
from cases.models import LedgerState
from cases.searching.filling import rebuild
from members.models import Member

MEMBERS_AT_ONCE = 60

__all__ = ["PASSWORD", "Figures", "make_reference"]


def make_reference(figures: Figures, *, on: date, progress: Progress, say: Say) -> None:
    """Fills an empty database. `say` gets a line a step, with its time and the peak of memory."""
    work = Work(figures, on, progress, say)
    steps = (
        ("Staff", add_staff),
        ("Members", add_members),
        ("Providers", add_providers),
        ("Cases, absences, notes, chains", add_cases),
        ("Projections and duty status", derive),
        ("Letters", add_letters),
        ("Obligations", add_obligations),
        ("Access log", add_looks),
        ("Search", make_searchable),
    )
    with seeded_keys(SEED), without_query_log():
        for what, step in steps:
            with work.phase(what):
                step(work)
        with work.phase("Statistics of the database"):
            _analyze()


def make_searchable(work: Work) -> None:
    rebuild(progress=work.progress)


def add_cases(work: Work) -> None:
    """Every case with all that hangs on it, some members at a time."""
    rows = Member.objects.order_by("pk").values_list("pk", "key", "appointed_on", "separated_on")
    everybody = people(work, list(rows))
    planner = Planner(work, sum(person.weight for person in everybody))
    directory = doctors(work)
    teller = Teller(work, doctors=[name for _, name in directory])
    desk = Desk(work, directory)
    tables, done = [*teller.tables, *desk.tables], 0
    with written_behind() as write:
        for group in batches(everybody, MEMBERS_AT_ONCE):
            planned = [(person.pk, planner.plans(person)) for person in group]
            for person, (_, plans) in zip(group, planned, strict=True):
                for one in teller.tell(person, plans):
                    if one.plan.is_open:
                        desk.furnish(one)
                    teller.finish(one)
            write(_batch(work, [table.take() for table in tables], planned))
            done += len(group)
            work.progress("Cases of members", done, len(everybody))
    add_references(teller.numbers)


def _batch(work: Work, inserts: list[Job], planned: list[tuple[int, list[CasePlan]]]) -> Job:
    """The rows of some members; their ledger is dealt now, and written with them."""
    ledger = deal_ledger(work, [(member, plan) for member, plans in planned for plan in plans])

    def write() -> None:
        for insert in inserts:
            insert()
        further = write_ledger(work, ledger)
        LedgerState.objects.bulk_create(
            LedgerState(
                member_id=member,
                facts_version=sum(1 + len(plan.spells) for plan in plans) + further[member],
            )
            for member, plans in planned
            if plans
        )

    return write


def _analyze() -> None:
    """What the planner of queries needs to know; after so much has come in at once it would only
    be learned in the night. VACUUM runs outside of transactions."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite" or not connection.in_atomic_block:
            cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM (ANALYZE)")
        else:
            cursor.execute("ANALYZE")
