"""The course of a case between its first call and its closing."""

from datetime import date, timedelta

from caseflow.demo import texts
from caseflow.demo.diary import Diary
from caseflow.demo.mail import report
from caseflow.demo.placing import (
    ask_for_return,
    categorise,
    certify,
    limited_until,
    may_move_about,
    release,
)
from caseflow.demo.tales import Tale
from cases.kinds import Account
from cases.models.certification import Category
from cases.services.closing import CloseOutcome
from members.ranks import Rank
from providers.models import AppointmentKind, WorkStatus

DAY = timedelta(days=1)
AMENDED_NATURES = {"knee pain": "knee pain, meniscus tear", "back pain": "herniated disc"}


def run_course(diary: Diary, until: date) -> None:
    """Notes, reports and appointments until the day, thinning out as the case grows old."""
    tale = diary.tale
    office = tale.office
    begun = tale.on
    while tale.on < until:
        age = (tale.on - begun).days
        low, high = (2, 6) if age < 21 else (5, 13) if age < 90 else (10, 24)
        at = office.at_work(tale.on + timedelta(days=office.between(low, high)))
        diary.settle(at)
        if at > office.now or tale.on >= until or not tale.go(at) or tale.on >= until:
            break
        _something(diary)


def _something(diary: Diary) -> None:
    """What happens on a day on which the case is worked: mostly a note."""
    tale = diary.tale
    office = tale.office
    dice = office.chance.random()
    if tale.category and not tale.certified:
        certify(tale)
    elif may_move_about(tale):
        categorise(tale, Category.AMBULATORY)
    elif tale.expected and tale.expected < tale.on:
        tale.put_off()
    elif tale.covered_to and tale.covered_to + timedelta(days=4) < tale.on:
        report(tale)
    elif dice < 0.58:
        _note(tale)
    elif dice < 0.76:
        report(tale)
    elif dice < 0.92:
        if diary.ahead and office.likely(0.35):
            diary.move()
        else:
            diary.make(tale.on + timedelta(days=office.between(3, 14)))
    elif dice < 0.95 and not tale.stays:
        tale.hand_over()
    elif dice < 0.98 and tale.told.nature in AMENDED_NATURES:
        tale.amend(AMENDED_NATURES[tale.told.nature])
        tale.told.nature = AMENDED_NATURES[tale.told.nature]
    elif tale.category == Category.AMBULATORY and not tale.required:
        ask_for_return(tale)
    else:
        tale.note("review")


def _note(tale: Tale) -> None:
    """A note; some are written down days late, some amended afterwards, one is struck."""
    office = tale.office
    late = office.between(3, 7) if office.likely(0.025) else 0
    note = tale.note(late_days=late)
    office.notes_written += 1
    if office.notes_written % 36 == 7 and tale.later(0, 2):
        tale.amend_note(note)
    elif office.notes_written == 40:
        tale.wait(20, 50)
        tale.strike_note(note)


def wind_up(diary: Diary, last: date, *, close: bool) -> None:
    """The return with its release, and, where `close`, the closing some days later."""
    tale = diary.tale
    office = tale.office
    if not tale.go(office.at_work(max(last + timedelta(days=office.between(0, 1)), tale.on))):
        tale.go(office.now - timedelta(minutes=office.between(5, 60)))
    absent = (last - tale.told.first_day).days + 1
    expires = limited_until(tale, last + DAY) if office.likely(0.2) and absent > 6 else None
    limited = expires is not None
    if office.likely(0.8):
        report(tale, WorkStatus.LIMITED if limited else WorkStatus.FULL)
    tale.wait(3, 25)
    if absent > 3 or tale.told.spec.account == Account.IOD:
        release(tale, last + DAY, expires_on=expires)
    else:
        tale.come_back(last)
    if absent > 30 and office.likely(0.7):
        diary.make(tale.on + timedelta(days=office.between(2, 9)), AppointmentKind.FIRING_RANGE)
    if not close:
        return
    diary.settle(tale.at + timedelta(days=1))
    if not tale.later(1, 4):
        return
    diary.settle(tale.at)
    diary.cancel_all("Back at work before that day")
    if expires and tale.go(office.at_work(expires)):
        release(tale, expires + DAY)
        limited = False
    _close(tale, limited)


def _close(tale: Tale, limited: bool) -> None:
    """With a last note; a day or two without one closes with the note waived."""
    office = tale.office
    outcome = CloseOutcome.LIMITED_DUTY if limited else CloseOutcome.FULL_DUTY
    if not tale.notes:
        tale.close(outcome, reason=office.chance.choice(texts.WAIVED), waived=("note",))
        return
    text = texts.CLOSING_NOTES[3] if limited else office.chance.choice(texts.CLOSING_NOTES[:3])
    tale.note("review", text)
    tale.wait(2, 9)
    if tale.member.rank == Rank.SERGEANT and office.likely(0.3):
        tale.close(CloseOutcome.OTHER, reason="Back at work; promoted to another post since")
        return
    tale.close(outcome)


def reopen(diary: Diary, *, assign: bool) -> None:
    """The closed case is opened again; nobody keeps it until it is assigned."""
    tale = diary.tale
    if not tale.later(1, 5):
        return
    tale.reopen()
    if assign and tale.later(0, 1):
        tale.assign()
        tale.note("call_provider")
