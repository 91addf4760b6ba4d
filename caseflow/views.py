"""Pages of the office itself: sign-in, health, the access log, the roles."""

from django.http import HttpRequest, HttpResponse


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse("locked", status=403)
