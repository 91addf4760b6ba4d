"""Certification, category and stage as the case page shows them: a line each, the decision that
stands against the member with its clocks, and the history."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from caseflow.calendars import load_calendars
from caseflow.dates import local_day, words
from caseflow.deadlines import CalendarMissing
from caseflow.models import User
from cases.lifecycle import CERTIFICATION, why_not
from cases.models import Assignment, Case, CaseNote, CategorySpell, Certification
from cases.models.case import CaseQuerySet
from cases.models.certification import Category, CertificationState
from cases.roll_entries import RollEntry
from cases.rules.facts import MemberFacts
from cases.rules.grievance import GrievanceClock, grievance_clock
from cases.rules.policy import PolicyMissing, PolicyTimeline
from cases.services.category import REVIEW, why_not_ambulatory
from cases.staging import stage_of
from cases.standing import categories, certifications, going_on, last_decision, pending_review
from cases.treatment import with_treatment


def with_page_facts(rows: CaseQuerySet, on: date) -> CaseQuerySet:
    """What the case page shows besides, read in the case's own query: since when it is assigned
    and under treatment, and whether there is anything about certification, category or a medical
    review."""
    open_spell = Assignment.objects.filter(case=OuterRef("pk"), ended_at__isnull=True)
    reviews = CaseNote.objects.filter(
        case=OuterRef("pk"),
        kind__code=REVIEW,
        struck_at__isnull=True,
        happened_at__date__gte=OuterRef("first_day"),
    )
    return with_treatment(rows, on).annotate(
        assigned_since=Subquery(open_spell.values("started_at")[:1]),
        reviewed=Exists(reviews),
        has_roll=Exists(Certification.objects.filter(case=OuterRef("pk")))
        | Exists(CategorySpell.objects.filter(case=OuterRef("pk"))),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the summary: what holds, since when, and where it is changed."""

    what: str
    text: str
    change_url: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision not to certify, with what its letter has to say (E03-01 III.C and D, CBA 9.5)."""

    title: str
    entry: RollEntry
    review_days: int
    clock: GrievanceClock
    review_pending: bool


STATES = {
    CertificationState.CERTIFIED: "Certified",
    CertificationState.WITHHELD: "Withheld",
    CertificationState.WITHDRAWN: "Withdrawn",
}


def certified_context(
    case: Case,
    user: User,
    facts: MemberFacts,
    on: date,
    policy: PolicyTimeline,
    first_unpaid_day: date | None,
) -> dict[str, Any]:
    """What the page of a case loaded with `with_page_facts` and `load_roll_entries` shows of its
    stage, certification and category."""
    loaded = case.loaded_roll  # type: ignore[attr-defined]
    history = sorted(
        [*loaded["certification"], *loaded["category"]],
        key=lambda entry: (entry.first_day, entry.entered_at),
        reverse=True,
    )
    stage, certification = stage_of(case, facts, on, first_unpaid_day), _certification(case, user)
    since = f"{certification.text}.".lower()
    said = (since, f"{certification.what} {since}".lower())
    return {
        "stage": stage,
        "stage_why": "" if stage.why.lower() in said else stage.why,
        "certification": certification,
        "category": _category(case, user),
        "decision": _decision(case, policy),
        "roll_history": history,
    }


def _certification(case: Case, user: User) -> Line:
    spell = going_on(case, certifications(case))
    url = _first_possible(case, user, ("answer", "certify", "withdraw", "withhold"))
    if spell is None:
        return Line("Not certified", "", url)
    what = STATES[CertificationState(spell.state)]
    return Line(what, f"since {words(spell.first_day)}", url)


def _category(case: Case, user: User) -> Line:
    spell = going_on(case, categories(case))
    url = _first_possible(case, user, ("category",))
    if spell is None:
        return Line("Not set", "everyone begins stationary or in hospital", url)
    return Line(Category(spell.state).label, f"since {words(spell.first_day)}", url)


def _first_possible(case: Case, user: User, codes: tuple[str, ...]) -> str:
    for code in codes:
        if why_not(code, case, user) is None:
            return f"{case.get_absolute_url()}{code}/"
    return ""


def ambulatory_act(case: Case, user: User) -> list[dict[str, Any]]:
    """The button that makes the member ambulatory, or why it is refused; none for who may not set
    a category, or where no category can be set."""
    if why_not("category", case, user):
        return []
    refused = why_not_ambulatory(case, user)
    url = f"{case.get_absolute_url()}category/?to={Category.AMBULATORY}"
    return [
        {
            "code": "ambulatory",
            "label": "Make ambulatory",
            "url": url,
            "post": False,
            "refused": refused,
            "kind": "quiet",
            "group": CERTIFICATION,
        }
    ]


def _decision(case: Case, policy: PolicyTimeline) -> DecisionView | None:
    """The decision that goes on, or whose review waits; None when neither."""
    waiting, last = pending_review(case), last_decision(case)
    entry = waiting or (last if last is not None and last == going_on(case, [last]) else None)
    if entry is None:
        return None
    try:
        return _view(case, entry, policy, bool(waiting))
    except (PolicyMissing, CalendarMissing):  # the page Policy says so
        return None


def _view(
    case: Case, entry: RollEntry, policy: PolicyTimeline, review_pending: bool
) -> DecisionView:
    event = local_day(entry.entered_at)
    unit, rank = case.member.bargaining_unit, case.member.rank

    def value(key: str) -> Any:
        return policy.at(key, event, bargaining_unit=unit, rank=rank).value

    clock = grievance_clock(
        event,
        value("grievance_working_days"),
        value("grievance_calendar_days"),
        value("working_days_calendar"),
        load_calendars(),
    )
    return DecisionView(
        title=entry.label,
        entry=entry,
        review_days=value("decertification_review_days"),
        clock=clock,
        review_pending=review_pending,
    )
