"""The access log: who opened which member, case, notice or file, when, from where."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import start_of
from caseflow.forms import DateField, Form
from caseflow.models import AccessEntry, User
from caseflow.paging import Sort, keyset_page

NEWEST = Sort(("id",), descending=True)
CSV_HEADER = ("at", "user", "name", "did", "subject", "detail", "address", "request")


class AccessFilters(Form):
    """Which entries are shown; nothing given shows all."""

    person = forms.CharField(label="User name", required=False, max_length=60)
    kind = forms.ChoiceField(
        label="What they did", required=False, choices=[("", "Anything"), *AccessEntry.Kind.choices]
    )
    about = forms.CharField(label="Star, case or notice", required=False, max_length=80)
    since = DateField(label="From", required=False)
    until = DateField(label="To", required=False)

    def clean_person(self) -> User | None:
        name = self.cleaned_data["person"].strip()
        found = User.objects.filter(username__iexact=name).first() if name else None
        if name and found is None:
            raise forms.ValidationError(f"Nobody has the user name {name}.")
        return found

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day is before the first. Enter the days in order.")
        return found


@require_GET
@requires(Capability.AUDIT)
def access_log(request: HttpRequest) -> HttpResponse:
    filters = AccessFilters(request.GET)
    valid = filters.is_valid()
    rows = AccessEntry.objects.select_related("user")
    rows = filtered(rows, filters.cleaned_data) if valid else rows.none()
    if request.GET.get("format") == "csv" and valid:
        used = ", ".join(name for name, value in filters.cleaned_data.items() if value)
        log_access(request, AccessEntry.Kind.LIST, "access log", detail=f"filters: {used or '-'}")
        return csv_response("access-log", CSV_HEADER, csv_rows(rows))
    page = keyset_page(
        rows, NEWEST, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {"page": page, "filters": filters, "form": filters, "keep": [], "chips": []}
    return render(request, "caseflow/access_log.html", context, status=200 if valid else 422)


def filtered(rows: QuerySet[AccessEntry], chosen: dict[str, Any]) -> QuerySet[AccessEntry]:
    if chosen["person"]:
        rows = rows.filter(user=chosen["person"])
    if chosen["kind"]:
        rows = rows.filter(kind=chosen["kind"])
    if about := chosen["about"].strip():
        rows = rows.filter(Q(subject=about.upper()) | Q(subject=about) | _of_member(about))
    if chosen["since"]:
        rows = rows.filter(at__gte=start_of(chosen["since"]))
    if chosen["until"] and chosen["until"] < date.max:
        rows = rows.filter(at__lt=start_of(chosen["until"] + timedelta(days=1)))
    return rows


def _of_member(star: str) -> Q:
    """Entries of every member who holds or held this star, whatever star was theirs that day."""
    from members.models import ServiceSpell

    keys = ServiceSpell.objects.filter(star_number=star).values_list("member__key", flat=True)
    return Q(member_key__in=list(keys.distinct()))


def csv_rows(rows: QuerySet[AccessEntry]) -> Iterator[Sequence[Any]]:
    for entry in rows.order_by("-id").iterator(chunk_size=2000):
        yield (
            entry.at.isoformat(timespec="seconds"),
            entry.user.username,
            entry.user.full_name,
            entry.get_kind_display(),
            entry.subject,
            entry.detail,
            entry.address,
            entry.request_id,
        )
