"""Letters that are wrong now: what they state of their own day is not what the facts and the
policy, as known now, give for that day.

The figures come from the functions that made the letter, as of the letter's own day. So time alone
does not make a letter wrong, nor does a return after it. The first day without pay supposes that
the absence goes on; once the absence is over it is compared no more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from caseflow.canonical import digest_of
from caseflow.dates import words
from cases.models import Case, Certification, LedgerEntry
from cases.models.ledger import LedgerKind
from cases.rules.facts import AbsenceFact, MemberFacts
from cases.rules.policy import PolicyTimeline
from cases.services.facts import facts_of, load_policy
from members.models import Member
from notices.decisions import (
    KINDS,
    TAKEN_BACK,
    certification_words,
    decisions_of,
    states,
    why_it_changed,
)
from notices.letters.count import (
    REASONS,
    Count,
    Days,
    account_of,
    count_of,
    injury_of,
)
from notices.models import Notice
from notices.why import why_it_moved

CODE = "time_remaining"
FIGURES = {
    "account": "Account",
    "limit": "Paid days allowed",
    "used": "Days used",
    "remaining": "Days left",
    "first_unpaid_day": "First day without pay",
}
"""What a letter that counts days states, by its name in the data, in the letter's words."""
FIELDS = {**FIGURES, "certification": "Certification"}
"""The same of every letter that is judged."""

Values = dict[str, Any]
"""Of FIELDS: whole days, a day in ISO form, None for no such day; `account` is the injury's case,
empty for absences that are not injuries on duty, None where no absence stands any more;
`certification` is in words, None for a decision that was taken back."""


@dataclass(frozen=True, slots=True)
class WrongLetter:
    """A letter with what it says, what is right, and what moved it. `was` and `becomes` hold the
    values that differ."""

    notice: Notice
    was: Values
    becomes: Values
    why: tuple[str, ...]

    @property
    def says(self) -> str:
        return moves_in_words(self.was, self.becomes)


@dataclass(frozen=True, slots=True)
class Recount:
    """The letter's account as of the letter's day, counted now. `goes_on`: its absence is open."""

    injury: str
    count: Count
    goes_on: bool


def wrong_letters(member: Member, *, policy: PolicyTimeline | None = None) -> list[WrongLetter]:
    """The member's letters that stand and are wrong. Reads, writes nothing.

    Raises RuleViolation where the policy has no value for a day that has to be judged.
    """
    letters = list(standing([member.pk]))
    if not letters:
        return []
    return wrong_among(letters, facts_of(member), policy or load_policy())


def standing(members: Iterable[int] | None = None) -> Any:
    """The letters that are judged and that none supersedes (of these members), without text."""
    rows = Notice.objects.filter(
        code__in=(CODE, *KINDS), superseded_by__isnull=True, case__isnull=False
    )
    if members is not None:
        rows = rows.filter(member_id__in=members)
    return rows.select_related("case__parent").defer("html").order_by("member_id", "id")


def wrong_among(
    letters: Iterable[Notice], facts: MemberFacts, policy: PolicyTimeline
) -> list[WrongLetter]:
    """Those of the member's letters that are wrong by these facts and this policy. A letter whose
    frozen data were tampered with states nothing; `verify` names it."""
    letters = [letter for letter in letters if digest_of(letter.data) == letter.data_digest]
    decisions = decisions_of(letters)
    found = (
        why_decision_wrong(letter, decisions[letter.data["decision"]])
        if letter.code in KINDS
        else why_wrong(letter, facts, policy)
        for letter in letters
    )
    return [each for each in found if each is not None]


def why_decision_wrong(letter: Notice, decision: Certification) -> WrongLetter | None:
    """What is wrong with a letter about this decision; None when it says what is right."""
    said, right = states(letter.data), certification_words(decision, letter.as_of)
    if said == right:
        return None
    was, becomes = {"certification": said}, {"certification": right}
    return WrongLetter(letter, was, becomes, (why_it_changed(right),))


