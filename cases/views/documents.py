"""A file of a case, given out after the permission check and never opened by the browser."""

import logging

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.files import open_stored, stored_intact
from cases.services.documents import given_type
from cases.views.detail import case_for

logger = logging.getLogger(__name__)


@require_GET
@requires(Capability.SEE)
def case_document(request: HttpRequest, reference: str, key: str) -> HttpResponseBase:
    """Sends the file for saving. Whoever may not see the case gets 404, and so does everybody for
    a file that has another digest than the row."""
    case = case_for(request, reference)
    file = get_object_or_404(case.documents, key=key)
    if not stored_intact(file.sha256):
        logger.error("Document %s is missing from the store or changed", file.key)
        raise Http404("The file is missing from the store, or is not the one that was filed.")
    log_access(
        request, "file", case.reference, member_key=case.member.key, detail=f"document {file.key}"
    )
    response = FileResponse(
        open_stored(file.sha256),
        as_attachment=True,
        filename=file.name,
        content_type=given_type(file),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
