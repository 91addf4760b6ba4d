"""What the head of a member's page says beside the name: status, certification, return, acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from caseflow.access import Capability
from caseflow.models import User
from cases.models import Case, DutySpell
from cases.rules.facts import MemberFacts
from members.models import Member
from members.pages.ribbon import DECISION, Mark
from members.status import LIMITED, Service, Standing, standing


@dataclass(frozen=True, slots=True)
class Act:
    """A button of the head; `refused` is why it is dead."""

    label: str
    url: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The day's status and what an officer asks next. `restrictions` and `expires_on` are those of
    a running limited duty, `withheld` is the decision that leaves the day without certification,
    `withheld_since` its first day."""

    standing: Standing | None
    restrictions: str = ""
    is_limited: bool = False
    expires_on: date | None = None
    withheld: str = ""
    withheld_since: date | None = None
    expected_return_on: date | None = None


def header_of(
    member: Member,
    user: User,
    service: Service,
    facts: MemberFacts,
    marks: list[Mark],
    returns: Mapping[str, date | None],
    on: date,
) -> Header:
    """`returns` are the expected returns of the cases that are read already. At most two queries:
    the running spell of limited duty, the case of the absence when it is none of those."""
    stand = standing(service, on)
    if stand is None:
        return Header(None)
    is_limited = stand.status in LIMITED
    spell = _limited(member, on) if is_limited else None
    since = next(
        (
            period.first_day
            for period in facts.withheld
            if period.case == stand.case
            and period.first_day <= on
            and (period.last_day is None or period.last_day >= on)
        ),
        None,
    )
    return Header(
        standing=stand,
        restrictions=spell.restrictions if spell else "",
        is_limited=is_limited,
        expires_on=spell.expires_on if spell else None,
        withheld=_decision(marks, stand.case, since),
        withheld_since=since,
        expected_return_on=_expected_return(user, stand.case, returns),
    )


def acts_of(member: Member, user: User, new_case_refused: str) -> list[Act]:
    """What can be done from here, the most used last, where the eye ends. A statement is offered
    to those who may issue one."""
    page = member.get_absolute_url().rstrip("/").rpartition("/")[2]
    statement = Act("Statement", reverse("notices:statement", args=[page]))
    return [
        Act("What if", reverse("members:what_if", args=[page])),
        Act("Ledger", reverse("ledger:list", args=[page])),
        *([statement] if user.can(Capability.ISSUE) else []),
        Act("Limited duty or leave", reverse("duty:list", args=[page])),
        Act(
            "Open a case",
            f"{reverse('cases:new')}?member={member.star_number}",
            new_case_refused,
        ),
    ]


def _limited(member: Member, on: date) -> DutySpell | None:
    rows = DutySpell.objects.standing().filter(member=member, first_day__lte=on)
    found: DutySpell | None = (
        rows.filter(kind__in=[status.code for status in LIMITED]).order_by("-first_day").first()
    )
    return found


def _decision(marks: list[Mark], case: str, since: date | None) -> str:
    """The words of the decision of that day, `Certification withheld, ...`."""
    if since is None:
        return ""
    return next(
        (m.title for m in marks if m.kind is DECISION and m.case == case and m.day == since),
        "Certification withheld",
    )


def _expected_return(user: User, case: str, returns: Mapping[str, date | None]) -> date | None:
    if not case or case in returns:
        return returns.get(case)
    rows = Case.objects.visible_to(user).filter(reference=case)
    return rows.values_list("expected_return_on", flat=True).first()
