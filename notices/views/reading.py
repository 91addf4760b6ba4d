"""Reading an issued letter: its page, and its PDF after the permission check."""

import hashlib
import logging
from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.files import open_stored
from caseflow.models import User
from caseflow.refusals import RuleViolation
from notices.catalogue import CATALOGUE, NoticeKind, why_not_issue
from notices.decisions import KINDS
from notices.letters import benefit_statement
from notices.letters.benefit_statement import Channel
from notices.models import Notice
from notices.rendering import FrozenLetter, readable
from notices.wrong import moves

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
    correction = notice.corrections.open().first()
    context = {
        "notice": notice,
        "letter": FrozenLetter(notice.html, notice.html_sha256),
        "lines": readable(notice.data),
        "correction": correction,
        "moves": moves(correction.was, correction.becomes) if correction else [],
        "may_issue": request.user.can(Capability.ISSUE) and kind is not None,
        "new_url": new_url(notice),
        "outdated": outdated(notice),
        "refused": kind and why_not_new(kind, notice, request.user),
    }
    return render(request, "notices/detail.html", context)


def outdated(notice: Notice) -> str:
    """What is said of a statement whose figures are others now; empty for all else. No correction
    is asked for: the member may ask for the same statement again."""
    if notice.code != benefit_statement.CODE or notice.replaced_by:
        return ""
    try:
        moved = benefit_statement.is_outdated(notice)
    except RuleViolation as missing:
        return f"It cannot be compared with what is recorded now. {missing.sentence}"
    return MOVED if moved else ""


MOVED = (
    "What is recorded for its period has changed since it was issued, so that a new one would say "
    "other figures. Issue a new one on the same request if the member is to have them."
)


def why_not_new(kind: NoticeKind, notice: Notice, user: User) -> str | None:
    """Why no other letter in the place of this one can be made now. What the case lacks for a
    letter about certification stands where both kinds of it are offered."""
    if notice.code in KINDS:
        kind = replace(kind, why_not=lambda case: None)
    return why_not_issue(kind, notice.case, user)


def new_url(notice: Notice) -> str:
    """Where another letter of the kind is made: of the same case, or on the same request."""
    if notice.case and notice.code in KINDS:
        return f"{reverse('notices:new')}?case={notice.case.reference}"
    if notice.case:
        return f"{reverse('notices:preview', args=[notice.code])}?case={notice.case.reference}"
    days = {name: notice.data[name] for name in ("first_day", "last_day", "requested_on")}
    channel = next(each.value for each in Channel if each.label == notice.data["channel"])
    page = notice.member.get_absolute_url().rstrip("/").rpartition("/")[2]
    url = reverse("notices:statement", args=[page])
    return f"{url}?{urlencode({**days, 'channel': channel})}"


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
