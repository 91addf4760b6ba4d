"""Django admin of this room: units, and who of the staff is or is related to a member."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from caseflow.adminbase import TrackedAdmin, TrackedForm
from members.models import Member, StaffLink, Unit


@admin.register(Unit)
class UnitAdmin(TrackedAdmin):
    list_display = ("code", "name")
    search_fields = ("code", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()


class StaffLinkForm(TrackedForm):
    """Names the member by star, so that no list of 13,000 people is opened here."""

    star = forms.CharField(label="Star number", max_length=6)

    class Meta:
        model = StaffLink
        fields = ("user", "relation", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["star"].initial = self.instance.member.star_number

    def clean(self) -> dict[str, Any]:
        """A link keeps a person from a record, so nobody makes or loosens their own."""
        found: dict[str, Any] = super().clean() or {}
        people = {self.initial.get("user"), getattr(found.get("user"), "pk", None)}
        if self.request.user.pk in people:
            raise forms.ValidationError(
                "Your own links to members are changed by another administrator."
            )
        return found

    def clean_star(self) -> str:
        star = self.cleaned_data["star"].strip()
        held = Member.objects.filter(star_number=star).order_by("separated_on")
        member = held.filter(separated_on__isnull=True).first() or held.last()
        if member is None:
            raise forms.ValidationError(f"No member holds the star {star}. Check the number.")
        self.instance.member = member
        return star


@admin.register(StaffLink)
class StaffLinkAdmin(TrackedAdmin):
    form = StaffLinkForm
    fields = ("user", "star", "relation", "is_active", "reason")
    list_display = ("user", "relation", "star", "is_active")
    list_filter = ("is_active", "relation")
    list_select_related = ("user", "member")
    search_fields = ("user__username", "user__full_name", "member__star_number")

    @admin.display(description="Star")
    def star(self, link: StaffLink) -> str:
        return link.member.star_number
