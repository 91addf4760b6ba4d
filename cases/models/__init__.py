"""The rows of a case, one concept per file."""

from cases.models.absence import Absence
from cases.models.case import Case
from cases.models.certification import CategorySpell, Certification
from cases.models.clock import CaseClock
from cases.models.document import Document
from cases.models.draft import NoteDraft
from cases.models.duty import DutySpell, DutyStatus
from cases.models.event import CaseEvent
from cases.models.ledger import LedgerEntry, LedgerState
from cases.models.note import CaseNote, NoteKind
from cases.models.obligation import Actor, HoldEvent, Obligation, ObligationAct, ObligationState
from cases.models.policy import PolicyImpact, PolicyValue
from cases.models.projection import Projection
from cases.models.returning import Release, ReturnRequirement, TravelPermission
from cases.models.search import (
    CaseText,
    DocumentText,
    MemberScrap,
    NameGram,
    NoteText,
)
from cases.models.spells import Assignment, Hold

__all__ = [
    "Absence",
    "Actor",
    "Assignment",
    "Case",
    "CaseClock",
    "CaseEvent",
    "CaseNote",
    "CaseText",
    "CategorySpell",
    "Certification",
    "Document",
    "DocumentText",
    "DutySpell",
    "DutyStatus",
    "Hold",
    "HoldEvent",
    "LedgerEntry",
    "LedgerState",
    "MemberScrap",
    "NameGram",
    "NoteDraft",
    "NoteKind",
    "NoteText",
    "Obligation",
    "ObligationAct",
    "ObligationState",
    "PolicyImpact",
    "PolicyValue",
    "Projection",
    "Release",
    "ReturnRequirement",
    "TravelPermission",
]
