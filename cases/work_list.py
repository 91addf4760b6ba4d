"""The list of all obligations as data: its tabs, filters and rows."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict

from caseflow.access import Capability
from caseflow.coverage import coverage_on
from caseflow.dates import now, start_of
from caseflow.forms import Form
from caseflow.models import User
from caseflow.paging import Sort
from caseflow.saved_pages import Chosen, Column, ListPage, register
from cases.answering import in_front_of, nobody_answers
from cases.kinds import CaseKind
from cases.models import Obligation, ObligationState
from cases.models.obligation import ObligationQuerySet
from cases.rules.obligations import KINDS
from cases.work_rows import kind_label
from members.models import listed_name

TABS = (
    ("front", "In front"),
    ("overdue", "Overdue"),
    ("today", "Due today"),
    ("coming", "Coming"),
    ("waiting", "Waiting on others"),
    ("open", "All open"),
    ("done", "Done in 30 days"),
)
NOBODY = "none"
DONE_DAYS = 30
SORTS = {"due": Sort(("due_on", "id")), "-due": Sort(("due_on", "id"), descending=True)}
DONE_SORTS = {"-done": Sort(("settled_on", "id"), descending=True)}
SORT_WORDS = {
    "due": "the first due on top",
    "-due": "the last due on top",
    "-done": "the last done on top",
}


class WorkFilters(Form):
    kind = forms.ChoiceField(label="What is due", required=False, choices=list)
    case = forms.ChoiceField(
        label="Kind of case", required=False, choices=[("", "All"), *CaseKind.choices]
    )
    who = forms.CharField(label="With", max_length=60, required=False)
    legal = forms.BooleanField(label="Legal limits", required=False)
    changed = forms.BooleanField(label="Changed since yesterday", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = sorted((kind_label(code), code) for code in (*KINDS, "by_hand", "mention"))
        choices = [("", "All"), *((code, label) for label, code in labels)]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    def clean_who(self) -> str:
        who: str = self.cleaned_data["who"].strip()
        if who in ("", NOBODY) or User.objects.filter(username=who).exists():
            return who
        raise forms.ValidationError(
            f"There is nobody with the user name {who}. Enter a user name, or none."
        )


def in_tab(rows: ObligationQuerySet, tab: str, on: date) -> ObligationQuerySet:
    if tab == "overdue":
        return rows.overdue(on, now())
    if tab == "today":
        return rows.due_today(on, now())
    if tab == "coming":
        return rows.coming(on)
    if tab == "waiting":
        return rows.waiting(on, now())
    if tab == "open":
        return rows.open()
    if tab == "done":
        since = on - timedelta(days=DONE_DAYS)
        return rows.filter(state=ObligationState.DONE, settled_on__gt=since)
    return rows.in_front(on)


def rows_of(user: User, chosen: Chosen, on: date) -> ObligationQuerySet:
    """What this person sees of the list: who supervises everything, everybody else their own and
    what they cover."""
    coverage = coverage_on(on)
    if user.can(Capability.SUPERVISE):
        rows = Obligation.objects.visible_to(user)
    else:
        rows = in_front_of(user, coverage)
    said = chosen.filters
    rows = in_tab(rows, chosen.tab, on)
    if said.get("kind"):
        rows = rows.filter(code=said["kind"])
    if said.get("case"):
        rows = rows.filter(case__kind=said["case"])
    if said.get("legal"):
        rows = rows.filter(legal=True)
    if said.get("changed"):
        rows = rows.filter(changed_at__gte=start_of(on - timedelta(days=1)))
    if said.get("who") == NOBODY:
        return rows.filter(nobody_answers(coverage))
    return rows.filter(Q(responsible__username=said["who"])) if said.get("who") else rows


def named(user: User, keys: Iterable[int]) -> list[tuple[int, str, str]]:
    """Obligations by their keys, as a line calls them; only those that the person may see."""
    rows = Obligation.objects.visible_to(user).filter(pk__in=list(keys)).order_by("due_on", "pk")
    columns = ("pk", "key", "what", *(f"member__{part}" for part in _NAME))
    return [
        (pk, f"{what}, {listed_name(*name)}", f"/work/{key}/")
        for pk, key, what, *name in rows.values_list(*columns)
    ]


_NAME = ("last_name", "suffix", "first_name", "middle_initial")


def sorts_of(tab: str) -> dict[str, Sort]:
    return DONE_SORTS if tab == "done" else SORTS


def sort_of(tab: str) -> str:
    return "-done" if tab == "done" else "due"


def columns_of(tab: str) -> tuple[Column, ...]:
    return ()


def _form(data: QueryDict) -> WorkFilters:
    return WorkFilters(data or None)


WORK = register(
    ListPage(
        code="work",
        name="What is due",
        url="/work/",
        form=_form,
        sorts=sorts_of,
        sort_of=sort_of,
        columns=columns_of,
        rows=rows_of,
        named=named,
        tabs=TABS,
        tab="front",
    )
)
