"""What a change of policy does to letters: those that stand and would say a wrong day, and those
that the notice ladder would ask for now."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from caseflow.bulk import batches
from caseflow.dates import words
from cases.models import Absence, Projection
from cases.policy_consequences import Consequence, PolicyChange, register_consequence
from cases.rules.facts import Account, MemberFacts
from cases.rules.impact import PAY_KEYS
from cases.rules.ladder import Issued, Ladder, ladder
from cases.rules.policy_timeline import PolicyTimeline
from cases.services.facts import facts_of_many
from members.models import Member
from notices.models import Notice
from notices.wrong import CODE, standing, wrong_among

LADDER = "notice_ladder_days"
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Drawn:
    """An open absence: the account that it draws, and its first unpaid day before and after."""

    member: Member
    case: str
    account: Account
    since: date
    was: date | None
    becomes: date | None


def wrong_letters(change: PolicyChange) -> list[Consequence]:
    """Issued letters that stand and would be wrong after the change, by what they state of their
    own day, and are not wrong in the same way already."""
    if change.key not in PAY_KEYS:
        return []
    members = standing().order_by().values_list("member_id", flat=True).distinct()
    found: list[Consequence] = []
    for keys in batches(sorted(members), AT_ONCE):
        letters: dict[int, list[Notice]] = defaultdict(list)
        for letter in standing(keys):
            letters[letter.member_id].append(letter)
        people = list(Member.objects.filter(pk__in=keys).order_by("pk"))
        for member, facts in zip(people, facts_of_many(people), strict=True):
            found += _wrong_of(letters[member.pk], facts, change)
    return found


def _wrong_of(
    letters: list[Notice], facts: MemberFacts, change: PolicyChange
) -> Iterator[Consequence]:
    before = {w.notice.pk: w for w in wrong_among(letters, facts, change.before)}
    for wrong in wrong_among(letters, facts, change.after):
        known = before.get(wrong.notice.pk)
        if known is None or (known.was, known.becomes) != (wrong.was, wrong.becomes):
            letter = wrong.notice
            assert letter.case is not None
            yield Consequence(letter.member_id, letter.case.reference, letter.number, wrong.says)


def standing_letters(cases: list[str]) -> dict[str, list[Issued]]:
    """By case, its time-remaining letters in the order of their issue; the last one stands."""
    rows = Notice.objects.filter(code=CODE, case__reference__in=cases).order_by("issued_at", "id")
    found: dict[str, list[Issued]] = defaultdict(list)
    for case, number, at, day in rows.values_list(
        "case__reference", "number", "issued_at", "data__count__first_unpaid_day"
    ):
        stated = date.fromisoformat(day) if day else None
        found[case].append(Issued(number, timezone.localdate(at), stated))
    return found


def rungs_falling_due(change: PolicyChange) -> list[Consequence]:
    """Letters that the notice ladder would ask for on the day, and does not ask for now."""
    drawn = list(_drawn(change))
    letters = standing_letters([each.case for each in drawn])
    found: list[tuple[date, Consequence]] = []
    for each in drawn:
        issued = letters.get(each.case, [])
        before = _ladder(each, each.was, change.before, change.on, issued).due
        after = _ladder(each, each.becomes, change.after, change.on, issued).due
        if after is None or (before is not None and before.days == after.days):
            continue
        until = words(after.until)
        says = f"the letter of {after.days} days before would be due now, until {until}"
        star = f"star {each.member.star_number}"
        found.append((after.until, Consequence(each.member.pk, each.case, star, says)))
    return [each for _, each in sorted(found, key=lambda pair: (pair[0], pair[1].case))]


def _drawn(change: PolicyChange) -> Iterator[Drawn]:
    """The open absences whose ladder the change touches: those whose day moves, or all of them
    when the ladder itself is another one."""
    absent = Absence.objects.standing().filter(last_day__isnull=True, first_day__lte=change.on)
    moves = {each.moved.case: each.moved for each in change.open}
    if change.key != LADDER:
        absent = absent.filter(case__reference__in=list(moves))
    rows = Projection.objects.paid_days().in_force(change.on).filter(case__in=absent.values("case"))
    days = dict(rows.values_list("case__reference", "first_unpaid_day"))
    for absence in absent.select_related("member", "case").order_by("pk"):
        case = absence.case.reference
        day = days.get(case)
        was, becomes = (moves[case].was, moves[case].becomes) if case in moves else (day, day)
        account: Account = "iod" if absence.account == "iod" else "non_iod"
        yield Drawn(absence.member, case, account, absence.first_day, was, becomes)


def _ladder(
    drawn: Drawn, day: date | None, policy: PolicyTimeline, on: date, issued: list[Issued]
) -> Ladder:
    return ladder(
        day,
        drawn.account,
        policy,
        on=on,
        bargaining_unit=drawn.member.bargaining_unit,
        rank=drawn.member.rank,
        issued=issued,
        since=drawn.since,
    )


register_consequence("letters", "Issued letters that become wrong", wrong_letters)
register_consequence("rungs", "Letters that fall due", rungs_falling_due)
