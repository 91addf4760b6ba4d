"""The days of a member, a month at a time: the ribbon for who reads it day by day."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import today
from caseflow.forms import Form
from cases.rules.facts import MemberFacts
from cases.rules.policy import PolicyMissing
from cases.services.facts import facts_of, load_policy
from members.forms import FIRST_YEAR, LAST_YEAR
from members.models import Member
from members.pages.counting import DayCount, counts_of
from members.pages.coverage import uncovered
from members.pages.marks import marks_of, notes_of
from members.pages.month import WEEK, bounds, month_of
from members.pages.record import letters_of, reports_of, visits_of
from members.pages.ribbon import legend
from members.status import service_of, stretches
from members.views_member import member_for


class MonthForm(Form):
    """The month to show, written as 2026-02."""

    month = forms.CharField(label="Month, as 2026-02", required=False, max_length=7)

    def clean_month(self) -> date | None:
        text = self.cleaned_data["month"].strip()
        if not text:
            return None
        try:
            first = date.fromisoformat(f"{text}-01")
        except ValueError:
            raise forms.ValidationError("That is not a month. Write it as 2026-02.") from None
        if not FIRST_YEAR <= first.year <= LAST_YEAR:
            raise forms.ValidationError(
                f"Choose a month of the years {FIRST_YEAR} to {LAST_YEAR}, not of {first.year}."
            )
        return first


@require_GET
@requires(Capability.SEE)
def member_days(request: HttpRequest, slug: str) -> HttpResponse:
    """One month: what every day is, and which day of its account."""
    member = member_for(request, slug)
    log_access(request, "member", member.star_number, member_key=member.key, detail="days")
    form = MonthForm({"month": request.GET.get("month", f"{today():%Y-%m}")})
    asked = form.cleaned_data["month"] if form.is_valid() else None
    first, last = bounds(*(asked or today()).timetuple()[:2])
    facts = facts_of(member)
    known = stretches(
        service_of(member.appointed_on, member.separated_on, facts), first, min(last, today())
    )
    context: dict[str, Any] = {"member": member, "form": form, "today": today(), "week": WEEK}
    counts: dict[date, DayCount] = {}
    try:
        counts = _counts(facts, first, min(last, today()))
    except PolicyMissing as missing:
        context["usage_refused"] = str(missing)
    gaps = uncovered(known, notes_of(reports_of(member)))
    sent, seen = letters_of(member), visits_of(member)
    marks = marks_of(member, sent, seen, first, last)
    context |= {
        "month": month_of((first, last), today(), member.appointed_on, known, counts, gaps, marks),
        "legend": legend(known, gaps, marks),
        "stretches": known,
        "marks": marks,
        **_neighbours(member, first, last),
    }
    return render(request, "members/days.html", context, status=200 if form.is_valid() else 422)


def _counts(facts: MemberFacts, first: date, last: date) -> dict[date, DayCount]:
    return counts_of(facts, load_policy(), first, last) if first <= last else {}


def _neighbours(member: Member, first: date, last: date) -> dict[str, date | None]:
    """The last day of the month before and the first of the one after; None where there is
    nothing to see."""
    before = date.fromordinal(first.toordinal() - 1)
    after = date.fromordinal(last.toordinal() + 1)
    return {
        "before": before if before >= member.appointed_on else None,
        "after": after if after.year <= LAST_YEAR else None,
    }
