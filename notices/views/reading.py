"""Reading an issued letter: its page, and its PDF after the permission check."""

import hashlib
import logging

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.files import open_stored
from notices.catalogue import CATALOGUE, why_not_issue
from notices.models import Notice
from notices.rendering import FrozenLetter, readable

logger = logging.getLogger(__name__)


@require_GET
@requires(Capability.SEE)
def notice_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The letter as it was issued, with the proof of it."""
    notice = get_object_or_404(
        Notice.objects.visible_to(request.user).select_related(
            "member", "member__unit", "case", "issued_by", "superseded_by", "supersedes"
        ),
        number=number,
    )
    log_access(request, "notice", notice.number, member_key=notice.member.key)
    kind = CATALOGUE.get(notice.code)
    context = {
        "notice": notice,
        "letter": FrozenLetter(notice.html, notice.html_sha256),
        "lines": readable(notice.data),
        "may_issue": request.user.can(Capability.ISSUE) and kind is not None,
        "refused": kind and why_not_issue(kind, notice.case, request.user),
    }
    return render(request, "notices/detail.html", context)


@require_GET
@requires(Capability.SEE)
def notice_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The PDF as it was issued; never one that has another digest than the row."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user).for_list(), number=number)
    pdf = stored_pdf(notice)
    if pdf is None:
        logger.error("The PDF of %s is missing from the store or changed", notice.number)
        messages.error(
            request,
            f"The stored PDF of {notice.number} is missing or is not the one that was issued. "
            "Tell the administrator; the letter itself stands below.",
        )
        return redirect(notice)
    log_access(request, "file", notice.number, member_key=notice.member.key)
    return pdf_response(pdf, f"{notice.number}.pdf")


def stored_pdf(notice: Notice) -> bytes | None:
    """The bytes whose sha256 the row holds; None when the store has lost or changed them."""
    try:
        with open_stored(notice.pdf_sha256) as file:
            pdf = file.read()
    except OSError:
        return None
    return pdf if hashlib.sha256(pdf).hexdigest() == notice.pdf_sha256 else None


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    """Shown in the browser, kept by no cache, taken for nothing else."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
