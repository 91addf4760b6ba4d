"""The directory of providers: list, page, add, amend."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import now, today
from caseflow.forms import Conflict
from caseflow.list_frame import frame, tidied
from caseflow.models import User
from caseflow.paging import Sort, keyset_page
from caseflow.refusals import RuleViolation, StaleVersion
from caseflow.saved_pages import Chosen, Column, ListPage, read, register
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
COLUMNS = (
    Column("specialties", "Specialties"),
    Column("city", "City", sort="city"),
    Column("phone", "Phone", "nowrap"),
    Column("fax", "Fax", "nowrap"),
    Column("email", "E-mail", default=False),
    Column("address", "Address", default=False),
)


def rows_of(user: User, chosen: Chosen, on: date) -> ProviderQuerySet:
    """The rows that the list shows this person in a chosen state, on all its pages."""
    return _filtered(Provider.objects.visible_to(user), chosen.filters)


def named(user: User, keys: Iterable[int]) -> list[tuple[int, str, str]]:
    rows = Provider.objects.visible_to(user).filter(pk__in=list(keys)).order_by("search_key", "id")
    return [
        (pk, name, f"/providers/{key}/") for pk, name, key in rows.values_list("id", "name", "key")
    ]


PROVIDERS = register(
    ListPage(
        code="providers",
        name="Providers",
        url="/providers/",
        form=lambda data: DirectoryFilter(data, specialties=Specialty.objects.all()),
        sorts=lambda tab: SORTS,
        sort_of=lambda tab: "name",
        columns=lambda tab: COLUMNS,
        rows=rows_of,
        named=named,
    )
)


@require_GET
@requires(Capability.SEE)
def provider_list(request: HttpRequest) -> HttpResponseBase:
    chosen = read(PROVIDERS, request.GET)
    if tidy := tidied(request, chosen):
        return tidy
    rows = rows_of(request.user, chosen, today())
    if request.GET.get("format") == "csv" and chosen.valid:
        used = ", ".join(name for name, value in chosen.filters.items() if value)
        log_access(request, "list", "providers", detail=f"filters: {used or 'none'}")
        return csv_response("providers", CSV_HEADER, _csv_rows(rows, chosen.order))
    page = keyset_page(
        rows.for_list() if chosen.valid else rows.none(),
        chosen.order,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=chosen.size,
    )
    context = {
        **frame(request, chosen),
        "page": page,
        "providers": [shown(provider) for provider in page.rows],
        "sort_words": SORT_WORDS[chosen.sort],
        "edit_refused": why_not_edit(request.user),
    }
    return render(request, "providers/list.html", context, status=200 if chosen.valid else 422)


def shown(provider: Provider) -> dict[str, str]:
    """The words of one row, ready for the template."""
    gone = (
        ""
        if provider.is_active
        else format_html(' <span class="tag">{}</span>', "no longer offered")
    )
    practice = provider.practice and format_html('<span class="sub">{}</span>', provider.practice)
    place = ", ".join(filter(None, (provider.address, f"{provider.state} {provider.zip}".strip())))
    return {
        "key": provider.key,
        "url": provider.get_absolute_url(),
        "name": provider.name,
        "more": format_html("{}{}", gone, practice),
        "specialties": ", ".join(specialty.name for specialty in provider.specialties.all()),
        "city": provider.city,
        "phone": provider.phone,
        "fax": provider.fax,
        "email": provider.email,
        "address": place,
    }


def _filtered(rows: ProviderQuerySet, chosen: dict[str, Any]) -> ProviderQuerySet:
    rows = rows.search(chosen.get("q", ""))
    if chosen.get("specialty"):
        rows = rows.filter(specialties__code=chosen["specialty"])
    if chosen.get("offered") != "all":
        rows = rows.filter(is_active=chosen.get("offered") != "no")
    return rows


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
