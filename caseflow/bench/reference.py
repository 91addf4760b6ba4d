"""The reference set: the two files through the imports, then what a working office adds."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import transaction

from caseflow.bench.files import SEED, write_files
from caseflow.dates import at_time, start_of
from caseflow.demo import texts
from caseflow.demo.names import FIRST_FEMALE, LAST
from caseflow.history import save_tracked
from caseflow.keys import seeded_keys
from caseflow.models import AccessEntry, User
from caseflow.refusals import RuleViolation
from cases.models import Case, NoteKind, PolicyValue
from cases.services.assigning import assign_case
from cases.services.holding import hold_case
from cases.services.moving import confirm_case
from cases.services.notes import add_note
from cases.services.policy import Proposal, propose_policy_value
from members.models import Member
from notices.pdf import why_no_pdf
from notices.services.issuing import issue_notice
from providers.models import AppointmentKind, Provider
from providers.services.appointments import make_appointment
from providers.services.directory import ProviderEntry, create_provider

PASSWORD = "caseflow-bench"
KEEPERS = 12
OTHERS = ("lead", "supervisor", "physician", "intake", "auditor")
MOST_NOTES = 500
NOTES = (1, 2, 3, 5, 8, 12)
LETTERS = 120
PROVIDERS = 150
ENTRIES = 20_000
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Work:
    """What the steps share. Everything is done `now`, the evening before the set is made."""

    on: date
    progress: Progress
    chance: random.Random = field(default_factory=lambda: random.Random(SEED + 1))
    keepers: list[User] = field(default_factory=list)
    lead: User = field(init=False)
    open_cases: list[Case] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return start_of(self.on) - timedelta(hours=1)

    @property
    def yesterday(self) -> date:
        return self.on - timedelta(days=1)


def make_reference(*, members: int, absences: int, on: date, progress: Progress) -> None:
    """Fills an empty database: the files through the import commands, then `dress`."""
    with TemporaryDirectory() as folder:
        files = write_files(Path(folder), members=members, absences=absences, on=on)
        for command, file in zip(("import_roster", "import_absences"), files, strict=True):
            call_command(command, str(file))
    dress(on=on, progress=progress)


def dress(*, on: date, progress: Progress) -> None:
    """Adds staff, keepers of the open cases, notes, holds, appointments, providers, letters and an
    access log to an office that holds members and absences."""
    work = Work(on, progress)
    with seeded_keys(SEED):
        for step in (_staff, _assign, _notes, _providers, _appointments, _log):
            with transaction.atomic():
                step(work)
        _letters(work)


def propose(on: date) -> PolicyValue:
    """A change of the paid days that moves everybody who is absent; it waits for its approval."""
    proposal = Proposal(
        key="non_iod_pay_days",
        value=300,
        bargaining_unit="",
        rank="",
        effective_from=on.replace(day=1),
        effective_to=None,
        authority="the bench",
        source="invented",
        verified=False,
    )
    now = start_of(on)
    admin = User(username="proposer", full_name="Bench", roles=["admin"], created_at=now)
    admin.set_unusable_password()
    save_tracked(admin, by=User.objects.system(), reason="Joined", now=now)
    return propose_policy_value(proposal=proposal, by=admin, now=now)


def _staff(work: Work) -> None:
    hashed = make_password(PASSWORD)
    names = [
        ("coordinator" + (str(n) if n > 1 else ""), "coordinator") for n in range(1, KEEPERS + 1)
    ]
    for username, role in [*names, *((role, role) for role in OTHERS)]:
        user = User(
            username=username,
            full_name=f"{work.chance.choice(FIRST_FEMALE)} {work.chance.choice(LAST)}",
            roles=[role],
            password=hashed,
            created_at=work.now,
        )
        save_tracked(user, by=User.objects.system(), reason="Joined", now=work.now)
        if role == "coordinator":
            work.keepers.append(user)
        elif role == "lead":
            work.lead = user


def _assign(work: Work) -> None:
    """Nine in ten open cases get a keeper, most are confirmed, some wait."""
    work.open_cases = list(Case.objects.open().select_related("member").order_by("id"))
    for done, case in enumerate(work.open_cases, start=1):
        work.progress("Caseloads", done, len(work.open_cases))
        if work.chance.random() < 0.1:
            continue
        assign_case(
            case=case,
            user=work.chance.choice(work.keepers),
            by=work.lead,
            now=work.now,
            seen_owner_id=None,
        )
        if work.chance.random() < 0.85:
            confirm_case(case=case, by=work.lead, now=work.now)
        if work.chance.random() < 0.12:
            hold_case(
                case=case,
                reason=work.chance.choice(texts.HOLD_REASONS),
                until=work.on + timedelta(days=work.chance.randint(3, 60)),
                by=work.lead,
                now=work.now,
                on=work.yesterday,
            )


def _notes(work: Work) -> None:
    """A few on each open case; hundreds on the one that has been open longest."""
    kinds = {kind.code: kind for kind in NoteKind.objects.all()}
    oldest = min(work.open_cases, key=lambda case: (case.first_day, case.pk), default=None)
    for done, case in enumerate(work.open_cases, start=1):
        work.progress("Notes", done, len(work.open_cases))
        count = (
            min(MOST_NOTES, Member.objects.count()) if case is oldest else work.chance.choice(NOTES)
        )
        begun = min(start_of(case.first_day), work.now - timedelta(hours=2))
        for number in range(count):
            code = work.chance.choice(list(texts.NOTES))
            happened = begun + (work.now - begun) * (number / count)
            text = work.chance.choice(texts.NOTES[code])
            add_note(
                case=case,
                kind=kinds[code],
                text=text.format(
                    nature=case.nature, provider="the clinic", soon="Monday", recent="Friday"
                ),
                happened_at=happened,
                by=work.chance.choice(work.keepers),
                now=max(happened, case.opened_at),
            )


def _providers(work: Work) -> None:
    for number in range(PROVIDERS):
        name = f"{work.chance.choice(FIRST_FEMALE)} {work.chance.choice(LAST)}, M.D."
        entry = ProviderEntry(name=name, practice=f"Practice {number}", city="Chicago", state="IL")
        create_provider(entry=entry, by=work.lead, now=work.now)


def _appointments(work: Work) -> None:
    """One in each open case within two weeks; a full day on the day the set is made for."""
    providers = list(Provider.objects.all())
    for done, case in enumerate(work.open_cases, start=1):
        work.progress("Appointments", done, len(work.open_cases))
        days = 0 if done % 12 == 0 else work.chance.randint(0, 14)
        try:
            make_appointment(
                case=case,
                kind=work.chance.choice(list(AppointmentKind)),
                day=work.on + timedelta(days=days),
                clock=time(work.chance.randint(8, 16), work.chance.choice((0, 15, 30, 45))),
                by=work.lead,
                now=work.now,
                on=work.yesterday,
                provider=work.chance.choice(providers),
            )
        except RuleViolation:
            continue


def _letters(work: Work) -> None:
    """Real ones, where PDFs can be made."""
    if why_no_pdf():
        return
    begun = [case for case in work.open_cases if case.first_day < work.on]
    for issued, case in enumerate(begun[:LETTERS], start=1):
        work.progress("Letters", issued, LETTERS)
        fresh = Case.objects.select_related("member", "owner").get(pk=case.pk)
        issue_notice(
            case=fresh, code="time_remaining", by=work.lead, now=work.now, on=work.yesterday
        )


def _log(work: Work) -> None:
    """An access log of some weeks."""
    stars = list(Member.objects.order_by("id").values_list("star_number", "key")[:2000])
    people = [*work.keepers, work.lead]
    begun = at_time(work.on - timedelta(days=40), time(8))
    AccessEntry.objects.bulk_create(
        AccessEntry(
            at=begun + (work.now - begun) * (number / ENTRIES),
            user=people[number % len(people)],
            kind=AccessEntry.Kind.MEMBER,
            subject=star,
            member_key=key,
            address="10.0.0.1",
        )
        for number in range(ENTRIES)
        for star, key in [stars[number % len(stars)]]
    )
