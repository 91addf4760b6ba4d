"""Django admin of this room: kinds of note, and policy values with their two persons."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from caseflow.adminbase import REASON, TrackedAdmin, TrackedForm
from caseflow.dates import now, today, words
from caseflow.refusals import RuleViolation
from cases.models import NoteKind, PolicyValue
from cases.policy_forms import key_choices
from cases.rules.policy_values import described, overlapping, read_value, said, value_words
from cases.services.facts import policy_row
from cases.services.policy import (
    Proposal,
    approve_policy_value,
    check_proposal,
    end_policy_value,
    propose_policy_value,
)
from cases.services.policy_impact import proposal_digest
from members.ranks import Rank

PROPOSED_FIELDS = tuple(Proposal.__dataclass_fields__)


@admin.register(NoteKind)
class NoteKindAdmin(TrackedAdmin):
    list_display = ("label", "code", "position", "is_active", "is_contact")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()


class ProposalForm(TrackedForm):
    """A value that waits for somebody else's approval."""

    key = forms.ChoiceField(choices=key_choices)
    value = forms.CharField(
        max_length=200, help_text="365, yes, a name, or a list such as 180, 120, 90."
    )
    rank = forms.ChoiceField(choices=[("", "any"), *Rank.choices], required=False)

    class Meta:
        model = PolicyValue
        fields = PROPOSED_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["value"] = said(self.instance.value)

    def clean_value(self) -> Any:
        return read_value(self.cleaned_data.get("key", ""), self.cleaned_data["value"])

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                check_proposal(self.proposal())
            except RuleViolation as refused:
                self.add_error(refused.field, refused.sentence)
        return found

    def proposal(self) -> Proposal:
        return Proposal(**{name: self.cleaned_data[name] for name in PROPOSED_FIELDS})


class EndForm(TrackedForm):
    """The one thing that can be said of an approved value: its last day, and why."""

    class Meta:
        model = PolicyValue
        fields = ("effective_to",)

    def clean(self) -> dict[str, Any]:
        """Tries the service and takes it back, so that its sentence stands at the field."""
        found: dict[str, Any] = super().clean() or {}
        if self.errors or "effective_to" not in self.changed_data:
            return found
        if found["effective_to"] is None:
            raise forms.ValidationError("Enter the last day.")
        try:
            with transaction.atomic():
                self.end()
                transaction.set_rollback(True)
        except RuleViolation as refused:
            self.add_error(refused.field, refused.sentence)
        return found

    def end(self) -> PolicyValue:
        return end_policy_value(
            value=PolicyValue.objects.get(pk=self.instance.pk),
            effective_to=self.cleaned_data["effective_to"],
            reason=self.cleaned_data[REASON],
            by=self.request.user,
            now=now(),
            on=today(),
        )


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("proposed", "Proposed"), ("approved", "Approved")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "approved":
            return queryset.filter(approved_at__isnull=False)
        if self.value() == "proposed":
            return queryset.filter(approved_at__isnull=True, withdrawn_at__isnull=True)
        return queryset


@admin.register(PolicyValue)
class PolicyValueAdmin(TrackedAdmin):
    """Adding proposes; an action approves, which the proposer may not; approved rows only end."""

    list_display = ("key", "value_in_words", "read_in_source", "whom", "in_force", "state")
    list_filter = (StateFilter, "verified")
    list_select_related = ("proposed_by", "approved_by")
    search_fields = ("key", "source")
    actions = ("approve", "approve_and_end")
    DECIDED = ("unit", "proposed_by", "proposed_at", "approved_by", "approved_at")

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = EndForm if obj and not obj.is_proposed else ProposalForm
        return super().get_form(request, obj, **{**kwargs, "form": form})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*PROPOSED_FIELDS, *(self.DECIDED if obj else ()), REASON)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        if obj.is_proposed:
            return self.DECIDED
        ends = () if obj.withdrawn_at else ("effective_to",)
        return tuple(name for name in (*PROPOSED_FIELDS, *self.DECIDED) if name not in ends)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Through the services, which write the history and compute anew."""
        if change and not set(form.changed_data) - {REASON}:
            return
        if isinstance(form, EndForm):
            form.end()
            return
        saved = propose_policy_value(
            proposal=form.proposal(),
            by=request.user,
            now=now(),
            reason=form.cleaned_data[REASON],
            instead=obj.pk,
        )
        obj.pk = saved.pk
        messages.info(request, f"Compute its impact on its page, {saved.get_absolute_url()}.")
        approved = PolicyValue.objects.approved().filter(key=saved.key)
        if shared := overlapping(policy_row(saved), map(policy_row, approved)):
            messages.warning(request, f"It shares days with {described(shared[0])}.")

    @admin.action(description="Approve", permissions=["change"])
    def approve(self, request: HttpRequest, values: QuerySet[PolicyValue]) -> None:
        self._approve(request, values, end_previous=False)

    @admin.action(description="Approve, and end the value before it", permissions=["change"])
    def approve_and_end(self, request: HttpRequest, values: QuerySet[PolicyValue]) -> None:
        self._approve(request, values, end_previous=True)

    def _approve(
        self, request: HttpRequest, values: QuerySet[PolicyValue], *, end_previous: bool
    ) -> None:
        for value in values:
            try:
                approve_policy_value(
                    value=value,
                    by=request.user,
                    now=now(),
                    on=today(),
                    seen=request.POST.get(f"seen_{value.pk}", ""),
                    end_previous=end_previous,
                )
            except RuleViolation as refused:
                messages.error(request, refused.sentence)
            else:
                messages.success(request, f"In force: {described(policy_row(value))}.")

    def action_checkbox(self, obj: Any) -> str:
        """With the version that the list shows, so that no other is approved in its place."""
        seen = proposal_digest(obj)
        box = super().action_checkbox(obj)
        return format_html('{}<input type="hidden" name="seen_{}" value="{}">', box, obj.pk, seen)

    @admin.display(description="Value")
    def value_in_words(self, value: PolicyValue) -> str:
        return value_words(policy_row(value))

    @admin.display(description="In force", ordering="effective_from")
    def in_force(self, value: PolicyValue) -> str:
        first, last = value.effective_from, value.effective_to
        parts = (first and f"from {words(first)}", last and f"to {words(last)}")
        return " ".join(part for part in parts if part) or "always"

    @admin.display(description="For")
    def whom(self, value: PolicyValue) -> str:
        return " and ".join(part for part in (value.bargaining_unit, value.rank) if part) or "all"

    @admin.display(description="State")
    def state(self, value: PolicyValue) -> str:
        if value.withdrawn_at:
            return "withdrawn"
        if value.approved_by is None:
            return f"proposed by {value.proposed_by}"
        return f"approved by {value.approved_by}"

    @admin.display(description="Source", ordering="verified")
    def read_in_source(self, value: PolicyValue) -> str:
        return "verified" if value.verified else "NOT VERIFIED"
