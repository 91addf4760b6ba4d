"""The directory of providers: list, page, add, amend."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import now
from caseflow.forms import Conflict
from caseflow.paging import Sort, keyset_page
from caseflow.refusals import RuleViolation, StaleVersion
from providers.forms import AmendProviderForm, DirectoryFilter, ProviderForm
from providers.models import Appointment, Provider, ProviderQuerySet, ProviderReport, Specialty
from providers.services.directory import (
    LABELS,
    amend_provider,
    create_provider,
    entry_of,
    entry_text,
    why_not_edit,
)
from providers.views.common import changes, posted, refuse, status_of

SORTS = {
    "name": Sort(("search_key", "id")),
    "-name": Sort(("search_key", "id"), descending=True),
    "city": Sort(("city", "search_key", "id")),
    "-city": Sort(("city", "search_key", "id"), descending=True),
}
SORT_WORDS = {
    "name": "by name",
    "-name": "by name, from the end",
    "city": "by city, then name",
    "-city": "by city, from the end",
}
RECENT = 10
SPECIALTIES = "historicalprovider_specialties_set"  # simple-history's name for them
PAGE = 50


@require_GET
@requires(Capability.SEE)
def provider_list(request: HttpRequest) -> HttpResponseBase:
    filters = DirectoryFilter(request.GET, specialties=Specialty.objects.all())
    valid = filters.is_valid()
    rows = _filtered(Provider.objects.visible_to(request.user), filters.cleaned_data)
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "name"
    if request.GET.get("format") == "csv" and valid:
        used = ", ".join(name for name, value in filters.cleaned_data.items() if value)
        log_access(request, "list", "providers", detail=f"filters: {used or 'none'}")
        return csv_response("providers", CSV_HEADER, _csv_rows(rows, SORTS[sort]))
    page = keyset_page(
        rows.for_list() if valid else rows.none(),
        SORTS[sort],
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=PAGE,
    )
    context = {
        "page": page,
        "filters": filters,
        "form": filters,
        "keep": [("sort", sort)],
        "chips": _chips(request, filters),
        "sort": sort,
        "sort_words": SORT_WORDS[sort],
        "edit_refused": why_not_edit(request.user),
    }
    return render(request, "providers/list.html", context, status=200 if valid else 422)


def _filtered(rows: ProviderQuerySet, chosen: dict[str, Any]) -> ProviderQuerySet:
    rows = rows.search(chosen.get("q", ""))
    if chosen.get("specialty"):
        rows = rows.filter(specialties__code=chosen["specialty"])
    if chosen.get("offered") != "all":
        rows = rows.filter(is_active=chosen.get("offered") != "no")
    return rows


def _chips(request: HttpRequest, filters: DirectoryFilter) -> list[dict[str, str]]:
    """One chip for each filter in force; its address is the list without it."""
    chips = []
    for name, value in filters.cleaned_data.items():
        if not value:
            continue
        query = request.GET.copy()
        for gone in (name, "after", "before"):
            query.pop(gone, None)
        words = dict(getattr(filters.fields[name], "choices", ())).get(value, value)
        label = f"{filters.fields[name].label}: {words}"
        chips.append({"label": label, "url": f"?{query.urlencode()}"})
    return chips


CSV_HEADER = (
    "name", "practice", "specialties", "phone", "fax", "email", "address", "city", "state", "zip",
    "offered",
)  # fmt: skip


def _csv_rows(rows: ProviderQuerySet, sort: Sort) -> Iterator[Sequence[Any]]:
    for provider in rows.for_list().order_by(*sort.order_by()).iterator(chunk_size=500):
        specialties = ", ".join(specialty.name for specialty in provider.specialties.all())
        plain = [getattr(provider, name) for name in CSV_HEADER[3:-1]]
        offered = "yes" if provider.is_active else "no"
        yield (provider.name, provider.practice, specialties, *plain, offered)


@require_GET
@requires(Capability.SEE)
def provider_detail(request: HttpRequest, key: str) -> HttpResponse:
    provider = provider_for(request, key)
    reports = ProviderReport.objects.visible_to(request.user).filter(provider=provider)
    appointments = Appointment.objects.visible_to(request.user).filter(provider=provider)
    context = {
        "provider": provider,
        "reports": reports.for_list().order_by("-received_on", "-id")[:RECENT],
        "appointments": appointments.for_list().order_by("-starts_at", "-id")[:RECENT],
        "changes": changes(_history(provider), _said),
        "edit_refused": why_not_edit(request.user),
    }
    return render(request, "providers/detail.html", context)


def provider_for(request: HttpRequest, key: str) -> Provider:
    return get_object_or_404(Provider.objects.visible_to(request.user).for_list(), key=key)


def _history(provider: Provider) -> Any:
    rows = provider.history.select_related("history_user")
    return rows.prefetch_related(f"{SPECIALTIES}__specialty").order_by("history_date", "history_id")


def _said(row: Any) -> dict[str, str]:
    """A row of the provider's history, each field in words."""
    found = {}
    for name, label in LABELS.items():
        if name == "specialties":
            links = getattr(row, SPECIALTIES).all()
            found[label] = ", ".join(sorted(link.specialty.name for link in links))
        elif name == "is_active":
            found[label] = "yes" if row.is_active else "no"
        else:
            found[label] = getattr(row, name)
    return found


@require_http_methods(["GET", "POST"])
@requires(Capability.AMEND)
def provider_new(request: HttpRequest) -> HttpResponse:
    form = ProviderForm(posted(request))
    if form.is_valid():
        try:
            provider = create_provider(entry=form.entry(), by=request.user, now=now())
        except RuleViolation as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"{provider} is in the directory.")
            return redirect(provider)
    return render(request, "providers/new.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@requires(Capability.AMEND)
def provider_amend(request: HttpRequest, key: str) -> HttpResponse:
    provider = provider_for(request, key)
    if request.method == "POST":
        form, conflict = AmendProviderForm(request.POST), None
        if form.is_valid():
            try:
                _amend(request, provider, form)
            except StaleVersion:
                conflict = _conflict(request, provider, form)
            except RuleViolation as refusal:
                refuse(form, refusal)
            else:
                messages.success(request, "The entry is changed.")
                return redirect(provider)
    else:
        form, conflict = AmendProviderForm(initial=_initial(provider)), None
    context = {"provider": provider, "form": form, "conflict": conflict}
    return render(request, "providers/amend.html", context, status=status_of(form))


def _amend(request: HttpRequest, provider: Provider, form: AmendProviderForm) -> None:
    amend_provider(
        provider=provider,
        entry=form.entry(),
        version=form.cleaned_data["version"],
        reason=form.cleaned_data["reason"],
        by=request.user,
        now=now(),
    )


def _initial(provider: Provider) -> dict[str, Any]:
    values = {name: getattr(provider, name) for name in LABELS if name != "specialties"}
    codes = [specialty.code for specialty in provider.specialties.all()]
    return {**values, "specialties": codes, "version": provider.version}


def _conflict(request: HttpRequest, provider: Provider, form: AmendProviderForm) -> Conflict:
    fresh = provider_for(request, provider.key)
    newest = fresh.history.select_related("history_user").first()
    form.accept_newer(fresh.version)
    return Conflict(
        by=str(newest.history_user),
        at=newest.history_date,
        theirs=entry_text(entry_of(fresh)),
        yours=entry_text(form.entry()),
        label="entry",
    )
