"""Limited duty and leave of a member: the spells with their days, entered, ended, taken back."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import now, today, words
from caseflow.forms import Form
from cases.explained_further import further_view
from cases.kinds import Account
from cases.lifecycle import ACTIONS
from cases.models import Case, DutySpell
from cases.models.duty import DutyKind
from cases.returning import numbered
from cases.returning_forms import DutyForm, EndForm, TakeBackForm
from cases.rules.policy import PolicyMissing
from cases.services.duty import (
    SpellData,
    end_duty_spell,
    enter_duty_spell,
    reverse_duty_spell,
    why_not_duty,
    why_not_end,
    why_not_reverse,
)
from cases.services.facts import facts_of, load_policy
from cases.views.acts import act_page, posted
from cases.views.detail import case_for
from cases.views.previewing import previewed
from members.models import Member
from members.views_member import member_for

FORM_METHODS = ["GET", "POST"]
CAREER = ("limited_duty", "ordinary_disability")


def duty_url(member: Member, name: str = "list", *more: Any) -> str:
    """An address of the member's limited duty and leave."""
    slug = member.star_number if member.separated_on is None else member.key
    return reverse(f"duty:{name}", args=[slug, *more])


@require_GET
@requires(Capability.SEE)
def duty_list(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_for(request, slug)
    log_access(request, "member", member.star_number, member_key=member.key, detail="duty")
    rows = numbered(DutySpell.objects.filter(member=member).select_related("case"))
    context = {
        "member": member,
        "spells": sorted(rows, key=lambda row: row.first_day, reverse=True),
        "why_not": why_not_duty(request.user),
        "new_url": duty_url(member, "new"),
        "on": today(),
        **caps(member, today()),
    }
    return render(request, "cases/duty.html", context)


def caps(member: Member, on: date) -> dict[str, Any]:
    """What is left of limited duty and of ordinary disability; where the policy has no value, the
    sentence instead."""
    facts, policy = facts_of(member), load_policy()
    try:
        return {"caps": [further_view(member, name, on, policy, facts) for name in CAREER]}
    except PolicyMissing as missing:
        return {"caps_refused": str(missing)}


@require_http_methods(FORM_METHODS)
@requires(Capability.CERTIFY)
def duty_new(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_for(request, slug)
    cases = Case.objects.visible_to(request.user).filter(member=member).open()
    form = DutyForm(posted(request), cases=cases.order_by("-first_day", "-id"))

    def act(said: dict[str, Any]) -> str:
        return _enter(request, member, said.pop("case"), said)

    done, more = previewed(request, member, form, act, to=duty_url(member))
    return done or _page(
        request, member, form, title="Enter limited duty or leave", button="Enter the spell",
        says=ACTIONS["duty"].says, refused=why_not_duty(request.user), **caps(member, today()),
        **more,
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@requires(ACTIONS["duty"].capability)
def case_duty(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)
    on_duty = case.spec.account == Account.IOD
    kind = DutyKind.LIMITED_IOD if on_duty else DutyKind.LIMITED_NON_IOD
    form = DutyForm(posted(request), initial={"kind": kind})
    done, more = previewed(
        request,
        case.member,
        form,
        lambda said: _enter(request, case.member, case, said),
        to=case,
    )
    return done or act_page(
        request, case, form, "duty", button="Enter the spell", **caps(case.member, today()), **more
    )


def _enter(request: HttpRequest, member: Member, case: Case | None, said: dict[str, Any]) -> str:
    spell = enter_duty_spell(
        member=member, case=case, spell=SpellData(**said), by=request.user, now=now(), on=today()
    )
    return f"{spell.get_kind_display()} from {words(spell.first_day)} is entered."


@require_http_methods(FORM_METHODS)
@requires(Capability.CERTIFY)
def duty_end(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    member = member_for(request, slug)
    spell = _nth(member, number)
    form = EndForm(posted(request))

    def act(said: dict[str, Any]) -> str:
        end_duty_spell(spell=spell, **said, by=request.user, now=now(), on=today())
        return f"The spell ends with {words(said['last_day'])}."

    return _change(request, member, spell, form, act, "End the spell", why_not_end)


@require_http_methods(FORM_METHODS)
@requires(Capability.CERTIFY)
def duty_reverse(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    member = member_for(request, slug)
    spell = _nth(member, number)
    form = TakeBackForm(posted(request))

    def act(said: dict[str, Any]) -> str:
        reverse_duty_spell(spell=spell, **said, by=request.user, now=now(), on=today())
        return "The spell is taken back."

    return _change(request, member, spell, form, act, "Take the spell back", why_not_reverse)


def _change(
    request: HttpRequest,
    member: Member,
    spell: DutySpell,
    form: Form,
    act: Callable[[dict[str, Any]], str],
    title: str,
    why_not: Callable[[DutySpell, Any], str | None],
) -> HttpResponse:
    """End or take back: the same page with another form."""
    done, more = previewed(request, member, form, act, to=duty_url(member))
    until = f"to {words(spell.last_day)}" if spell.last_day else "and goes on"
    said = f"{spell.get_kind_display()} from {words(spell.first_day)} {until}."
    return done or _page(
        request, member, form, title=title, button=title, says=said,
        refused=why_not(spell, request.user), **more,
    )  # fmt: skip


def _page(request: HttpRequest, member: Member, form: Form, **more: Any) -> HttpResponse:
    log_access(request, "member", member.star_number, member_key=member.key, detail="duty")
    context = {"member": member, "form": form, "duty_url": duty_url(member), **more}
    refused = form.is_bound and "impact" not in more
    return render(request, "cases/duty_act.html", context, status=422 if refused else 200)


def _nth(member: Member, number: int) -> DutySpell:
    """The member's spell with that number, by the order of entry; else 404."""
    rows = numbered(DutySpell.objects.filter(member=member).select_related("case", "member"))
    if not 1 <= number <= len(rows):
        raise Http404("The member has no such spell.")
    found: DutySpell = rows[number - 1]
    return found
