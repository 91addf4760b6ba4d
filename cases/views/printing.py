"""The timeline of a case as a certified print."""

from contextlib import nullcontext

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import now
from caseflow.refusals import RuleViolation
from cases.casepage.context import Seen, case_context
from cases.casepage.paper import paper_html, paper_pdf
from cases.known.asked import read_instant, require_known
from cases.known.tables import known_at
from cases.models import Case
from cases.views.known import known_case, known_words
from notices.views.reading import pdf_response


@require_GET
@requires(Capability.SEE)
def case_print(request: HttpRequest, reference: str) -> HttpResponse:
    """All entries that the address asks for, as PDF; with `known`, as they were known then."""
    case = known_case(request, reference)
    try:
        html, said = _paper(request, case)
        pdf = paper_pdf(html, case.reference)
    except RuleViolation as refusal:
        messages.error(request, refusal.sentence)
        return redirect(case)
    log_access(
        request, "case", case.reference, member_key=case.member.key, detail=f"printed: {said}"
    )
    return pdf_response(pdf, f"{case.reference}-timeline.pdf")


def _paper(request: HttpRequest, case: Case) -> tuple[str, str]:
    at, known = now(), ""
    instant, then = at, nullcontext()  # type: Any, Any
    if asked := request.GET.get("known", ""):
        instant = read_instant(asked, at)
        require_known(case, instant)
        known, then = known_words(instant), known_at(instant, member=case.member_id)
    seen = Seen(request.user, instant, past=True)
    with then:
        context = case_context(case.reference, seen)
        by = f"{request.user} ({request.user.role_label})"
        return paper_html(context, request.GET, by=by, at=at, known=known)
