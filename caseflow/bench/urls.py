"""The addresses of the office and, beside them, the floor: only the bench's own server has it."""

import gc

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET

from caseflow.access import requires
from caseflow.bench.targets import targets
from caseflow.dates import today
from caseflow.urls import urlpatterns as office


@require_GET
@requires()
def floor(request: HttpRequest) -> HttpResponse:
    """What every page pays: the session, the user, a bare response."""
    return HttpResponse(f"{request.user.pk}", content_type="text/plain")


@require_GET
@requires()
def what_to_measure(request: HttpRequest) -> HttpResponse:
    return JsonResponse(targets(on=today()))


@require_GET
@requires()
def sweep(request: HttpRequest) -> HttpResponse:
    """Collects what requests have left behind; the collector is off while a page is measured."""
    return HttpResponse(f"{gc.collect()}", content_type="text/plain")


urlpatterns = [
    path("bench/floor/", floor),
    path("bench/targets/", what_to_measure),
    path("bench/sweep/", sweep),
    *office,
]
