"""The calendars of days off for everybody to read, and counting a time limit by them."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.calendars import WEEKDAYS, load_calendars
from caseflow.dates import today
from caseflow.deadlines import CalendarMissing
from caseflow.models import CalendarDay, CalendarVersion
from cases.calendar_forms import CountForm
from cases.calendar_lines import Shown, shown, version_lines, year_days, years
from cases.services.facts import load_policy

READERS = (Capability.SEE, Capability.CONFIGURE)


@require_GET
@requires(*READERS)
def calendar_list(request: HttpRequest) -> HttpResponse:
    """A year over all calendars, their newest versions, and a time limit counted by hand."""
    versions = _versions()
    rows = shown(versions, load_policy(), today())
    first = min((row.version.covers_from.year for row in rows), default=today().year)
    last = max((row.version.covers_to.year for row in rows), default=today().year)
    year = _year(request, first, last)
    days = CalendarDay.objects.filter(day__year=year).order_by("day", "calendar__name")
    form, counted = _counted(request, rows)
    context = {
        "rows": rows,
        "year": year,
        "before": year - 1 if year > first else None,
        "after": year + 1 if year < last else None,
        "days": year_days(rows, days),
        "form": form,
        "counted": counted,
        "may_publish": request.user.can(Capability.CONFIGURE),
    }
    refused = form.is_bound and not form.is_valid()
    return render(request, "policy/calendars.html", context, status=422 if refused else 200)


@require_GET
@requires(*READERS)
def calendar_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One calendar: its versions and its days, year by year."""
    versions = [each for each in _versions() if each.calendar.code == code]
    if not versions:
        raise Http404
    days = list(CalendarDay.objects.filter(calendar=versions[-1].calendar))
    context = {
        "row": shown(versions, load_policy(), today())[0],
        "versions": version_lines(versions, days),
        "years": years(days).items(),
        "this_year": today().year,
        "may_publish": request.user.can(Capability.CONFIGURE),
    }
    return render(request, "policy/calendar.html", context)


def _versions() -> list[CalendarVersion]:
    rows = CalendarVersion.objects.select_related("calendar", "published_by")
    return list(rows.order_by("calendar__name", "number"))


def _year(request: HttpRequest, first: int, last: int) -> int:
    """The year that the address asks for, if some calendar knows it; else this one."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else 0
    return year if first <= year <= last else min(max(today().year, first), last)


def _counted(request: HttpRequest, rows: list[Shown]) -> tuple[CountForm, Any]:
    """The form, and what it counts: a Deadline or None."""
    choices = [(row.calendar.code, row.calendar.name) for row in rows]
    choices.append((WEEKDAYS, "Monday to Friday, holidays included"))
    bound = request.GET if "number" in request.GET else None
    form = CountForm(bound, calendars=choices, initial={"day": today(), "calendar": "city"})
    if not form.is_valid():
        return form, None
    try:
        return form, form.counted(load_calendars())
    except CalendarMissing as missing:
        form.add_error("calendar", str(missing))
    except (OverflowError, ValueError):
        form.add_error("number", f"The count leaves the calendar, {date.min} to {date.max}.")
    return form, None
