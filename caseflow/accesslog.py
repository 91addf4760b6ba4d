"""Writing the access log: who opened which member, case, notice or file."""

from django.http import HttpRequest

from caseflow.dates import now
from caseflow.middleware import client_ip
from caseflow.models import AccessEntry


def log_access(
    request: HttpRequest, kind: str, subject: str = "", *, member_key: str = "", detail: str = ""
) -> None:
    """One entry for this request. `subject` is a reference or a star, never medical content."""
    AccessEntry(
        at=now(),
        user=request.user,
        kind=kind,
        subject=subject[:80],
        member_key=member_key,
        detail=detail[:200],
        address=client_ip(request),
        request_id=getattr(request, "request_id", ""),
    ).save(force_insert=True)
