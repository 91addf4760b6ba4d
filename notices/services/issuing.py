"""Issuing a written notification: made before anything is locked, checked again under the lock.

The number stands in the PDF, and the PDF takes longer than a lock should be held. So the number is
foreseen, not reserved: the letter is made with the next one, and the transaction that files it
takes a number and keeps the letter only when it got that one. docs/decisions/ says why.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from caseflow.acts import act
from caseflow.files import store_bytes
from caseflow.keys import public_id
from caseflow.models import ReferenceCounter, User
from caseflow.references import format_reference, next_reference
from caseflow.refusals import RuleViolation, StaleVersion
from cases.models import Case
from cases.services.events import lock_case, record_event
from cases.services.projection import facts_version
from members.models import Member
from members.services.events import lock_member, record_member_event
from notices.letters.parts import Occasion
from notices.models import Notice
from notices.rendering import Draft, draft_letter, letter_html, letter_pdf, sha256_of
from notices.services.correcting import settle_replaced

SERIES = "N"
DIGITS = 6
ATTEMPTS = 6
MOVED = (
    "The facts changed while the letter was being made; look at the preview again. "
    "Nothing was issued."
)
BUSY = "Other letters were issued at the same moment, and nothing of this one. Issue it again."


class NumberTaken(Exception):
    """Somebody else's letter got the number that this one was made with."""


@dataclass(frozen=True, slots=True)
class Made:
    """A letter with its number, ready to be filed; its PDF is in the store."""

    draft: Draft
    number: str
    short_code: str
    html: str
    pdf_sha256: str
    pdf_size: int


def issue_notice(
    *,
    case: Case | None = None,
    code: str,
    by: User,
    now: datetime,
    on: date,
    seen: str = "",
    short_code: str = "",
    member: Member | None = None,
    ask: Any = None,
) -> Notice:
    """Issues the letter `code` of the case as of the end of `on`, once for each `short_code`; a
    letter about no case names the `member` and what was asked for.

    `seen` is the digest of the draft that the person looked at: another one is not issued in its
    place. `short_code` comes from the preview (one is made without); met again, the letter issued
    with it is given back and nothing is written.

    Not atomic itself: the PDF is made before a transaction begins, and the filing is one.

    Raises RuleViolation when the letter cannot be made, StaleVersion when the facts have moved.
    """
    short_code = short_code or public_id()
    occasion = Occasion(case, by, on, member, ask)
    if issued := issued_with(short_code, occasion, code):
        return issued
    draft = draft_letter(code, occasion)
    if seen and seen != draft.digest:
        raise StaleVersion(MOVED)
    for _ in range(ATTEMPTS):
        made = make_letter(draft, foreseen_number(on.year), short_code)
        try:
            return file_notice(occasion=occasion, made=made, by=by, now=now)
        except NumberTaken:
            continue
    raise RuleViolation(BUSY)


def issued_with(short_code: str, occasion: Occasion, code: str) -> Notice | None:
    """The notice that was issued with this short code; a code of another letter is refused."""
    notice = Notice.objects.filter(short_code=short_code).first()
    asked = (occasion.case.pk if occasion.case else None, occasion.whose.pk, code)
    if notice and (notice.case_id, notice.member_id, notice.code) != asked:
        raise RuleViolation("This preview belongs to another letter. Open the preview again.")
    return notice


def foreseen_number(year: int) -> str:
    """The number that the next notice of the year gets, if nobody else is quicker."""
    last = ReferenceCounter.objects.filter(series=SERIES, year=year).values_list("last", flat=True)
    return format_reference(SERIES, year, (last.first() or 0) + 1, digits=DIGITS)


def make_letter(draft: Draft, number: str, short_code: str) -> Made:
    """The letter's HTML and PDF, the PDF in the store: file first, row second. A file whose row
    never comes is an orphan, and harmless."""
    html = letter_html(draft, number=number, short_code=short_code)
    pdf = letter_pdf(draft, html, number=number)
    return Made(draft, number, short_code, html, store_bytes(pdf), len(pdf))


@act
def file_notice(*, occasion: Occasion, made: Made, by: User, now: datetime) -> Notice:
    """Writes the notice and its event, under the locks of member and case.

    Raises StaleVersion when the letter made of the facts as they stand now would be another one,
    NumberTaken (and gives the number back) when the foreseen number is gone.
    """
    occasion = locked(occasion)
    kind = made.draft.kind
    if issued := issued_with(made.short_code, occasion, kind.code):
        return issued
    draft = draft_letter(kind.code, occasion)
    if draft.digest != made.draft.digest:
        raise StaleVersion(MOVED)
    if next_reference(SERIES, occasion.on.year, digits=DIGITS) != made.number:
        raise NumberTaken
    notice = new_notice(occasion, made, by=by, now=now)
    notice.save(force_insert=True)
    wrote = [notice, *settle_replaced(notice=notice, by=by, now=now)]
    said = {"number": notice.number, "title": notice.title, "as_of": occasion.on.isoformat()}
    event: dict[str, Any] = {"kind": "notice_issued", "by": by, "now": now, "data": said}
    if occasion.case:
        record_event(case=occasion.case, wrote=wrote, **event)
    else:
        record_member_event(member=occasion.whose, wrote=wrote, **event)
    return notice


def locked(occasion: Occasion) -> Occasion:
    """The same with its member's row, and its case's, as they stand now and locked."""
    if occasion.case:
        return replace(occasion, case=lock_case(occasion.case))
    return replace(occasion, member=lock_member(occasion.whose))


def new_notice(occasion: Occasion, made: Made, *, by: User, now: datetime) -> Notice:
    """The row, not saved; it supersedes the former one of its kind."""
    kind = made.draft.kind
    return Notice(
        number=made.number,
        short_code=made.short_code,
        code=kind.code,
        template_version=kind.version,
        title=kind.title,
        case=occasion.case,
        member=occasion.whose,
        as_of=occasion.on,
        data=made.draft.data,
        data_digest=made.draft.digest,
        html=made.html,
        html_sha256=sha256_of(made.html),
        pdf_sha256=made.pdf_sha256,
        pdf_size=made.pdf_size,
        facts_version=facts_version(occasion.whose),
        issued_at=now,
        issued_by=by,
        supersedes=kind.former(occasion),
    )
