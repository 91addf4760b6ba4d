"""Two thin layers around every request: its log line, and the limits of a session."""

import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from caseflow.logs import request_id

log = logging.getLogger("caseflow.request")
Handler = Callable[[HttpRequest], HttpResponse]


def client_ip(request: HttpRequest) -> str:
    """The visitor's address: the socket's, or the one that the outermost trusted proxy saw."""
    hops = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if hops and len(forwarded) >= hops and forwarded[-hops]:
        return forwarded[-hops]
    return request.META.get("REMOTE_ADDR", "") or "0.0.0.0"


def request_log(get_response: Handler) -> Handler:
    """One line a request: method, path without its query (it may hold a name), status, time."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.request_id = secrets.token_hex(6)
        token = request_id.set(request.request_id)
        started = time.perf_counter()
        try:
            response = get_response(request)
        finally:
            took = (time.perf_counter() - started) * 1000
            status = locals().get("response").status_code if "response" in locals() else 500
            user = getattr(getattr(request, "user", None), "pk", None) or "-"
            log.info("%s %s %s %.1fms user=%s", request.method, request.path, status, took, user)
            request_id.reset(token)
        response["X-Request-Id"] = request.request_id
        return response

    return handle


def session_limits(get_response: Handler) -> Handler:
    """Ends a session after SESSION_IDLE_SECONDS without a request, and in any case after
    SESSION_ABSOLUTE_SECONDS. The time of the last request is written at most once a minute."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            started = request.session.setdefault("started", now)
            seen = request.session.get("seen", now)
            if (
                now - seen > settings.SESSION_IDLE_SECONDS
                or now - started > settings.SESSION_ABSOLUTE_SECONDS
            ):
                return _signed_out(request)
            if now - seen >= 60 or "seen" not in request.session:
                request.session["seen"] = now
        return get_response(request)

    return handle


def _signed_out(request: HttpRequest) -> HttpResponse:
    here = request.get_full_path() if request.method == "GET" else "/"
    logout(request)
    request.session["ended"] = True
    return redirect(f"/login/?{urlencode({'next': here})}")
