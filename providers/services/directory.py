"""The directory: providers added and amended, with their history."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from caseflow.access import Capability
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, StaleVersion
from members.names import search_key
from providers.models import Provider, Specialty, search_key_of


@dataclass(frozen=True, slots=True)
class ProviderEntry:
    """What the directory says of a provider."""

    name: str
    practice: str = ""
    specialties: tuple[Specialty, ...] = ()
    phone: str = ""
    fax: str = ""
    email: str = ""
    address: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    is_active: bool = True


LABELS = {
    "name": "Name",
    "practice": "Practice",
    "specialties": "Specialties",
    "phone": "Phone",
    "fax": "Fax",
    "email": "E-mail",
    "address": "Address",
    "city": "City",
    "state": "State",
    "zip": "ZIP code",
    "is_active": "Offered for new work",
}


def entry_of(provider: Provider) -> ProviderEntry:
    """The entry as it stands."""
    values = {name: getattr(provider, name) for name in _columns()}
    return ProviderEntry(specialties=tuple(provider.specialties.all()), **values)


def entry_text(entry: ProviderEntry) -> str:
    """The entry in words, one line a field, for two to be compared."""
    return "\n".join(
        f"{label}: {_said(getattr(entry, name))}"
        for name, label in LABELS.items()
        if _said(getattr(entry, name))
    )


def why_not_edit(user: User) -> str | None:
    """The directory is edited by those who correct facts."""
    if user.can(Capability.AMEND):
        return None
    return f"You do not have the right to {Capability.AMEND.label}."


@transaction.atomic
def create_provider(*, entry: ProviderEntry, by: User, now: datetime) -> Provider:
    """Adds a provider. RuleViolation when name, practice and city are in the directory."""
    if sentence := why_not_edit(by):
        raise RuleViolation(sentence)
    provider = Provider(**_values(entry))
    provider.search_key = search_key_of(provider)
    _save_new(provider, by=by, reason="Added to the directory", now=now)
    provider.specialties.set(entry.specialties)
    return provider


@transaction.atomic
def amend_provider(
    *,
    provider: Provider,
    entry: ProviderEntry,
    version: int,
    by: User,
    now: datetime,
    reason: str = "",
) -> Provider:
    """Changes the entry. StaleVersion when somebody saved it after `version` was opened."""
    provider = Provider.objects.select_for_update().get(pk=provider.pk)
    if provider.version != version:
        raise StaleVersion("Somebody changed the entry after you opened it.")
    if sentence := why_not_edit(by):
        raise RuleViolation(sentence)
    before, new = entry_of(provider), _values(entry)
    other_work = set(before.specialties) != set(entry.specialties)
    changed = [name for name, value in new.items() if getattr(provider, name) != value]
    if not changed and not other_work:
        raise RuleViolation("Nothing is different. Change a field, or leave the entry as it is.")
    for name in changed:
        setattr(provider, name, new[name])
    provider.search_key = search_key_of(provider)
    provider.version += 1
    columns = [*changed, "search_key", "version"]
    _save_new(provider, by=by, reason=reason.strip() or "Amended", now=now, fields=columns)
    if other_work:
        provider.specialties.set(entry.specialties)
    return provider


def _columns() -> list[str]:
    return [field.name for field in fields(ProviderEntry) if field.name != "specialties"]


def _values(entry: ProviderEntry) -> dict[str, Any]:
    values = {name: getattr(entry, name) for name in _columns()}
    stripped = {n: " ".join(v.split()) if isinstance(v, str) else v for n, v in values.items()}
    stripped["state"] = stripped["state"].upper()
    if not search_key(stripped["name"]):
        raise RuleViolation("Enter the provider's name, in letters or digits.", field="name")
    return stripped


def _save_new(provider: Provider, **tracked: Any) -> None:
    """Saves an entry that has no double; two at the same moment are told apart by the database."""
    _check_new(provider)
    try:
        with transaction.atomic():
            save_tracked(provider, **tracked)
    except IntegrityError:
        _check_new(provider)
        raise


def _check_new(provider: Provider) -> None:
    same = Provider.objects.filter(search_key=provider.search_key).exclude(pk=provider.pk).first()
    if same:
        raise RuleViolation(
            f"{same.label} is in the directory already. Amend that entry, or tell the two apart "
            "in name, practice or city.",
            field="name",
        )


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(sorted(str(part) for part in value))
    return str(value)
