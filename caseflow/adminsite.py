"""Django admin for administrators: it asks for the capability to configure, and nothing else."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.http import urlencode

from caseflow.access import Capability, sentence_for

NEEDED = (Capability.CONFIGURE,)
LEFT_OUT = {"view_on_site"}  # it would name any row of any table by its address


class CaseflowAdminSite(AdminSite):
    site_header = "Caseflow administration"
    site_title = "Caseflow"
    index_title = "Configure the office"
    index_template = "caseflow/admin_index.html"

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_authenticated and user.can(Capability.CONFIGURE)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """As Django's, but a signed-in person without the right gets 403 with the sentence."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied(sentence_for(NEEDED))
            return inner(request, *args, **kwargs)

        guarded.__dict__.update(inner.__dict__)
        return guarded

    def get_urls(self) -> list[URLPattern | URLResolver]:
        patterns = [p for p in super().get_urls() if getattr(p, "name", "") not in LEFT_OUT]
        _declare(patterns)
        return patterns

    @login_not_required
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one sign-in page."""
        goal = request.GET.get("next", reverse("admin:index"))
        return redirect(f"{reverse('login')}?{urlencode({'next': goal})}")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one page for one's own password, and its change has a history."""
        return redirect("change_password")


def _declare(patterns: Iterable[URLPattern | URLResolver]) -> None:
    """Every address of the admin says what it needs, and sends visitors to the one sign-in."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _declare(pattern.url_patterns)
        elif hasattr(pattern.callback, "__dict__") and pattern.name != "login":
            pattern.callback.__dict__.pop("login_url", None)
            pattern.callback.capabilities = NEEDED


class CaseflowAdminConfig(AdminConfig):
    default_site = "caseflow.adminsite.CaseflowAdminSite"
