"""What-if on the member page: scenarios side by side, computed and not saved."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import now, today
from caseflow.forms import Form
from caseflow.refusals import RuleViolation
from cases.models import Case, NoteKind
from cases.rules.policy import PolicyMissing
from cases.services.facts import facts_of, load_policy
from cases.services.notes import add_note
from members.models import Member
from members.views_member import member_for
from members.what_if import LETTERS, Column, ScenarioForm, compare, note_text

KIND = "call_member"


class KeepForm(Form):
    """Where the comparison is kept, and what it was said about."""

    case = forms.ModelChoiceField(queryset=None, label="Keep as a note on")
    said = forms.CharField(
        label="What the member was told", max_length=400, required=False, help_text="In your words."
    )

    def __init__(self, *args: Any, cases: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["case"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = cases
        first = cases.first()
        field.initial = first.pk if first else None


@require_http_methods(["GET", "POST"])
@requires(Capability.SEE)
def member_what_if(request: HttpRequest, slug: str) -> HttpResponse:
    """GET computes and saves nothing; POST keeps what it shows as a note of the case."""
    member = member_for(request, slug)
    log_access(request, "member", member.star_number, member_key=member.key, detail="what-if")
    typed = request.POST if request.method == "POST" else request.GET
    on = today()
    facts = facts_of(member)
    sheets = [
        ScenarioForm(typed if _filled(typed, letter) else None, prefix=letter, facts=facts)
        for letter in LETTERS
    ]
    context: dict[str, Any] = {"member": member, "on": on, "sheets": _named(sheets)}
    try:
        context["columns"] = columns = _columns(sheets, facts, on)
    except PolicyMissing as missing:
        context |= {"columns": [], "why_not": str(missing)}
        return render(request, "members/what_if.html", context)
    keep = KeepForm(
        request.POST if request.method == "POST" else None, cases=_cases(request, member)
    )
    context |= {"keep": keep, "why_no_note": _why_no_note(request, member), "query": typed}
    context["kept"] = [(name, typed[name]) for name in typed if _is_scenario(name)]
    whole = all(sheet.is_valid() for sheet in sheets if sheet.is_bound)
    whole = whole and not any(column.refused for column in columns)
    context["can_keep"] = whole and len(columns) > 1
    kept = request.method == "POST" and whole and keep.is_valid()
    if kept and (response := _keep(request, keep, columns, on)):
        return response
    refused = request.method == "POST" or not whole
    return render(request, "members/what_if.html", context, status=422 if refused else 200)


def _keep(
    request: HttpRequest, keep: KeepForm, columns: list[Column], on: date
) -> HttpResponse | None:
    case, said = keep.cleaned_data["case"], keep.cleaned_data["said"].strip()
    text = note_text(columns, on)
    try:
        note = add_note(
            case=case,
            kind=NoteKind.objects.get(code=KIND),
            text=f"{said}\n\n{text}" if said else text,
            happened_at=now(),
            by=request.user,
            now=now(),
        )
    except RuleViolation as refusal:
        keep.add_error(None, str(refusal))
        return None
    messages.success(request, f"Kept as note {note.number} of {case.reference}.")
    return redirect(case)


def _columns(sheets: list[ScenarioForm], facts: Any, on: date) -> list[Column]:
    """The comparison; a scenario that contradicts the facts says so at its field."""
    scenarios = []
    by_label = {}
    for letter, sheet in zip(LETTERS, sheets, strict=True):
        label = f"Scenario {letter.upper()}"
        if sheet.is_bound and sheet.is_valid():
            scenario = sheet.scenario(label)
            by_label[label] = sheet
            scenarios.append(scenario)
    columns, refused = compare(scenarios, facts, load_policy(), on)
    for label, error in refused.items():
        by_label[label].add_error(error.field, str(error))
    return columns


def _named(sheets: list[ScenarioForm]) -> list[tuple[str, ScenarioForm]]:
    """Heading and form."""
    return [
        (f"Scenario {letter.upper()}", sheet) for letter, sheet in zip(LETTERS, sheets, strict=True)
    ]


def _is_scenario(name: str) -> bool:
    return name[:2] in {f"{letter}-" for letter in LETTERS}


def _filled(typed: QueryDict, letter: str) -> bool:
    return any(value for name, value in typed.items() if name.startswith(f"{letter}-"))


def _cases(request: HttpRequest, member: Member) -> Any:
    return Case.objects.visible_to(request.user).filter(member=member).order_by("-first_day", "-id")


def _why_no_note(request: HttpRequest, member: Member) -> str:
    if not request.user.can(Capability.NOTE):
        return f"You do not have the right to {Capability.NOTE.label}."
    if not _cases(request, member).exists():
        return "The member has no case that a note could be written on."
    return ""


def what_if_url(member: Member) -> str:
    page = member.get_absolute_url().rstrip("/").rpartition("/")[2]
    return reverse("members:what_if", args=[page])
