"""The queue of letters that are wrong: list, CSV, and taking one out of it with a reason."""

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
from caseflow.datewords import moment
from caseflow.paging import Sort, capped_count, capped_words, keyset_page
from caseflow.refusals import RuleViolation
from members.models import Member, listed_name
from notices.decisions import KINDS
from notices.forms import CorrectionFilters, DismissForm
from notices.models import CorrectionQuerySet, LetterCorrection, Notice, Settled
from notices.services.correcting import dismiss_correction, why_not_dismiss
from notices.wrong import FIELDS, moves

SORTS = {"": Sort(("raised_at", "id")), "settled": Sort(("settled_at", "id"), descending=True)}
TABS = {"": "To correct", "settled": "Settled"}
PAGE = 50
SHOWN = (
    "id", "raised_at", "was", "becomes", "why", "settled_at", "how", "reason",
    "notice__number", "notice__code", "notice__title", "case__reference", "replaced_by__number",
    "member__last_name", "member__suffix", "member__first_name", "member__middle_initial",
    "member__star_number", "member__unit__code", "settled_by__full_name",
)  # fmt: skip
CSV_HEADER = (
    "letter", "case", "star", "last_name", "first_name", "unit",
    *(f"{name}_{side}" for name in FIELDS for side in ("said", "right")),
    "why", "since", "settled_at", "how", "new_letter", "reason",
)  # fmt: skip


@require_GET
@requires(Capability.SEE)
def correction_list(request: HttpRequest) -> HttpResponseBase:
    """The letters to correct, the oldest on top; or those that were, the latest on top."""
    filters = CorrectionFilters(request.GET or None)
    valid = not filters.is_bound or filters.is_valid()
    tab = "settled" if request.GET.get("tab") == "settled" else ""
    everything = LetterCorrection.objects.visible_to(request.user)
    rows = in_tab(everything, tab)
    if filters.is_bound:
        rows = filtered(rows, filters.cleaned_data) if valid else rows.none()
    if request.GET.get("format") == "csv" and valid:
        log_access(request, "list", "corrections", detail=TABS[tab].lower())
        return csv_response("corrections", CSV_HEADER, csv_rows(rows, tab))
    page = keyset_page(
        rows.values(*SHOWN),
        SORTS[tab],
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=PAGE,
        total=capped_count(rows),
    )
    context = {
        "page": page,
        "corrections": [shown(row) for row in page.rows],
        "filters": filters,
        "form": filters,
        "keep": [("tab", tab)],
        "chips": _chips(request, filters),
        "tabs": _tabs(everything, tab),
        "settled": tab == "settled",
    }
    return render(request, "notices/corrections.html", context, status=200 if valid else 422)


def in_tab(rows: CorrectionQuerySet, tab: str) -> CorrectionQuerySet:
    return rows.filter(settled_at__isnull=False) if tab == "settled" else rows.open()


def _tabs(rows: CorrectionQuerySet, current: str) -> list[dict[str, Any]]:
    """The settled ones are not counted: they only grow."""
    count = capped_count(rows.open())
    return [
        {
            "label": label,
            "url": f"?tab={code}" if code else "?",
            "count": "" if code else capped_words(count),
            "hot": not code and count > 0,
            "current": code == current,
        }
        for code, label in TABS.items()
    ]


def filtered(rows: CorrectionQuerySet, chosen: dict[str, Any]) -> CorrectionQuerySet:
    """The rows that pass the filters of the form."""
    if chosen["unit"]:
        rows = rows.filter(member__unit__code=chosen["unit"])
    if chosen["owner"] == "none":
        rows = rows.filter(case__owner__isnull=True)
    elif chosen["owner"]:
        rows = rows.filter(case__owner__username=chosen["owner"])
    if chosen["q"].strip():
        rows = rows.filter(member__in=Member.objects.search(chosen["q"]))
    return rows


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """The words of one row, ready for the template."""
    number, case = row["notice__number"], row["case__reference"] or ""
    names = (row[f"member__{part}"] for part in NAME_PARTS)
    return {
        "number": number,
        "url": f"/notices/{number}/",
        "title": row["notice__title"],
        "name": listed_name(*names),
        "star": row["member__star_number"],
        "unit": row["member__unit__code"],
        "case": case,
        "moves": moves(row["was"], row["becomes"]),
        "why": row["why"],
        "since": moment(row["raised_at"]),
        "preview_url": new_letter_url(row["notice__code"], case),
        "dismiss_url": f"/notices/{number}/dismiss/",
        "settled": moment(row["settled_at"]) if row["settled_at"] else "",
        "how": Settled(row["how"]).label if row["how"] else "",
        "settled_by": row["settled_by__full_name"] or "",
        "new": row["replaced_by__number"] or "",
        "reason": row["reason"],
    }


def new_letter_url(code: str, case: str) -> str:
    """Where the letter in its place is made. A letter about certification may be followed by one
    of the other kind, so both are offered."""
    return f"/notices/new/?case={case}" if code in KINDS else f"/notices/new/{code}/?case={case}"


NAME_PARTS = ("last_name", "suffix", "first_name", "middle_initial")


def csv_rows(rows: CorrectionQuerySet, tab: str) -> Iterator[Sequence[Any]]:
    """One line a letter; what does not differ stays empty."""
    names = (
        "notice__number", "case__reference", "member__star_number", "member__last_name",
        "member__first_name", "member__unit__code",
    )  # fmt: skip
    more = ("why", "raised_at", "settled_at", "how", "replaced_by__number", "reason")
    found = rows.order_by(*SORTS[tab].order_by()).values(*names, "was", "becomes", *more)
    for row in found.iterator(chunk_size=2000):
        sides = (row[side].get(name, "") for name in FIELDS for side in ("was", "becomes"))
        yield (*(row[name] for name in names), *sides, *(row[name] for name in more))


def _chips(request: HttpRequest, filters: CorrectionFilters) -> list[dict[str, str]]:
    chips = []
    for name, field in filters.fields.items():
        if value := request.GET.get(name):
            query = request.GET.copy()
            for gone in (name, "after", "before"):
                query.pop(gone, None)
            said = dict(getattr(field, "choices", ())).get(value, value)
            chips.append({"label": f"{field.label}: {said}", "url": f"?{query.urlencode()}"})
    return chips


@require_http_methods(["GET", "POST"])
@requires(Capability.ISSUE)
def notice_dismiss(request: HttpRequest, number: str) -> HttpResponse:
    """Takes the correction of a letter out of the queue, with a reason, without a new letter."""
    letter = get_object_or_404(
        Notice.objects.visible_to(request.user).select_related("member", "case"), number=number
    )
    log_access(request, "notice", letter.number, member_key=letter.member.key, detail="dismiss")
    row = letter.corrections.order_by("-id").first()
    if row is None:
        messages.error(request, f"{letter.number} is not wrong: there is nothing to dismiss.")
        return redirect(letter)
    row.case = letter.case
    form = DismissForm(request.POST or None)
    refused = why_not_dismiss(row, request.user)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            dismiss_correction(correction=row, reason=reason, by=request.user, now=now())
        except RuleViolation as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            messages.success(request, f"The correction of {letter.number} is dismissed.")
            return redirect(letter)
    context = {
        "notice": letter,
        "correction": row,
        "moves": moves(row.was, row.becomes),
        "form": form,
        "refused": refused,
    }
    return render(request, "notices/dismiss.html", context, status=422 if form.errors else 200)
