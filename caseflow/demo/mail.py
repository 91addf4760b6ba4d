"""What providers send: reports, some with the paper itself."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from caseflow.dates import words
from caseflow.demo import texts
from caseflow.demo.paper import one_page_pdf
from caseflow.demo.tales import Tale
from cases.services.documents import StoredFile, check_upload, store_file
from providers.models import Channel, WorkStatus
from providers.services.reports import ReportFacts, record_report

WITH_FILE = 0.22


def report(tale: Tale, status: str = "", *, ends: date | None = None) -> None:
    """A report received a day or two before it is recorded, some with the paper itself."""
    office, chance = tale.office, tale.office.chance
    status = (
        status
        or chance.choices([WorkStatus.OFF, WorkStatus.LIMITED, WorkStatus.NOT_STATED], [6, 3, 1])[0]
    )
    received = max(tale.on - timedelta(days=office.between(0, 2)), tale.told.first_day)
    written = max(received - timedelta(days=office.between(0, 4)), tale.told.first_day)
    provider = tale.provider()
    facts = ReportFacts(
        channel=chance.choices(list(Channel), [2, 5, 4, 1, 3])[0],
        received_on=min(received, tale.on),
        work_status=status,
        provider=provider,
        authored_on=min(written, received),
        restrictions=chance.choice(texts.RESTRICTIONS) if status == WorkStatus.LIMITED else "",
        covers_from=None if status == WorkStatus.FULL else min(written, received),
        covers_to=None
        if status == WorkStatus.FULL
        else ends or received + timedelta(days=7 * office.between(1, 4)),
        diagnosis=tale.filled(chance.choice(texts.DIAGNOSES)),
    )
    file = paper_of(tale, facts) if office.likely(WITH_FILE) else None
    tale.covered_to = facts.covers_to
    record_report(case=tale.told, facts=facts, by=tale.keeper, now=tale.at, on=tale.on, file=file)


def paper_of(tale: Tale, facts: ReportFacts) -> StoredFile:
    """The paper that came: a page as PDF, or the text of a message."""
    lines = [
        f"{facts.provider}, {facts.provider.practice if facts.provider else ''}",
        f"Seen on {words(facts.authored_on or facts.received_on)}",
        f"Patient: {tale.member.letter_name}",
        f"Work status: {WorkStatus(facts.work_status).label}",
        facts.restrictions,
        facts.diagnosis,
        "A sample made for a demonstration; nobody is meant.",
    ]
    lines = [line for line in lines if line]
    stem = f"work-status-{facts.received_on.isoformat()}"
    if facts.channel in (Channel.EMAIL, Channel.MESSAGE):
        upload = SimpleUploadedFile(f"{stem}.txt", "\n".join(lines).encode())
    else:
        upload = SimpleUploadedFile(f"{stem}.pdf", one_page_pdf(lines))
    return store_file(check_upload(upload))
