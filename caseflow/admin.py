"""Django admin of the office's own rows: staff and their roles."""

from typing import Any

from axes.utils import reset as open_sign_in
from django import forms
from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.html import format_html

from caseflow import admin_calendars  # noqa: F401  (registers the calendars)
from caseflow.access import ROLES
from caseflow.adminbase import TrackedAdmin, TrackedForm
from caseflow.models import SYSTEM_USERNAME, User

admin.site.unregister(Group)
admin.site.disable_action("delete_selected")

ROLE_CHOICES = [(role.code, f"{role.label}: {role.does}") for role in ROLES.values()]
PERSON = ("full_name", "title", "email", "phone")


class RolesMixin(forms.Form):
    roles = forms.MultipleChoiceField(
        choices=ROLE_CHOICES, widget=forms.CheckboxSelectMultiple, required=False
    )

    def clean_username(self) -> str:
        """Two names that differ in case alone would be taken for each other."""
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Somebody has this user name. Choose another one.")
        return name


class UserForm(RolesMixin, TrackedForm):
    class Meta:
        model = User
        fields = ("username", *PERSON, "roles", "is_active")

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        own = self.instance.pk == self.request.user.pk
        if own and {"roles", "is_active"} & set(self.changed_data):
            raise forms.ValidationError(
                "Your own roles and your own sign-in are changed by another administrator."
            )
        return found


class AddUserForm(RolesMixin, BaseUserCreationForm):
    class Meta:
        model = User
        fields = ("username", *PERSON, "roles")


class RoleFilter(admin.SimpleListFilter):
    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(role.code, role.label) for role in ROLES.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        if self.value() not in ROLES:
            return queryset
        text = Cast("roles", TextField())
        return queryset.annotate(roles_text=text).filter(roles_text__contains=f'"{self.value()}"')


@admin.register(User)
class UserAdmin(TrackedAdmin, auth_admin.UserAdmin):
    form = UserForm
    add_form = AddUserForm
    list_display = ("username", "full_name", "role_label", "title", "is_active")
    list_filter = ("is_active", RoleFilter)
    search_fields = ("username", "full_name")
    ordering = ("full_name",)
    filter_horizontal = ()
    readonly_fields = ("new_password",)
    fieldsets = (
        (None, {"fields": ("username", "new_password", *PERSON)}),
        ("What they may do", {"fields": ("roles", "is_active")}),
        (None, {"fields": ("reason",)}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "password1", "password2", *PERSON)}),
        ("What they may do", {"fields": ("roles",)}),
    )
    actions = ("open_sign_in_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Everybody but the system's own user, as whom nobody signs in."""
        return super().get_queryset(request).exclude(username=SYSTEM_USERNAME)

    @admin.display(description="Password")
    def new_password(self, user: User) -> str:
        return format_html('<a href="{}">{}</a>', "../password/", "Set a new password")

    @admin.action(description="Open sign-in again after a lock-out", permissions=["change"])
    def open_sign_in_again(self, request: HttpRequest, users: QuerySet[User]) -> None:
        for user in users:
            open_sign_in(username=user.username)
            messages.success(request, f"{user.username} can try to sign in again.")
