"""The stage of a case, from what a page has loaded."""

from datetime import date

from caseflow.dates import local_day
from cases.models import Case
from cases.models.case import CaseState
from cases.returning import releases, requirements
from cases.rules.facts import MemberFacts
from cases.rules.stage import Decision, Released, Stage, StageFacts, stage
from cases.standing import absences, certifications

CONFIRMED = (CaseState.ON_ROLL, CaseState.RETURNED, CaseState.CLOSED)


def stage_of(
    case: Case, facts: MemberFacts, on: date, first_unpaid_day: date | None = None
) -> Stage:
    """The stage of a case that was loaded with its treatment (`with_treatment`); what else was
    loaded with it is not asked for again. `facts` are the member's, `first_unpaid_day` that of
    the account which the case draws."""
    return stage(
        StageFacts(
            confirmed=case.state in CONFIRMED,
            approved_on=case.approved_on,
            closed_on=local_day(case.closed_at) if case.closed_at else None,
            absences=tuple((spell.first_day, spell.last_day) for spell in absences(case)),
            certification=tuple(
                Decision(spell.state, spell.first_day, spell.last_day)
                for spell in certifications(case)
            ),
            requirements=tuple(row.issued_on for row in requirements(case)),
            releases=tuple(Released(row.kind, row.returns_on) for row in releases(case)),
            exceptions=facts.exceptions,
            duty=tuple(spell for spell in facts.duty if spell.case == case.reference),
            treatment_since=case.treatment_since,  # type: ignore[attr-defined]
            first_unpaid_day=first_unpaid_day,
        ),
        on,
    )
