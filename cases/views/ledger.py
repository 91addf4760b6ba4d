"""The ledger of a member: every entry that moves days, and the acts that record and reverse one.

Each act shows what it changes before it is saved.
"""

from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import now, today
from caseflow.models import User
from cases.forms import injuries_of
from cases.kinds import Account, CaseKind
from cases.ledger_forms import (
    CREDIT_KINDS,
    CreditForm,
    ExceptionForm,
    RecodeForm,
    RecurrenceForm,
    ReverseEntryForm,
)
from cases.ledger_lines import entry_words, ledger_of, lines_of
from cases.models import Case, LedgerEntry
from cases.models.ledger import LedgerReason
from cases.services.ledger import record_credit, record_exception, reverse_entry
from cases.services.recoding import certify_recurrence, recode_days
from cases.views.acts import posted
from cases.views.previewing import Act, previewed
from members import sentences
from members.models import Member, MemberEvent
from members.views_member import member_for

FORM_METHODS = ["GET", "POST"]
CSV_HEADER = (
    "entry", "days", "account", "count", "case", "source", "remark", "recorded_by", "recorded_at",
    "entered_afterwards", "reversed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """An act on the ledger: its address, what it is called, what it means, its button."""

    code: str
    label: str
    says: str
    button: str


OFFERS = {
    offer.code: offer
    for offer in (
        Offer(
            "exception", "Record an exception",
            "Furlough or suspension days come off the roll, also afterwards (E03-01-08).",
            "Record the exception",
        ),
        Offer(
            "credit", "Give days back",
            "An award or a decision restores days, or adds to an injury's allowance.",
            "Record the credit",
        ),
        Offer(
            "recode", "Recode days",
            "Days leave one account and enter the other, in one act (CBA 9.5).",
            "Recode the days",
        ),
        Offer(
            "recurrence", "Certify a recurrence denied before",
            "The days go to the injury, and those from the denial through the certification are "
            "paid in addition (CBA App. N): every calendar day of them, also days on which the "
            "member worked.",
            "Certify the recurrence",
        ),
    )
}  # fmt: skip
REVERSE = Offer(
    "reverse", "Reverse an entry", "A counter-entry takes it back, with the reason.",
    "Reverse the entry",
)  # fmt: skip


@require_GET
@requires(Capability.SEE)
def ledger_list(request: HttpRequest, slug: str) -> HttpResponseBase:
    member = member_for(request, slug)
    export = request.GET.get("format") == "csv"
    detail = "ledger, CSV" if export else "ledger"
    log_access(request, "member", member.star_number, member_key=member.key, detail=detail)
    events = list(
        MemberEvent.objects.filter(member=member).select_related("by").order_by("-sequence")
    )
    lines = lines_of(member, today(), events)
    if export:
        rows = (
            (
                line.what, line.days, line.account, line.count, line.case, line.source,
                line.remark, line.by, line.recorded, "yes" if line.afterwards else "",
                line.reversed,
            )
            for line in lines
        )  # fmt: skip
        return csv_response(f"ledger-{member.star_number}", CSV_HEADER, rows)
    context = {
        "member": member,
        "slug": slug_of(member),
        "lines": lines,
        "offers": _offers(member, request.user),
        "may_reverse": request.user.can(Capability.AMEND),
        "history": sentences.lines(events),
    }
    return render(request, "cases/ledger.html", context)


def slug_of(member: Member) -> str:
    """The member's place in an address: the star, of who has left the key."""
    return member.get_absolute_url().rstrip("/").rpartition("/")[2]


def why_not_ledger(code: str, member: Member, user: User) -> str | None:
    """Why this person may not do this to the member's ledger now."""
    if not user.can(Capability.AMEND):
        return f"You do not have the right to {Capability.AMEND.label}."
    if code not in ("recode", "recurrence"):
        return None
    kinds = set(member.cases.values_list("kind", flat=True))
    if CaseKind.IOD not in kinds:
        return "The member has no injury on duty, to which days could go or from which they come."
    if code == "recurrence" and CaseKind.NON_IOD not in kinds:
        return "The member has no case whose days count as not on duty."
    return None


def _offers(member: Member, user: User) -> list[dict[str, Any]]:
    return [
        {
            "label": offer.label,
            "url": reverse(f"ledger:{offer.code}", args=[slug_of(member)]),
            "refused": why_not_ledger(offer.code, member, user),
        }
        for offer in OFFERS.values()
    ]


def _page(
    request: HttpRequest, member: Member, form: Form, act: Act, offer: Offer, **extra: Any
) -> HttpResponse:
    """The page of one act on the ledger: done, shown with what it changes, or refused."""
    back = reverse("ledger:list", args=[slug_of(member)])
    refused = why_not_ledger(offer.code, member, request.user)
    done, more = previewed(request, member, form, act, to=back)
    if done:
        return done
    log_access(request, "member", member.star_number, member_key=member.key, detail=offer.code)
    context = {
        "member": member, "form": form, "title": offer.label, "says": offer.says,
        "button": offer.button, "refused": refused, "back": back, **more, **extra,
    }  # fmt: skip
    bad = form.is_bound and "impact" not in more
    return render(request, "cases/ledger_act.html", context, status=422 if bad else 200)


@require_http_methods(FORM_METHODS)
@requires(Capability.AMEND)
def ledger_exception(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_for(request, slug)

    def act(said: dict[str, Any]) -> str:
        record_exception(member=member, **said, by=request.user, now=now(), on=today())
        return "The exception is recorded."

    return _page(request, member, ExceptionForm(posted(request)), act, OFFERS["exception"])


@require_http_methods(FORM_METHODS)
@requires(Capability.AMEND)
def ledger_credit(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_for(request, slug)
    form = CreditForm(posted(request), injuries=injuries_of(member, request.user))

    def act(said: dict[str, Any]) -> str:
        account = Account.IOD if said["injury"] else Account.NON_IOD
        record_credit(
            member=member, account=account, **said, by=request.user, now=now(), on=today()
        )
        return "The credit is recorded."

    kinds = [(LedgerReason(code).label.capitalize(), text) for code, text in CREDIT_KINDS.items()]
    return _page(request, member, form, act, OFFERS["credit"], kinds=kinds)


@require_http_methods(FORM_METHODS)
@requires(Capability.AMEND)
def ledger_recode(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_for(request, slug)
    form = RecodeForm(posted(request), injuries=injuries_of(member, request.user))

    def act(said: dict[str, Any]) -> str:
        account = Account.IOD if said["injury"] else Account.NON_IOD
        recode_days(member=member, account=account, **said, by=request.user, now=now(), on=today())
        return "The days are recoded."

    return _page(request, member, form, act, OFFERS["recode"])


@require_http_methods(FORM_METHODS)
@requires(Capability.AMEND)
def ledger_recurrence(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_for(request, slug)
    rows = Case.objects.visible_to(request.user).filter(member=member, kind=CaseKind.NON_IOD)
    cases = list(rows.order_by("-first_day", "-id"))
    injuries = injuries_of(member, request.user)
    form = RecurrenceForm(posted(request), injuries=injuries, cases=cases)

    def act(said: dict[str, Any]) -> str:
        certify_recurrence(**said, by=request.user, now=now(), on=today())
        return "The recurrence is certified, and its days are credited."

    return _page(request, member, form, act, OFFERS["recurrence"])


@require_http_methods(FORM_METHODS)
@requires(Capability.AMEND)
def ledger_reverse(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    member = member_for(request, slug)
    entry = _numbered(member, number)

    def act(said: dict[str, Any]) -> str:
        reverse_entry(entry=entry, **said, by=request.user, now=now(), on=today())
        return "The entry is reversed."

    form = ReverseEntryForm(posted(request))
    return _page(request, member, form, act, REVERSE, about=entry_words(entry), entry=entry)


def _numbered(member: Member, number: int) -> LedgerEntry:
    """An entry by its place in the member's ledger."""
    entries = ledger_of(member)
    if not 1 <= number <= len(entries):
        raise Http404("The ledger has no such entry.")
    return entries[number - 1]
