"""What lies on a desk on the last evening: papers that members signed, time limits that run, lists
kept and watched, a note half written, one added to, one that asks a colleague."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from caseflow.dates import local_day
from caseflow.demo.office import Office
from caseflow.models.saved import Watch
from caseflow.saved_pages import page_of, read_text
from caseflow.services.saving import save_view, watch_view
from cases.models import Case
from cases.services.clocks import start_clock
from cases.services.drafts import Window, keep_draft
from cases.services.notes import add_note
from members.rules.authorizations import (
    CONDITIONS,
    GENERAL,
    INSPECT,
    MENTAL_HEALTH,
    REDISCLOSURE,
    REFUSAL,
    REVOCABLE,
    Paper,
)
from members.services.authorizations import record_authorization

KEEPER, COLLEAGUE, LEAD = "coordinator", "coordinator2", "lead"
# Kind, what may be released, signed so many days ago, ends in so many days.
PAPERS: Final = (
    (GENERAL, "Office notes and imaging of the present injury", 80, 10),
    (GENERAL, "Operative report and discharge summary", 30, 150),
    (MENTAL_HEALTH, "Dates of visits and work status, from the day of signing", 45, 5),
    (GENERAL, "Physical therapy notes and attendance", 300, -12),
)
# Kind of event, days ago, where it came from, remark.
CLOCKS: Final = (
    (
        "grievance_event",
        12,
        "Grievance form by e-mail",
        "Days on the roll, contested",
    ),
    ("exposure_records", 9, "Letter of the member", "All records of the exposure"),
)
DRAFT: Final = "Spoke with the member's spouse; surgery moved to the week after next, surgeon's"
ASKS: Final = (
    "The unit wants to know whether she can appear in court next week. @coordinator, please look "
    "at the restrictions before I answer."
)
ADDS: Final = "The fax number given in this call was wrong; the right one came by e-mail."


def leave_desk(office: Office) -> None:
    """The last evening's rest, after what was due was settled."""
    keeper = office.users[KEEPER]
    mine = _open(office, KEEPER)
    for case, paper in zip(mine, PAPERS, strict=False):
        _sign(office, case, *paper)
    for kind, code in (("non_iod", CLOCKS[0]), ("iod", CLOCKS[1])):
        case = next(each for each in mine if each.kind == kind)
        event, back, source, remark = code
        start_clock(
            case=case, kind=event, starts_on=office.back(back), starts_at=None, source=source,
            remark=remark, by=keeper, now=office.now,
        )  # fmt: skip
    keep_draft(
        case=mine[4], note_number=0, fields={"kind": "call_member", "text": DRAFT},
        window=Window("evening"), by=keeper, now=office.now,
    )  # fmt: skip
    _add_notes(office, mine)
    _keep_lists(office)


def _open(office: Office, name: str) -> list[Case]:
    """What they keep and who is there, in the order in which it was opened."""
    user = office.users[name]
    rows = Case.objects.visible_to(user).open().owned_by(user).select_related("member")
    return list(rows.filter(first_day__lte=office.back(15)).order_by("pk"))


def _sign(office: Office, case: Case, kind: str, what: str, signed: int, ends: int) -> None:
    said = {REVOCABLE, CONDITIONS, REDISCLOSURE}
    closer = kind == MENTAL_HEALTH
    paper = Paper(
        kind=kind, information=what, discloser="The treating provider's office",
        recipient="Medical Services Section", purpose="Review of the absence",
        signed_on=office.back(signed), witness="A. Lindqvist" if closer else "",
        expires_on=office.back(-ends),
        statements=frozenset(said | {INSPECT, REFUSAL} if closer else said),
    )  # fmt: skip
    record_authorization(
        member=case.member, paper=paper, source="Paper file, came by fax",
        by=office.users[KEEPER], now=office.now, on=local_day(office.now),
    )  # fmt: skip


def _add_notes(office: Office, mine: Sequence[Case]) -> None:
    """One added to an earlier one, and one of a colleague that asks the keeper."""
    earlier = mine[0].notes.filter(struck_at=None).order_by("number").last()
    add_note(
        case=mine[0], kind=office.note_kinds["call_member"], text=ADDS, adds_to=earlier,
        happened_at=office.now - timedelta(minutes=95), by=office.users[KEEPER],
        now=office.now - timedelta(minutes=90),
    )  # fmt: skip
    add_note(
        case=_open(office, COLLEAGUE)[0], kind=office.note_kinds["review"], text=ASKS,
        happened_at=office.now - timedelta(minutes=50), by=office.users[COLLEAGUE],
        now=office.now - timedelta(minutes=45),
    )  # fmt: skip


def _keep_lists(office: Office) -> None:
    """A list of the team, which the keeper watches, and one of her own."""
    page = page_of("cases")
    assert page is not None  # registered by cases.case_list
    lead, keeper = office.users[LEAD], office.users[KEEPER]
    for by, name, query in (
        (lead, "Nobody's cases", "tab=unassigned"),
        (keeper, "My injuries on duty, the oldest first", "tab=mine&kind=iod&sort=first_day"),
    ):
        chosen = read_text(page, query)
        view = save_view(
            page="cases", query=chosen.query, name=name, shared=by is lead, by=by, now=office.now
        )
        if view.shared:
            rows = page.rows(keeper, chosen, local_day(office.now))
            seen = list(rows.order_by("pk").values_list("pk", flat=True))
            watch_view(
                view=view, how=Watch.CHANGES, threshold=None, seen=seen, by=keeper, now=office.now
            )
