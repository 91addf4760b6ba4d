"""The kinds of obligations that follow from the life of a case itself: placement on the roll,
contacts, reports, returns, holds. Letters and leaves are in `obligation_kinds_letters.py`, events
entered by hand in `obligation_kinds_limits.py`."""

from collections.abc import Iterator
from datetime import date

from caseflow.deadlines import calendar_days, working_days
from cases.rules.obligation_facts import CaseFacts, Contact, Report, Visit
from cases.rules.obligations import Asked, Due, Kind, Made, before, kind

OWN = "The office's own setting"

ASSIGN = Kind(
    "assign", "Assign the case", "office", "Every open case has a keeper", OWN, gone="met"
)
CONFIRM = Kind(
    "confirm", "Verify the absence", "office",
    "The section is in contact with the member by the second day of the absence and verifies it",
    "E03-01-02 III.B; E03-01-08", gone="met",
)  # fmt: skip
FOLLOW_UP = Kind(
    "follow_up", "Contact the member", "office",
    "So many days after a contact comes the next, while the member is absent or on limited duty",
    OWN,
)  # fmt: skip
PROVIDER_NOTE = Kind(
    "provider_note", "Provider note ends", "office",
    "Every day of an absence is covered by a provider's note; the next is asked for in time",
    "E03-01-01 IX; E03-01-02",
)  # fmt: skip
RESTRICTIONS = Kind(
    "restrictions", "Restrictions end", "office",
    "Restrictions hold to the day that the provider names; then they are renewed or fall away",
    "E03-01-03 III",
)  # fmt: skip
EXPECTED_RETURN = Kind(
    "expected_return", "Expected return", "office",
    "The unit needs an expected return from the section; when it comes it is verified or moved",
    "S08-04 III.M", gone="met",
)  # fmt: skip
REVIEW = Kind(
    "review_answer", "Answer a review of certification", "office",
    "A review of withheld or withdrawn certification is answered in writing",
    "E03-01 III.D", legal=True,
)  # fmt: skip
REQUIREMENTS = Kind(
    "requirements", "Return requirements", "member",
    "What was asked for before the return is brought by the day of the return", "CBA 18.6",
)  # fmt: skip
VERIFY_RELEASE = Kind(
    "verify_release", "Unit verifies the release", "unit",
    "The unit verifies the release in the system before the member works", "E03-01-01 VII",
    legal=True,
)  # fmt: skip
SETTLE = Kind(
    "settle_appointment", "Settle an appointment", "office",
    "It is said of every appointment how it went", OWN, gone="met",
)  # fmt: skip
MISSED = Kind(
    "missed_visit", "Missed appointment", "office",
    "Who does not appear is called; not appearing as ordered is a cause to withhold certification",
    "E03-01 III.C",
)  # fmt: skip
HOLD_ENDS = Kind(
    "hold_ends", "Hold ends", "office",
    "A case waits until a day, or is looked at again after a while", OWN, gone="met",
)  # fmt: skip
CLOSE = Kind(
    "close_case", "Close the case", "office",
    "A case whose member is back is closed when nothing is left to do", OWN, gone="met",
)  # fmt: skip


@kind(ASSIGN)
def assignment(asked: Asked) -> Iterator[Due]:
    facts = asked.facts
    if facts.has_owner:
        return
    days, row = asked.days("assign_working_days", facts.opened_on)
    made = Made(ASSIGN, row=row, trigger="the case was opened")
    off = asked.off("office_calendar", facts.opened_on)
    yield made.by(working_days(facts.opened_on, days, off), "Give the case to a coordinator")


@kind(CONFIRM)
def confirmation(asked: Asked) -> Iterator[Due]:
    facts = asked.facts
    if facts.state not in ("reported", "approved") or not facts.absences:
        return
    first = facts.absences[-1][0]
    days, row = asked.days("first_contact_day", first)
    made = Made(CONFIRM, row=row, trigger="first day of the absence", opens_on=first)
    yield made.by(calendar_days(first, days - 1), "Verify the absence: not on the roll yet")


@kind(FOLLOW_UP)
def follow_ups(asked: Asked) -> Iterator[Due]:
    facts = asked.facts
    if not facts.running and not facts.limited:
        return
    met: date | None = None
    for contact in reversed(facts.contacts):  # the newest is open, the one before met by it
        day = _day(facts, contact)
        days, row = asked.days("follow_up_days", day)
        made = Made(
            FOLLOW_UP, f"note-{contact.number}", met_on=met, row=row,
            trigger=f"the contact of note {contact.number}",
        )  # fmt: skip
        deadline = calendar_days(day, days)
        made.opens_on = before(deadline.due_on, asked.days("soon_days", day)[0])
        yield made.by(deadline, "Contact the member")
        met = day


@kind(PROVIDER_NOTE, RESTRICTIONS)
def notes_of_providers(asked: Asked) -> Iterator[Due]:
    facts = asked.facts
    met: date | None = None
    for report in reversed(facts.reports):
        made = _covered(asked, report)
        if made is not None and report.covers_to is not None:
            made.met_on = met
            what = made.kind.label + (
                ": ask for the next one" if made.kind is PROVIDER_NOTE else ""
            )
            yield made.on(report.covers_to, what, trigger_on=report.received_on)
        met = report.received_on


