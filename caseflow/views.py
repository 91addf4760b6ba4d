"""Pages of the office itself: signing in and out, health, the roles, refusals of the frame."""

from math import ceil
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from caseflow.access import ROLES, Capability, requires
from caseflow.accesslog import log_access
from caseflow.middleware import ENDED_SENTENCES, asks_for_json, begin_session
from caseflow.models import AccessEntry


class SignIn(LoginView):
    """The sign-in page. `?next=` is kept through failures and followed only within the site."""

    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        begin_session(self.request)
        log_access(self.request, AccessEntry.Kind.SIGN_IN)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_redirect_url(self) -> str:
        """Nobody is sent back to the page they just left: signing in or out."""
        found = super().get_redirect_url()
        return "" if urlsplit(found).path in (reverse("login"), reverse("logout")) else found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ended = ENDED_SENTENCES.get(self.request.GET.get("ended", ""), "")
        return super().get_context_data(ended=ended, **kwargs)


sign_in = SignIn.as_view()
sign_out = login_not_required(LogoutView.as_view())


class ChangePassword(PasswordChangeView):
    """A person changes their own password; the change is in their history, the password is not."""

    template_name = "registration/change_password.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        user = self.request.user
        user._history_user, user._change_reason = user, "Changed their own password"
        return super().get_form_kwargs()

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_success_url(self) -> str:
        return reverse("today")


change_password = requires()(ChangePassword.as_view())


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """What django-axes shows once a name failed too often from one address."""
    minutes = ceil(settings.AXES_COOLOFF_TIME * 60)
    context = {"minutes": minutes, "limit": settings.AXES_FAILURE_LIMIT}
    response = render(request, "caseflow/locked_out.html", context, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


@never_cache
@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """For balancers and monitors: whether the database answers. Touches no session."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except (DatabaseError, InterfaceError):
        return HttpResponse("database does not answer", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask by the old name, on pages without a link to the picture."""
    return redirect(static("img/favicon.svg"), permanent=True)


@require_GET
@requires()
def role_table(request: HttpRequest) -> HttpResponse:
    """Who may do what, for anyone signed in."""
    rows = [
        {
            "role": role,
            "mine": role.code in request.user.roles,
            "cells": [(capability, capability in role.capabilities) for capability in Capability],
        }
        for role in ROLES.values()
    ]
    return render(request, "caseflow/roles.html", {"rows": rows, "capabilities": list(Capability)})


@require_GET
@requires()
def key_page(request: HttpRequest) -> HttpResponse:
    """The single keys, with the switch that this browser remembers."""
    return render(request, "caseflow/keys.html")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token did not fit: an old page, or a browser without cookies. A script is told,
    so that it can fetch another and try again."""
    if asks_for_json(request):
        return JsonResponse({"token": False, "sentence": "This page is too old."}, status=403)
    return render(request, "csrf_failed.html", status=403)
