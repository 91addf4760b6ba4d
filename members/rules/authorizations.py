"""What an authorization to release medical information must say, and whether it holds on a day.

Required elements and statements: 45 CFR 164.508(c)(1)-(2); what makes one defective: (b)(2).
Stricter in Illinois: mental health, 740 ILCS 110/5 (a calendar date of expiry, a witness, the right
to inspect, the consequences of refusal, nothing blanket); HIV, 410 ILCS 305/9(b) with 77 Ill. Adm.
Code 697.140 (a time-limited written release).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

GENERAL, MENTAL_HEALTH, HIV, PSYCHOTHERAPY = "general", "mental_health", "hiv", "psychotherapy"
KINDS: Final = (GENERAL, MENTAL_HEALTH, HIV, PSYCHOTHERAPY)
OF_A_THERAPIST: Final = frozenset((MENTAL_HEALTH, PSYCHOTHERAPY))
"""Kinds of which the Mental Health Act asks more. A therapist's notes are of both laws."""
DATED: Final = frozenset((MENTAL_HEALTH, PSYCHOTHERAPY, HIV))
"""Kinds that must end on a calendar day; an event is not enough."""

REVOCABLE, CONDITIONS, REDISCLOSURE = "revocable", "conditions", "redisclosure"
INSPECT, REFUSAL = "inspect", "refusal"
STATEMENTS: Final = {
    REVOCABLE: "that it can be revoked in writing, and how",
    CONDITIONS: "whether treatment, payment or benefits depend on signing",
    REDISCLOSURE: "that who receives the information may pass it on",
    INSPECT: "the right to inspect and copy what is released",
    REFUSAL: "what follows from refusing to sign",
}
_FEDERAL: Final = (REVOCABLE, CONDITIONS, REDISCLOSURE)

