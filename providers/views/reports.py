"""Provider reports on a case: record, read with every version, amend."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import now, today
from caseflow.forms import Conflict
from caseflow.refusals import RuleViolation, StaleVersion
from cases.models import Case
from cases.services.documents import CheckedFile, StoredFile, store_file
from cases.views.detail import case_for
from providers.forms import CHOOSE_AGAIN, AmendReportForm, ReportForm
from providers.models import ProviderReport
from providers.services.reports import (
    LABELS,
    amend_report,
    facts_of,
    facts_text,
    record_report,
    said,
    why_not_amend,
)
from providers.views.common import changes, posted, refuse, status_of

FORM = ["GET", "POST"]


@require_http_methods(FORM)
@requires(Capability.NOTE)
def report_new(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)
    _log(request, case)
    data, initial = posted(request), {"received_on": today()}
    form = ReportForm(data, request.FILES or None, case=case, initial=initial)
    if form.is_valid():
        try:
            record_report(
                case=case,
                facts=form.facts(),
                file=_stored(form.cleaned_data["file"]),
                by=request.user,
                now=now(),
                on=today(),
            )
        except RuleViolation as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "The report is on file.")
            return redirect(case)
    _say_choose_again(request, form)
    context = {"case": case, "form": form}
    return render(request, "providers/report_new.html", context, status=status_of(form))


@require_GET
@requires(Capability.SEE)
def report_detail(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    case, report = _open_report(request, reference, key)
    rows = report.history.select_related("history_user", "provider", "document")
    context = {
        "case": case,
        "report": report,
        "changes": changes(rows.order_by("history_date", "history_id"), _said),
        "amend_refused": why_not_amend(request.user),
    }
    return render(request, "providers/report.html", context)


@require_http_methods(FORM)
@requires(Capability.AMEND)
def report_amend(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    (case, report), conflict = _open_report(request, reference, key), None
    form = AmendReportForm(
        posted(request),
        request.FILES or None,
        case=case,
        also=report.provider,
        initial=_initial(report),
    )
    if form.is_valid():
        try:
            _amend(request, report, form)
        except StaleVersion:
            conflict = _conflict(case, report, form)
        except RuleViolation as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "The report is amended.")
            return redirect(report)
    _say_choose_again(request, form)
    context = {"case": case, "report": report, "form": form, "conflict": conflict}
    return render(request, "providers/report_amend.html", context, status=status_of(form))


def _open_report(request: HttpRequest, reference: str, key: str) -> tuple[Case, ProviderReport]:
    """The report with its case, if this person may see it; only then the opening is logged."""
    case = case_for(request, reference)
    report = report_of(case, key)
    _log(request, case)
    return case, report


def _log(request: HttpRequest, case: Case) -> None:
    log_access(request, "case", case.reference, member_key=case.member.key, detail="report")


def report_of(case: Case, key: str) -> ProviderReport:
    report = get_object_or_404(
        case.reports.select_related("provider", "document", "recorded_by"), key=key
    )
    report.case = case
    return report


def _stored(file: CheckedFile | None) -> StoredFile | None:
    return store_file(file) if file else None


def _say_choose_again(request: HttpRequest, form: ReportForm) -> None:
    """What was typed comes back; the file does not, and the page says so."""
    if request.FILES and "file" not in form.errors:
        form.add_error("file", CHOOSE_AGAIN)


def _amend(request: HttpRequest, report: ProviderReport, form: AmendReportForm) -> None:
    amend_report(
        report=report,
        facts=form.facts(),
        file=_stored(form.cleaned_data["file"]),
        reason=form.cleaned_data["reason"],
        version=form.cleaned_data["version"],
        by=request.user,
        now=now(),
        on=today(),
    )


def _initial(report: ProviderReport) -> dict[str, Any]:
    values = {name: getattr(report, name) for name in LABELS if name != "document"}
    key = report.provider.key if report.provider else ""
    return {**values, "provider": key, "version": report.version}


def _said(row: Any) -> dict[str, str]:
    """A row of the report's history, each field in words."""
    named = {name: said(name, getattr(row, name)) for name in LABELS if name != "document"}
    named["document"] = row.document.name if row.document else ""
    return {LABELS[name]: value for name, value in named.items()}


def _conflict(case: Case, report: ProviderReport, form: AmendReportForm) -> Conflict:
    fresh = report_of(case, report.key)
    newest = fresh.history.select_related("history_user").first()
    form.accept_newer(fresh.version)
    return Conflict(
        by=str(newest.history_user),
        at=newest.history_date,
        theirs=facts_text(facts_of(fresh)),
        yours=facts_text(form.facts()),
        label="report",
    )
