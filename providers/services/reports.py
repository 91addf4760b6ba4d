"""Provider reports: recorded as received on a case, amended with a reason."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from typing import Any

from caseflow.access import Capability
from caseflow.acts import act
from caseflow.dates import at_time, words
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, StaleVersion, require_words
from cases.models import Case, Document
from cases.services.documents import StoredFile, add_document
from cases.services.events import lock_case, record_event
from cases.services.opening import FAR_FUTURE_DAYS
from members.models import Member
from providers.models import Channel, Provider, ProviderReport, WorkStatus


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What came and what it says. `provider_name`: of one who is not in the directory."""

    channel: str
    received_on: date
    work_status: str
    provider: Provider | None = None
    provider_name: str = ""
    authored_on: date | None = None
    restrictions: str = ""
    covers_from: date | None = None
    covers_to: date | None = None
    diagnosis: str = ""


LABELS = {
    "channel": "Came",
    "received_on": "Received",
    "provider": "Provider",
    "provider_name": "Provider, not in the directory",
    "authored_on": "Written",
    "work_status": "Work status",
    "restrictions": "Restrictions",
    "covers_from": "Covers from",
    "covers_to": "Covers to",
    "diagnosis": "Diagnosis",
    "document": "File",
}


def facts_of(report: ProviderReport) -> ReportFacts:
    """The report as it stands."""
    return ReportFacts(**{field.name: getattr(report, field.name) for field in fields(ReportFacts)})


def facts_text(facts: ReportFacts) -> str:
    """The facts in words, one line a field, for two to be compared."""
    lines = [(label, said(name, getattr(facts, name, None))) for name, label in LABELS.items()]
    return "\n".join(f"{label}: {value}" for label, value in lines if value)


def said(name: str, value: Any) -> str:
    """One fact of a report in words."""
    if isinstance(value, date):
        return words(value)
    if name == "work_status":
        return WorkStatus(value).label
    if name == "channel":
        return Channel(value).label
    return str(value) if value else ""


def why_not_record(user: User) -> str | None:
    """A report is recorded on a closed case too: paper that comes late is kept where it belongs."""
    if user.can(Capability.NOTE):
        return None
    return f"You do not have the right to {Capability.NOTE.label}."


def why_not_amend(user: User) -> str | None:
    if user.can(Capability.AMEND):
        return None
    return f"You do not have the right to {Capability.AMEND.label}."


@act
def record_report(
    *,
    case: Case,
    facts: ReportFacts,
    by: User,
    now: datetime,
    on: date,
    file: StoredFile | None = None,
) -> ProviderReport:
    """Records a report that was received on the case, with its file when one came.

    The file is stored before (file first, row second). RuleViolation names the form's field.
    """
    case = lock_case(case)
    if sentence := why_not_record(by):
        raise RuleViolation(sentence)
    facts = _clean(facts)
    check_facts(facts, case.member, on=on)
    document = add_document(case=case, file=file, by=by, now=now) if file else None
    report = ProviderReport(
        case=case, document=document, recorded_at=now, recorded_by=by, **_values(facts)
    )
    save_tracked(report, by=by, reason="Recorded", now=now)
    record_event(
        case=case,
        kind="report_received",
        by=by,
        now=now,
        happened_at=received_at(facts.received_on, now=now, on=on),
        data=event_data(report),
        wrote=[report, *([document] if document else [])],
    )
    return report


@act
def amend_report(
    *,
    report: ProviderReport,
    facts: ReportFacts,
    reason: str,
    version: int,
    by: User,
    now: datetime,
    on: date,
    file: StoredFile | None = None,
) -> ProviderReport:
    """Corrects what was recorded, for a reason; every earlier version stays. A new file takes the
    place of the old one, which stays too. StaleVersion when somebody saved after `version`."""
    case = lock_case(report.case)
    report = ProviderReport.objects.select_for_update().get(pk=report.pk)
    report.case = case
    if report.version != version:
        raise StaleVersion("Somebody amended the report after you opened it.")
    if sentence := why_not_amend(by):
        raise RuleViolation(sentence)
    facts = _clean(facts)
    check_facts(facts, case.member, on=on)
    reason = require_words(reason, "Say why, in a few words.", field="reason")
    changed = _write(report, facts, file, by=by, now=now)
    if not changed:
        raise RuleViolation("Nothing is different. Change a field, or leave the report as it is.")
    report.version += 1
    save_tracked(report, by=by, reason=reason, now=now, fields=[*changed, "version"])
    what = ", ".join(LABELS[name].lower() for name in changed)
    data = {**event_data(report), "what": what, "version": report.version}
    wrote = [report, *([report.document] if "document" in changed and report.document else [])]
    record_event(
        case=case, kind="report_amended", by=by, now=now, reason=reason, data=data, wrote=wrote
    )
    return report


