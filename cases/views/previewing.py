"""An act that changes the past shows what moves before it is saved.

The first POST of a form shows it again, bound, with the panel "What this changes" and a Save
button that carries the digest of what was shown; the second saves only if the act, tried again,
changes just that.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from caseflow.dates import today
from caseflow.refusals import RuleViolation, StaleVersion
from cases.services.impact import Impact, preview_act
from members.models import Member
from members.services.events import lock_member

Act = Callable[[dict[str, Any]], str]
Done = TypeVar("Done")


def previewed(
    request: HttpRequest, member: Member, form: Form, act: Act, *, to: Any
) -> tuple[HttpResponse | None, dict[str, Any]]:
    """The answer once the act is done (back to `to`), or None and what the page shows besides.

    `act` takes the form's values and gives the sentence of what was done. Hand the second value
    to `act_page`, or include `cases/_impact.html` and `cases/_save.html` with it. StaleVersion is
    the caller's to show.
    """
    more: dict[str, Any] = {"previews": True}
    if not form.is_bound or not form.is_valid():
        return None, more
    seen = request.POST.get("seen", "")
    try:
        impact, done = done_when_seen(member, lambda: act(dict(form.cleaned_data)), seen)
    except StaleVersion:
        raise
    except RuleViolation as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None, more
    if done is None:
        return None, {**more, "impact": impact, "impact_is_new": bool(seen)}
    messages.success(request, done)
    return redirect(to), more


@transaction.atomic
def done_when_seen(
    member: Member,
    act: Callable[[], Done],
    seen: str,
    *,
    needed: Callable[[Impact], bool] = lambda impact: True,
) -> tuple[Impact, Done | None]:
    """The impact; and what was done if that impact had been seen, or if it need not be; under
    one lock."""
    member = lock_member(member)
    impact = preview_act(member=member, on=today(), act=act)
    return impact, act() if seen == impact.digest or not needed(impact) else None
