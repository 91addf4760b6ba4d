"""Django admin of this room: specialties and the directory."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from caseflow.adminbase import TrackedAdmin, TrackedForm
from providers.models import Provider, Specialty, search_key_of


@admin.register(Specialty)
class SpecialtyAdmin(TrackedAdmin):
    list_display = ("name", "code")
    search_fields = ("name", "code")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()


class ProviderForm(TrackedForm):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.version

    class Meta:
        model = Provider
        exclude = ("search_key", "version", "key")

    def clean(self) -> dict[str, Any]:
        """The same name, practice and city twice would be two files for one provider."""
        found: dict[str, Any] = super().clean() or {}
        if self.instance.pk and found.get("seen") != self.instance.version:
            raise forms.ValidationError(
                "Somebody changed the entry after you opened it. Open it again; copy what you "
                "typed first."
            )
        entered = Provider(**{name: found.get(name, "") for name in ("name", "practice", "city")})
        same = Provider.objects.filter(search_key=search_key_of(entered))
        if found.get("name") and same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(
                "This provider is in the directory already. Amend that entry, or tell the two "
                "apart in name, practice or city."
            )
        return found


@admin.register(Provider)
class ProviderAdmin(TrackedAdmin):
    form = ProviderForm
    list_display = ("name", "practice", "city", "phone", "is_active")
    list_filter = ("is_active", "specialties")
    search_fields = ("name", "practice", "city")
    filter_horizontal = ("specialties",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.search_key = search_key_of(obj)
        if change:
            obj.version += 1
        super().save_model(request, obj, form, change)