def _covered(asked: Asked, report: Report) -> Made | None:
    """The obligation that the end of a report's days makes; None when it makes none."""
    if report.covers_to is None or report.status == "full":
        return None
    limited = report.status == "limited"
    if not limited and not asked.facts.running:
        return None
    watch, row = asked.days("soon_days", report.covers_to)
    return Made(
        RESTRICTIONS if limited else PROVIDER_NOTE,
        report.key,
        opens_on=before(report.covers_to, watch),
        trigger="the report received then; its covered days end",
        row=row,
    )


@kind(EXPECTED_RETURN)
def expected_return(asked: Asked) -> Iterator[Due]:
    facts = asked.facts
    if facts.expected_return_on is None or not facts.running:
        return
    watch, row = asked.days("soon_days", facts.expected_return_on)
    opens = before(facts.expected_return_on, watch)
    made = Made(EXPECTED_RETURN, opens_on=opens, row=row, trigger="the expected return on record")
    yield made.on(facts.expected_return_on, "Expected return: record it, or the next day expected")


@kind(REVIEW)
def reviews(asked: Asked) -> Iterator[Due]:
    for review in asked.facts.reviews:
        if review.requested_on is None:
            continue
        days, row = asked.days("decertification_review_days", review.requested_on)
        made = Made(
            REVIEW, review.subject, met_on=review.answered_on, row=row,
            trigger="the review was asked for",
        )  # fmt: skip
        yield made.by(calendar_days(review.requested_on, days), "Answer the review in writing")


@kind(REQUIREMENTS)
def requirements(asked: Asked) -> Iterator[Due]:
    facts = asked.facts
    if facts.expected_return_on is None:
        return
    for required in facts.requirements:
        made = Made(
            REQUIREMENTS, required.subject, met_on=required.met_on, trigger="told to the member"
        )
        what = "Bring what was asked for before the return"
        day = max(facts.expected_return_on, required.issued_on)
        yield made.on(day, what, trigger_on=required.issued_on)


@kind(VERIFY_RELEASE)
def releases(asked: Asked) -> Iterator[Due]:
    for release in asked.facts.releases:
        made = Made(
            VERIFY_RELEASE, release.subject, met_on=release.verified_on,
            trigger="the first day back by the release",
            opens_on=before(release.returns_on, asked.days("soon_days", release.returns_on)[0]),
        )  # fmt: skip
        yield made.on(release.returns_on, f"Unit verifies the release to {release.kind} duty")


@kind(SETTLE, MISSED)
def visits(asked: Asked) -> Iterator[Due]:
    facts = asked.facts
    for visit in facts.visits:
        day = visit.starts_at.astimezone(facts.zone).date()
        if visit.state == "scheduled":
            made = Made(SETTLE, visit.key, opens_on=day, trigger="the time of the appointment")
            yield made.on(day, f"{visit.label}: say how it went")
        elif visit.state == "no_show" and facts.running:
            yield _missed(asked, visit, day)


def _missed(asked: Asked, visit: Visit, day: date) -> Due:
    days, row = asked.days("missed_visit_working_days", day)
    later = [_day(asked.facts, c) for c in asked.facts.contacts if c.at > visit.starts_at]
    made = Made(
        MISSED, visit.key, met_on=min(later, default=None), row=row,
        trigger=f"{visit.label.lower()} was missed",
    )  # fmt: skip
    off = asked.off("office_calendar", day)
    return made.by(working_days(day, days, off), f"Call the member: missed {visit.label.lower()}")


@kind(HOLD_ENDS)
def holds(asked: Asked) -> Iterator[Due]:
    hold = asked.facts.hold
    if hold is None:
        return
    if hold.until is not None:
        made = Made(HOLD_ENDS, hold.subject, opens_on=hold.until, trigger="the hold of the case")
        yield made.on(hold.until, f"Hold ends: {hold.reason}"[:300], trigger_on=hold.since)
        return
    days, row = asked.days("hold_review_days", hold.since)
    deadline = calendar_days(hold.since, days)
    made = Made(
        HOLD_ENDS, hold.subject, opens_on=deadline.due_on, row=row,
        trigger="the hold of the case, which has no end",
    )  # fmt: skip
    yield made.by(deadline, f"Look again at the hold: {hold.reason}"[:300])


@kind(CLOSE)
def closing(asked: Asked) -> Iterator[Due]:
    facts = asked.facts
    if facts.state != "returned" or facts.last_day is None or facts.limited:
        return
    days, row = asked.days("close_after_days", facts.last_day)
    deadline = calendar_days(facts.last_day, days)
    made = Made(CLOSE, row=row, trigger="the last day of the absence")
    yield made.by(deadline, "Close the case: the member is back")


def _day(facts: CaseFacts, contact: Contact) -> date:
    return contact.at.astimezone(facts.zone).date()
