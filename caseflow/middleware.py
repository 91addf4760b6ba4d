"""Two thin layers around every request: its log line, and the limits of a session."""

import logging
import secrets
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from caseflow.logs import request_id

log = logging.getLogger("caseflow.request")
Handler = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]

NO_ADDRESS = "0.0.0.0"  # a request without a socket, as in tests
ENDED_SENTENCES = {
    "idle": "Your session ended because nothing was opened for a while. What was saved is kept.",
    "long": "Your session ended because it had lasted for a full day's work. What was saved is "
    "kept.",
    "typed": "Your session had ended, so what you just sent was not saved. Your browser's Back "
    "may still hold what you typed: copy it before you sign in.",
}


def client_ip(request: HttpRequest) -> str:
    """The visitor's address: the socket's, or the one that the outermost trusted proxy saw.

    A forwarded value that is no address is not believed; the socket's stands in for it.
    """
    socket = _address(request.META.get("REMOTE_ADDR", "")) or NO_ADDRESS
    hops = settings.TRUSTED_PROXIES
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if not hops or len(forwarded) < hops:
        return socket
    return _address(forwarded[-hops].strip()) or socket


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        return ""


def request_log(get_response: Handler) -> Handler:
    """One line a request: method, path without its query (it may hold a name), status, time,
    and the person's key where the request asked who it is."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.request_id = secrets.token_hex(6)  # type: ignore[attr-defined]
        # Never reset: what is logged of this request after the last layer still has its id.
        request_id.set(request.request_id)  # type: ignore[attr-defined]
        started = time.perf_counter()
        response = get_response(request)
        took = (time.perf_counter() - started) * 1000
        # Only what was asked already: the log must not open a session by itself.
        person = getattr(getattr(request, "_cached_user", None), "pk", None) or "-"
        log.info(
            "%s %s %s %.1fms user=%s",
            request.method,
            request.path,
            response.status_code,
            took,
            person,
        )
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response

    return handle


def begin_session(request: HttpRequest) -> None:
    """Starts both clocks; signing in again must not inherit an old session's."""
    request.session["started"] = request.session["seen"] = int(time.time())


class SignedInOnly(LoginRequiredMiddleware):
    """As Django's, which asks who it is on public views too: that opens the session, and the
    database with it, where /healthz has to say that there is none."""

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True):
            return None
        found: HttpResponse | None = super().process_view(request, view, args, kwargs)
        return signed_out() if found is not None and asks_for_json(request) else found


def asks_for_json(request: HttpRequest) -> bool:
    """Whether a script asks, which cannot follow a person to the sign-in page."""
    return "application/json" in request.headers.get("Accept", "")


def signed_out() -> JsonResponse:
    """What a page's script is told when nobody is signed in any more."""
    said = {"signed_out": True, "sentence": "You were signed out."}
    return JsonResponse(said, status=401)


class SessionLimits:
    """Ends a session after SESSION_IDLE_SECONDS without a request, and in any case after
    SESSION_ABSOLUTE_SECONDS. The time of the last request is written once in a tenth of the idle
    limit, at most once a minute, so a session may end that much early, never late. Public views
    are left alone: they open no session."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        person = getattr(request, "_cached_user", None)
        if person and person.is_authenticated and not response.has_header("Cache-Control"):
            # No cache on the way keeps a page; the browser asks again. Not `no-store`: it would
            # take from Back what somebody has typed.
            patch_cache_control(response, private=True, no_cache=True)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        now = int(time.time())
        session = request.session
        started, seen = session.get("started"), session.get("seen")
        if started is None or seen is None:
            begin_session(request)
        elif now - seen > settings.SESSION_IDLE_SECONDS:
            return _ended(request, "idle")
        elif now - started > settings.SESSION_ABSOLUTE_SECONDS:
            return _ended(request, "long")
        elif now - seen >= min(60, settings.SESSION_IDLE_SECONDS // 10):
            session["seen"] = now
        return None


def _ended(request: HttpRequest, why: str) -> HttpResponse:
    """Signs out and leads to the sign-in page, which says why and brings the person back."""
    back = request.get_full_path()
    if request.method not in ("GET", "HEAD"):
        why, back = "typed", _page_before(request)
    logout(request)
    if asks_for_json(request):
        return signed_out()
    return redirect(f"{reverse('login')}?{urlencode({'next': back, 'ended': why})}")


def _page_before(request: HttpRequest) -> str:
    """The path of the page that sent this form, when it is one of ours; else the start."""
    referrer = request.headers.get("Referer", "")
    hosts = {request.get_host()}
    if not url_has_allowed_host_and_scheme(referrer, hosts, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(referrer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"
