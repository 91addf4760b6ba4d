"""What is due: what follows from the facts, and what people made by hand until there are enough."""

from datetime import timedelta

from django.db import transaction

from caseflow.bench.reference.chains import extend_chains
from caseflow.bench.reference.tables import Table
from caseflow.bench.reference.work import Work
from caseflow.bulk import batches
from caseflow.dates import start_of
from caseflow.keys import public_id
from cases.models import Actor, Case, Obligation, ObligationAct
from cases.services.obligation_acts import EVENTS, MADE
from cases.services.obligations import AT_ONCE, reconcile_cases

TO_DO = (
    "Call the member about the next visit|Ask the unit for the supervisor's report|"
    "Ask the provider for a work status with an end date|Look through the file with the lead|"
    "Send the forms for the return|Confirm the address on file|Ask for the imaging report|"
    "Prepare the case conference|Call the timekeeper about the coding of days|"
    "Check whether the bill went to the claim authority"
).split("|")
# Days ahead: a twelfth of what is made by hand is due on the day of the set.
AHEAD = (0, 1, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45)


@transaction.atomic
def add_obligations(work: Work) -> None:
    keys = list(Case.objects.open().order_by("pk").values_list("pk", flat=True))
    for done, group in enumerate(batches(keys, AT_ONCE), start=1):
        reconcile_cases(group, by=work.system, now=start_of(work.on))
        work.progress("Obligations of cases", done * AT_ONCE, len(keys))
    kept = list(Case.objects.open().filter(owner__isnull=False).order_by("pk"))
    missing = max(work.figures.obligations - Obligation.objects.open().count(), 0)
    for cases, count in _dealt(kept, missing):
        _by_hand(work, cases, count)


def _dealt(kept: list[Case], missing: int) -> list[tuple[list[Case], int]]:
    """The cases in groups, each with how many of the missing ones its cases get together."""
    groups, dealt = [], 0
    for number, group in enumerate(batches(kept, AT_ONCE)):
        until = missing * min((number + 1) * AT_ONCE, len(kept)) // len(kept)
        groups.append((group, until - dealt))
        dealt = until
    return groups


def _by_hand(work: Work, cases: list[Case], count: int) -> None:
    """As `make_obligation` leaves them, entered on the evening before."""
    table, acts = Table(Obligation), Table(ObligationAct)
    chance, told = work.chance, []
    for number in range(count):
        case, now = cases[number % len(cases)], work.now
        what = chance.choice(TO_DO)
        due = work.on + timedelta(days=chance.choice(AHEAD))
        assert case.owner_id is not None  # only kept cases come here
        row = table.new(
            case_id=case.pk, member_id=case.member_id, code="by_hand", subject=public_id(),
            what=what, actor=Actor.OFFICE, by_rule=False, trigger_on=work.yesterday,
            rule_due_on=due, due_on=due, opens_on=work.yesterday, responsible_id=case.owner_id,
            made_at=now, made_by_id=case.owner_id, changed_at=now,
            derivation={"trigger": "made by hand", "rule": "", "source": "", "verified": True},
        )  # fmt: skip
        wrote = [table.keep(row, now, case.owner_id, "Made by hand")]
        acts.new(
            batch=public_id(), obligation_id=row["id"], kind=MADE, version=1, at=now,
            by_id=case.owner_id,
        )  # fmt: skip
        said = {"what": what, "due_on": due.isoformat(), "wrote": wrote}
        told.append((case, case.owner_id, said))
    table.write()
    acts.write()
    extend_chains(EVENTS[MADE], told, at=work.now)