def check_facts(facts: ReportFacts, member: Member, *, on: date) -> None:
    """Refuses days that cannot be, and two providers for one report."""
    if facts.received_on > on:
        raise RuleViolation(
            f"{words(facts.received_on)} has not come yet. Enter the day the report was received.",
            field="received_on",
        )
    if facts.authored_on and facts.authored_on > facts.received_on:
        raise RuleViolation(
            f"The report is dated {words(facts.authored_on)}, after it was received on "
            f"{words(facts.received_on)}. Check both days.",
            field="authored_on",
        )
    if facts.covers_from and facts.covers_to and facts.covers_to < facts.covers_from:
        raise RuleViolation(
            f"The last day covered, {words(facts.covers_to)}, is before the first, "
            f"{words(facts.covers_from)}. Enter the days in order.",
            field="covers_to",
        )
    for name in ("received_on", "authored_on", "covers_from", "covers_to"):
        _check_plausible(name, getattr(facts, name), member, on)
    if facts.provider and facts.provider_name:
        raise RuleViolation(
            "Choose the provider from the directory or write the name, not both.",
            field="provider_name",
        )


def _check_plausible(name: str, day: date | None, member: Member, on: date) -> None:
    if day is None:
        return
    if (day - on).days > FAR_FUTURE_DAYS:
        raise RuleViolation(
            f"{words(day)} is more than {FAR_FUTURE_DAYS} days ahead. Check the year; leave it "
            "empty when no end is stated.",
            field=name,
        )
    if day < member.appointed_on:
        raise RuleViolation(
            f"{words(day)} is before the member was appointed on {words(member.appointed_on)}. "
            "Check the year.",
            field=name,
        )


def received_at(received_on: date, *, now: datetime, on: date) -> datetime:
    """The instant of a report's receipt: now on the day itself; noon of an earlier day, of which
    the hour is not known."""
    return now if received_on == on else at_time(received_on, time(12))


def event_data(report: ProviderReport) -> dict[str, Any]:
    """What the sentence of an event needs. No diagnosis: sentences travel further than the case."""
    return {
        "report": report.key,
        "channel": Channel(report.channel).label,
        "work_status": WorkStatus(report.work_status).label,
        "received_on": report.received_on.isoformat(),
        "days": covered_words(report.covers_from, report.covers_to),
    }


def covered_words(first: date | None, last: date | None) -> str:
    """`, 2 Mar 2026 to 20 Mar 2026`, as the tail of a sentence."""
    if first and last:
        return f", {words(first)} to {words(last)}" if first != last else f", on {words(first)}"
    if first:
        return f", from {words(first)}"
    return f", until {words(last)}" if last else ""


def _clean(facts: ReportFacts) -> ReportFacts:
    return replace(
        facts,
        provider_name=facts.provider_name.strip(),
        restrictions=facts.restrictions.strip(),
        diagnosis=facts.diagnosis.strip(),
    )


def _values(facts: ReportFacts) -> dict[str, Any]:
    return {field.name: getattr(facts, field.name) for field in fields(ReportFacts)}


def _write(
    report: ProviderReport, facts: ReportFacts, file: StoredFile | None, *, by: User, now: datetime
) -> list[str]:
    """Puts the new facts on the row and gives the names of the columns that changed."""
    new = _values(facts)
    changed = [name for name, value in new.items() if getattr(report, name) != value]
    for name in changed:
        setattr(report, name, new[name])
    if file and not _same_file(report.document, file):
        report.document = add_document(case=report.case, file=file, by=by, now=now)
        changed.append("document")
    return changed


def _same_file(document: Document | None, file: StoredFile) -> bool:
    return bool(document and document.sha256 == file.sha256)