def why_wrong(letter: Notice, facts: MemberFacts, policy: PolicyTimeline) -> WrongLetter | None:
    """What is wrong with a letter that counts days; None when it says what is right."""
    assert letter.case is not None
    now = recount(letter.case, facts, policy, letter.as_of)
    said, right = stated(letter.data), values_of(now)
    if now is not None and not now.goes_on:
        del said["first_unpaid_day"], right["first_unpaid_day"]
    names = [name for name in FIGURES if said.get(name) != right.get(name)]
    if not names:
        return None
    was = {name: said.get(name) for name in names if name in said}
    becomes = {name: right.get(name) for name in was}
    later = taken_out_since(letter) if "first_unpaid_day" in was else []
    why = why_it_moved(letter.data, now and now.count, now.injury if now else "", later)
    return WrongLetter(letter, was, becomes, why)


def taken_out_since(letter: Notice) -> list[Days]:
    """Days after the letter's own that an exception or a restoration recorded after its issue
    takes out of the count."""
    rows = LedgerEntry.objects.standing().filter(
        member=letter.member_id,
        kind__in=(LedgerKind.EXCEPTION, LedgerKind.CREDIT),
        last_day__gt=letter.as_of,
        recorded_at__gt=letter.issued_at,
    )
    found = []
    for first_day, last_day, reason in rows.values_list("first_day", "last_day", "reason"):
        first = max(first_day, letter.as_of + timedelta(days=1))
        days = (last_day - first).days + 1
        found.append(Days(first, last_day, days, reason=REASONS.get(reason, reason)))
    return found


def recount(case: Case, facts: MemberFacts, policy: PolicyTimeline, on: date) -> Recount | None:
    """The account that the case's latest absence begun by `on` draws; None without one."""
    absence = _begun(case, facts, on)
    if absence is None:
        return None
    account = account_of(absence, facts, policy, on)
    # Recoding cuts an absence in two, and the open end may lie in a later piece.
    goes_on = any(a.last_day is None for a in facts.absences if a.case == case.reference)
    return Recount(injury_of(case, absence, account), count_of(account), goes_on)


def _begun(case: Case, facts: MemberFacts, on: date) -> AbsenceFact | None:
    mine = [a for a in facts.absences if a.case == case.reference and a.first_day <= on]
    return mine[-1] if mine else None


def stated(data: Mapping[str, Any]) -> Values:
    """What a letter says, of its frozen data."""
    return {"account": data["injury"]} | {
        name: data["count"][name] for name in FIGURES if name != "account"
    }


def values_of(now: Recount | None) -> Values:
    """The same of a recount; without one there is no account to state."""
    if now is None:
        return {"account": None}
    count, day = now.count, now.count.first_unpaid_day
    return {
        "account": now.injury,
        "limit": count.limit,
        "used": count.used,
        "remaining": count.remaining,
        "first_unpaid_day": day.isoformat() if day else None,
    }


def moves(was: Values, becomes: Values) -> list[tuple[str, str, str]]:
    """Each value that differs: what it is, what the letter said, what is right; in words."""
    return [
        (label, value_words(name, was[name]), value_words(name, becomes.get(name)))
        for name, label in FIELDS.items()
        if name in was
    ]


def moves_in_words(was: Values, becomes: Values) -> str:
    """`days used 300, right is 272; first day without pay 5 Jan 2027, right is 2 Feb 2027`."""
    found = moves(was, becomes)
    return "; ".join(f"{what.lower()} {said}, right is {right}" for what, said, right in found)


def value_words(name: str, value: Any) -> str:
    """One of the values for people."""
    if name == "account":
        return value or ("no absence" if value is None else "not on duty")
    if name == "certification":
        return value or TAKEN_BACK
    if name == "first_unpaid_day" and value:
        return words(date.fromisoformat(value))
    return "cannot be told" if value is None else str(value)