MISSING: Final = {
    "kind": "Choose what kind of information it is for: each kind needs an authorization of its "
    "own.",
    "information": "The paper must say what information may be released; without that it is "
    "defective (45 CFR 164.508(c)(1)(i)).",
    "discloser": "The paper must name who may release the information; without that it is "
    "defective (45 CFR 164.508(c)(1)(ii)).",
    "recipient": "The paper must name who may receive the information; without that it is "
    "defective (45 CFR 164.508(c)(1)(iii)).",
    "purpose": "The paper must say what for; “at the request of the individual” is enough where "
    "the member asked (45 CFR 164.508(c)(1)(iv)).",
    "signed_on": "The paper must be signed and dated; without the day it is defective "
    "(45 CFR 164.508(c)(1)(vi)).",
    "source": "Say where the paper is: the file, the page, how it came.",
}
NO_END: Final = (
    "The paper must say when it ends, by a day or an event; one without an end is defective "
    "(45 CFR 164.508(c)(1)(v))."
)
NO_DATE: Final = {
    HIV: "A release of HIV test results is limited in time: enter the last day on which it holds "
    "(410 ILCS 305/9; 77 Ill. Adm. Code 697.140).",
    MENTAL_HEALTH: "A mental health authorization must name the calendar day on which it ends; an "
    "event is not enough (740 ILCS 110/5).",
    PSYCHOTHERAPY: "An authorization for a therapist's notes must name the calendar day on which "
    "it ends; an event is not enough (740 ILCS 110/5).",
}
NO_WITNESS: Final = "It must be signed before a witness; name the witness (740 ILCS 110/5)."
_NOT_AN_EVENT: Final = frozenset(
    ("none", "never", "no expiration", "no expiry", "indefinite", "indefinitely", "na", "n a",
     "not applicable", "open", "unlimited", "valid indefinitely", "until revoked", "forever")
)  # fmt: skip
_NOT_SPECIFIC: Final = frozenset(
    ("all", "any", "everything", "anything", "information", "records", "none", "na", "n a", "see")
)
_BLANKET: Final = frozenset(
    ("all records", "any records", "any and all records", "all information", "any information",
     "any and all information", "all medical records", "entire record", "entire file",
     "complete record", "complete file", "the entire record", "the entire file")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """What a signed authorization says. `statements` are keys of STATEMENTS that stand on it;
    an empty `representative` means that the member signed."""

    kind: str
    information: str
    discloser: str
    recipient: str
    purpose: str
    signed_on: date
    representative: str = ""
    authority: str = ""
    witness: str = ""
    expires_on: date | None = None
    expiry_event: str = ""
    statements: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Defect:
    """What is missing or wrong, in a sentence, and the field it is about."""

    field: str
    sentence: str


def defects(paper: Paper, on: date) -> list[Defect]:
    """Everything for which the paper releases nothing, as read on the day; none when it is in
    order. That its last day has passed since is no defect of the record (see `state`)."""
    found = [
        Defect(field, MISSING[field])
        for field in ("information", "discloser", "recipient", "purpose")
        if not _bare(getattr(paper, field))
    ]
    if paper.kind not in KINDS:
        return [Defect("kind", MISSING["kind"]), *found]
    return found + _description(paper) + _signature(paper, on) + _end(paper) + _said(paper)


def _bare(text: str) -> str:
    """Only letters, figures and single spaces, in lower case."""
    kept = "".join(mark if mark.isalnum() else " " for mark in text.casefold())
    return " ".join(kept.split())


def _description(paper: Paper) -> list[Defect]:
    words = _bare(paper.information)
    if words in _NOT_SPECIFIC:
        return [
            Defect(
                "information",
                f"“{paper.information.strip()}” is not a specific description of the information. "
                "Enter what the paper names, with the dates it covers (45 CFR 164.508(c)(1)(i)).",
            )
        ]
    if paper.kind in OF_A_THERAPIST and words in _BLANKET:
        return [
            Defect(
                "information",
                "A blanket consent is not valid for mental health information. Enter what the "
                "paper names; if it names nothing, ask for a new one (740 ILCS 110/5).",
            )
        ]
    return []


def _signature(paper: Paper, on: date) -> list[Defect]:
    found = []
    if paper.signed_on > on:
        found.append(Defect("signed_on", "It cannot have been signed on a day to come."))
    if paper.representative and not paper.authority:
        found.append(
            Defect(
                "authority",
                "Somebody signed for the member: say by what authority (45 CFR 164.508(c)(1)(vi)).",
            )
        )
    if paper.authority and not paper.representative:
        found.append(Defect("representative", "Name who signed, or leave the authority empty too."))
    if paper.kind in OF_A_THERAPIST and not paper.witness:
        found.append(Defect("witness", NO_WITNESS))
    return found


def _end(paper: Paper) -> list[Defect]:
    if paper.expires_on and paper.expires_on < paper.signed_on:
        return [
            Defect(
                "expires_on",
                "It had ended before it was signed, which makes it defective. Check both days "
                "(45 CFR 164.508(b)(2)).",
            )
        ]
    if paper.expires_on:
        return []
    if paper.kind in DATED:
        return [Defect("expires_on", NO_DATE[paper.kind])]
    if not _bare(paper.expiry_event):
        return [Defect("expires_on", NO_END)]
    if _bare(paper.expiry_event) in _NOT_AN_EVENT:
        return [
            Defect(
                "expiry_event",
                f"“{paper.expiry_event.strip()}” is no event on which it ends. Enter the event or "
                "the day that the paper names; if it names none, it is defective "
                "(45 CFR 164.508(c)(1)(v)).",
            )
        ]
    return []


def required_statements(kind: str) -> tuple[str, ...]:
    return (*_FEDERAL, INSPECT, REFUSAL) if kind in OF_A_THERAPIST else _FEDERAL


def _said(paper: Paper) -> list[Defect]:
    missing = [
        STATEMENTS[key] for key in required_statements(paper.kind) if key not in paper.statements
    ]
    if not missing:
        return []
    source = "740 ILCS 110/5; " if paper.kind in OF_A_THERAPIST else ""
    return [
        Defect(
            "statements",
            f"The paper must say {'; '.join(missing)} ({source}45 CFR 164.508(c)(2)). If it does, "
            "tick it; if not, ask for a new one.",
        )
    ]


def standing_on(expires_on: date | None, ended_on: date | None, on: date) -> bool:
    """Whether it may be relied on that day: its last day included, the day of a revocation not."""
    if ended_on is not None and ended_on <= on:
        return False
    return expires_on is None or on <= expires_on
