"""The contacts with a member, of all cases, in one line of time: filtered, paged, as CSV."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.paging import Page
from members.forms import ContactFilters
from members.models import Member
from members.pages.contacts import (
    CSV_HEADER,
    Asked,
    all_contacts,
    contact_words,
    contacts_of,
    csv_rows,
    edge_of,
    edge_words,
)
from members.views_member import member_for


@require_GET
@requires(Capability.SEE)
def member_contacts(request: HttpRequest, slug: str) -> HttpResponseBase:
    member = member_for(request, slug)
    filters = ContactFilters(request.GET)
    valid = filters.is_valid()
    asked = Asked(**filters.cleaned_data) if valid else Asked()
    export = valid and request.GET.get("format") == "csv"
    detail = "contacts, CSV" if export else "contacts"
    log_access(request, "member", member.star_number, member_key=member.key, detail=detail)
    if export:
        found = all_contacts(member, request.user, asked)
        return csv_response(f"contacts-{member.star_number}", CSV_HEADER, csv_rows(found))
    page = _page(request, member, asked) if valid else Page([])
    context = {
        "member": member,
        "page": page,
        "contact_rows": contact_words(page.rows),
        "filtered": asked != Asked(),
        "filters": filters,
        "form": filters,
    }
    return render(request, "members/contacts.html", context, status=200 if valid else 422)


def _page(request: HttpRequest, member: Member, asked: Asked) -> Page:
    """The contacts beyond the cursor of the address; one that is none gives the newest."""
    before, after = (edge_of(request.GET.get(name, "")) for name in ("before", "after"))
    edge, newer = (before, True) if before else (after, False)
    more: dict[str, Any] = {"edge": edge, "newer": newer}
    found, further = contacts_of(member, request.user, asked, **more)
    if edge and (not found or (newer and not further)):
        edge, newer = None, False
        found, further = contacts_of(member, request.user, asked)
    return Page(
        rows=found,
        next=edge_words(found[-1].edge) if found and (further or newer) else "",
        previous=edge_words(found[0].edge) if found and edge else "",
        words=f"{len(found)} shown, the newest first" if found else "",
    )
