"""Who may do what: the roles and their capabilities, in one table.

docs/access.md is written from it (`manage.py access_table`) and a test compares the two.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse


class Capability(StrEnum):
    """What a person may do; the label says it as a sentence's end."""

    SEE = "see"
    OPEN = "open"
    NOTE = "note"
    AMEND = "amend"
    ASSIGN = "assign"
    CLOSE = "close"
    CERTIFY = "certify"
    DECIDE = "decide"
    ISSUE = "issue"
    IMPORT = "import"
    SUPERVISE = "supervise"
    AUDIT = "audit"
    CONFIGURE = "configure"

    @property
    def label(self) -> str:
        return CAPABILITY_LABELS[self]


CAPABILITY_LABELS = {
    Capability.SEE: "see members, cases and notices",
    Capability.OPEN: "open a case from a call",
    Capability.NOTE: "write notes, record reports and appointments",
    Capability.AMEND: "amend what they wrote, and correct the facts of a case",
    Capability.ASSIGN: "take a case and hand over their own",
    Capability.CLOSE: "hold, close and reopen a case",
    Capability.CERTIFY: "certify, set the recuperation category, release to duty",
    Capability.DECIDE: "decide medical questions",
    Capability.ISSUE: "issue written notifications",
    Capability.IMPORT: "import rosters and absences",
    Capability.SUPERVISE: "see the team, assign any case, amend anyone's note",
    Capability.AUDIT: "read the access log",
    Capability.CONFIGURE: "configure the office in Django admin",
}


@dataclass(frozen=True, slots=True)
class Role:
    code: str
    label: str
    does: str
    capabilities: frozenset[Capability]


def _role(code: str, label: str, does: str, *capabilities: Capability) -> Role:
    return Role(code, label, does, frozenset(capabilities))


C = Capability
_CASEWORK = (C.SEE, C.OPEN, C.NOTE, C.AMEND, C.ASSIGN, C.CLOSE, C.CERTIFY, C.ISSUE)
ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        _role("coordinator", "Coordinator", "Keeps a caseload from call to closing.", *_CASEWORK),
        _role("trainee", "Trainee", "Learns the work beside a coordinator.", C.SEE, C.OPEN, C.NOTE),
        _role(
            "lead",
            "Lead coordinator",
            "Leads the team's work.",
            *_CASEWORK,
            C.DECIDE,
            C.SUPERVISE,
        ),
        _role(
            "supervisor",
            "Supervisor",
            "Reviews the load and the risks.",
            *_CASEWORK,
            C.DECIDE,
            C.SUPERVISE,
            C.IMPORT,
        ),
        _role(
            "physician",
            "Physician",
            "Decides medical questions.",
            C.SEE,
            C.NOTE,
            C.AMEND,
            C.CERTIFY,
            C.DECIDE,
        ),
        _role("intake", "Intake", "Takes calls and paper.", C.SEE, C.OPEN, C.NOTE),
        _role("records", "Records", "Builds productions from the file.", C.SEE),
        _role("auditor", "Auditor", "Reads everything and changes nothing.", C.SEE, C.AUDIT),
        _role(
            "admin",
            "Administrator",
            "Configures the office; sees no medical content.",
            C.CONFIGURE,
            C.IMPORT,
        ),
    )
}


KEEPERS = frozenset({"coordinator", "trainee", "lead", "supervisor"})
"""The roles whose people keep cases of their own."""


def capabilities_of(roles: list[str]) -> frozenset[Capability]:
    """The union of the capabilities of the roles; an unknown role gives none."""
    return frozenset().union(*(ROLES[code].capabilities for code in roles if code in ROLES))


View = Callable[..., HttpResponse]


def requires(*needed: Capability) -> Callable[[View], View]:
    """Lets a view run only for a person with one of the capabilities (none: anyone signed in)."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if needed and not any(request.user.can(capability) for capability in needed):
                raise PermissionDenied(sentence_for(needed))
            return view(request, *args, **kwargs)

        guarded.capabilities = needed  # type: ignore[attr-defined]
        return guarded

    return wrap


def sentence_for(needed: tuple[Capability, ...]) -> str:
    """Why the page is refused, in words: what it takes and who has it."""
    wanted = " or ".join(capability.label for capability in needed)
    holders = sorted(
        role.label for role in ROLES.values() if role.capabilities.intersection(needed)
    )
    return f"This takes the right to {wanted}. Who has it: {', '.join(holders)}."


def access_table() -> str:
    """docs/access.md: the table as Markdown, one row a role, one column a capability."""
    head = "| Role | " + " | ".join(Capability) + " |"
    rule = "|---|" + "---|" * len(Capability)
    rows = [
        f"| {role.label} | "
        + " | ".join("yes" if capability in role.capabilities else "" for capability in Capability)
        + " |"
        for role in ROLES.values()
    ]
    meanings = [f"- **{capability}**: {capability.label}" for capability in Capability]
    return "\n".join(
        [
            "# Who may do what",
            "",
            "Written by `manage.py access_table` from `caseflow/access.py`. A person with several "
            "roles has the union of their capabilities. Nobody sees their own record or a "
            "relative's, whatever the role.",
            "",
            head,
            rule,
            *rows,
            "",
            *meanings,
            "",
        ]
    )
