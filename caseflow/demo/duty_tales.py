"""Members after the roll: limited duty near its cap, after an injury, and of a sergeant; leave once
the paid days are used. And the policy value that waits for the second administrator."""

from datetime import date, timedelta
from typing import Any

from caseflow.dates import words
from caseflow.demo.office import Office
from caseflow.demo.placing import categorise, place, release
from caseflow.demo.roll_tales import go, start, talk
from caseflow.demo.roll_texts import RESTRICTIONS
from caseflow.demo.tales import Tale
from cases.kinds import CaseKind
from cases.models import DutySpell, PolicyValue
from cases.models.certification import Category
from cases.models.duty import DutyKind
from cases.services.duty import SpellData, end_duty_spell, enter_duty_spell
from cases.services.policy import Proposal, propose_policy_value
from cases.services.policy_impact import compute_impact

DAY = timedelta(days=1)
PAID = 365
EARLIER = (900, 421)
"""First and last day, in days back, of the limited duty that Limited had before."""
RENEWED = 21


def _unpaid(tale: Tale) -> None:
    """The injury's 365 days are used; three months of leave follow, for the return is likely."""
    place(tale)
    talk(tale, 250)
    categorise(tale, Category.AMBULATORY)
    last = _use_up(tale)
    _enter(
        tale, DutyKind.UNPAID_MEDICAL, last + DAY, last_day=last + timedelta(days=85),
        likely_because="The surgeon expects full duty within ten weeks",
    )  # fmt: skip
    talk(tale, 1)


def _disability(tale: Tale) -> None:
    """The 365 days are used; thirty days without pay, then ordinary disability."""
    place(tale)
    talk(tale, 200)
    categorise(tale, Category.AMBULATORY)
    last = _use_up(tale)
    begins = last + timedelta(days=31)
    _enter(tale, DutyKind.LEAVE, last + DAY, last_day=begins - DAY)
    tale.go(tale.office.at_work(begins))
    _enter(tale, DutyKind.DISABILITY_ORDINARY, begins)
    talk(tale, 1)


def _use_up(tale: Tale) -> date:
    """Ends the absence on its last paid day; gives it."""
    last = tale.told.first_day + timedelta(days=PAID - 1)
    back = (tale.office.on - last).days
    talk(tale, back + 3)
    go(tale, back)
    tale.come_back(last)
    tale.wait(5, 30)
    return last


def _limited(tale: Tale) -> None:
    """Limited duty before and now: near the 730 days of the career, renewed once."""
    place(tale)
    talk(tale, 233)
    release(tale, tale.office.back(231), expires_on=tale.office.back(RENEWED))
    tale.member.refresh_from_db()
    talk(tale, RENEWED)
    spell = DutySpell.objects.standing().get(member=tale.member, last_day=None)
    ended = tale.office.back(RENEWED)
    end_duty_spell(spell=spell, last_day=ended, by=tale.keeper, now=tale.at, on=tale.on)
    tale.wait(3, 20)
    _enter(
        tale, DutyKind.LIMITED_NON_IOD, ended + DAY, expires_on=tale.office.back(-9),
        restrictions=RESTRICTIONS[0],
    )  # fmt: skip
    talk(tale, 1)


def _earlier(tale: Tale) -> None:
    """What Limited had before the case, entered and ended in its time."""
    first, last = (tale.office.back(back) for back in EARLIER)
    tale.at = tale.office.at_work(first)
    spell = SpellData(
        DutyKind.LIMITED_NON_IOD, first, None, first + timedelta(days=360), RESTRICTIONS[1],
        f"Release of {words(first)}",
    )  # fmt: skip
    row = enter_duty_spell(member=tale.member, spell=spell, by=tale.keeper, now=tale.at, on=tale.on)
    tale.go(tale.office.at_work(last))
    end_duty_spell(spell=row, last_day=last, by=tale.keeper, now=tale.at, on=tale.on)


def _restricted(tale: Tale) -> None:
    """Limited duty for an injury, which has no cap."""
    place(tale)
    talk(tale, 110)
    categorise(tale, Category.AMBULATORY)
    talk(tale, 72)
    release(tale, tale.office.back(70), expires_on=tale.office.back(-40))
    talk(tale, 1)


def _stripes(tale: Tale) -> None:
    """A sergeant, with a cap of her own."""
    place(tale)
    talk(tale, 77)
    release(tale, tale.office.back(75), expires_on=tale.office.back(-5))
    talk(tale, 1)


def _enter(tale: Tale, kind: str, first_day: date, **more: Any) -> None:
    spell = SpellData(kind, first_day, source=f"Report of {words(tale.on)}", **more)
    enter_duty_spell(
        member=tale.member, spell=spell, case=tale.told, by=tale.keeper, now=tale.at, on=tale.on
    )


# Last name: kind, nature, first day in days back, what to look at, how it goes on.
AFTER = {
    "Unpaid": (
        CaseKind.IOD,
        "shoulder reconstruction after an arrest",
        430,
        "the injury's days used up; unpaid medical leave",
        _unpaid,
    ),
    "Disability": (
        CaseKind.NON_IOD,
        "lumbar fusion surgery",
        420,
        "the paid days used up; ordinary disability after 30 days",
        _disability,
    ),
    "Limited": (
        CaseKind.NON_IOD,
        "hip pain",
        265,
        "limited duty near the 730 days of the career",
        _limited,
    ),
    "Restricted": (
        CaseKind.IOD,
        "ankle fracture, foot pursuit",
        160,
        "limited duty after an injury on duty: no cap",
        _restricted,
    ),
    "Stripes": (
        CaseKind.NON_IOD,
        "knee replacement",
        120,
        "a sergeant on limited duty: a cap of her own",
        _stripes,
    ),
}


def tell_after(office: Office, last_name: str) -> str:
    """Tells one of them; gives the reference."""
    kind, nature, back, look_at, goes_on = AFTER[last_name]
    if last_name == "Limited":
        member = next(one for one in office.members if one.last_name == last_name)
        _earlier(Tale(office, member, keeper=office.users["coordinator"], stays=True))
    tale = start(office, last_name, kind, nature, back)
    goes_on(tale)
    office.look_at.append((f"{tale.member.name}, {tale.told.reference}", look_at))
    return tale.told.reference


def propose_a_value(office: Office) -> None:
    """More paid days for sergeants from a day ahead: proposed, its impact seen, not approved."""
    admin = office.users["admin"]
    begins = (office.on.replace(day=1) + timedelta(days=70)).replace(day=1)
    now = office.at(office.back(1), office.between(13 * 60, 16 * 60))
    value: PolicyValue = propose_policy_value(
        proposal=Proposal(
            key="non_iod_pay_days", value=400, bargaining_unit="PBPA-SGT", rank="",
            effective_from=begins, effective_to=None,
            authority="Draft of a side letter, not signed; an example of the demo office",
            source="Bargaining draft, item 4", verified=False,
        ),
        by=admin, now=now,
    )  # fmt: skip
    compute_impact(value=value, by=admin, now=now + timedelta(minutes=4), on=office.back(1))
