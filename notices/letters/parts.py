"""What every letter has: the office's head, whom it goes to, who answers for it.

Frozen values, and the allow-list of what a letter may hold: there is no field for a diagnosis or
the nature of an absence, so none can slip in.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.models import Case
from members.models import Member


@dataclass(frozen=True, slots=True)
class Letterhead:
    department: str
    office: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """`lines` stand below the name in the window of a number 10 envelope; no rank in sight."""

    name: str
    lines: tuple[str, ...]
    greeting: str
    star: str


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    title: str
    phone: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """Of which case a letter is made, who answers for it, and the day it is as of and dated.

    A letter about no case names its member instead; `ask` is what it was asked for, as its kind
    has it.
    """

    case: Case | None
    by: User
    on: date
    member: Member | None = None
    ask: Any = None

    @property
    def whose(self) -> Member:
        """To whom the letter goes."""
        member = self.case.member if self.case else self.member
        assert member is not None, "a letter is of a case or of a member"
        return member

    @property
    def of_case(self) -> Case:
        """The case of a letter that has one."""
        assert self.case is not None, "a letter of this kind is of a case"
        return self.case


def letterhead() -> Letterhead:
    """The office's, from the settings; address and telephone may be empty."""
    return Letterhead(
        settings.DEPARTMENT_NAME,
        settings.OFFICE_NAME,
        settings.OFFICE_ADDRESS,
        settings.OFFICE_PHONE,
    )


def recipient(member: Member) -> Recipient:
    """Raises RuleViolation naming every part of the address that the record lacks."""
    parts = (
        ("street address", member.address),
        ("city", member.city),
        ("state", member.state),
        ("ZIP code", member.zip),
    )
    missing = [what for what, value in parts if not value.strip()]
    if missing:
        raise RuleViolation(
            f"Star {member.star_number} has no {_either(missing)} on record, so the letter cannot "
            "be sent. Have it entered in the roster and imported, then open the preview again."
        )
    return Recipient(
        name=member.letter_name,
        lines=(member.address, f"{member.city}, {member.state} {member.zip}"),
        greeting=f"{member.get_rank_display()} {member.last_name}",
        star=member.star_number,
    )


def person(user: User) -> Person:
    """Somebody to call. Raises RuleViolation when neither they nor the office have a telephone."""
    phone = user.phone or settings.OFFICE_PHONE
    if not phone:
        raise RuleViolation(
            f"The letter names whom to call, and {user} has no telephone number. Enter it in "
            "Administration under Users, or the office's own in the setting OFFICE_PHONE."
        )
    return Person(str(user), user.title or user.role_label, phone)


def _either(words: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
