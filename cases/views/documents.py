"""A file of a case, given out after the permission check and never opened by the browser."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.files import open_stored
from cases.services.documents import given_type
from cases.views.detail import case_for


@require_GET
@requires(Capability.SEE)
def case_document(request: HttpRequest, reference: str, key: str) -> HttpResponseBase:
    """Sends the file for saving. Whoever may not see the case gets 404."""
    case = case_for(request, reference)
    file = get_object_or_404(case.documents, key=key)
    log_access(
        request, "file", case.reference, member_key=case.member.key, detail=f"document {file.key}"
    )
    try:
        content = open_stored(file.sha256)
    except FileNotFoundError as error:
        raise Http404("The file is missing from the store.") from error
    response = FileResponse(
        content, as_attachment=True, filename=file.name, content_type=given_type(file)
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
