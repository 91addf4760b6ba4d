"""The card `Do next` of a case: the few acts that matter in its state, the others folded."""

from collections.abc import Iterable
from typing import Any, Final

from cases.models import Case
from cases.models.case import CaseState

SHOWN: Final = 4

_ABSENT = ("answer", "assign", "approve", "confirm", "certify", "Compose a notice",
    "Record a report", "return", "release", "Make an appointment", "resume")  # fmt: skip
_NEXT: Final[dict[str, tuple[str, ...]]] = {
    CaseState.REPORTED: _ABSENT,
    CaseState.APPROVED: _ABSENT,
    CaseState.ON_ROLL: _ABSENT,
    CaseState.RETURNED: ("answer", "assign", "close", "Record a report", "release",
        "Compose a notice", "resume"),
    CaseState.CLOSED: ("reopen", "Compose a notice"),
}  # fmt: skip
"""The acts by state (E03-01-08, E03-01-01 VII), the most pressing first: the codes of the life
cycle, and the labels of what other rooms add."""


def do_next(
    case: Case, offered: list[dict[str, Any]], added: list[dict[str, Any]]
) -> dict[str, Any]:
    """What the card shows: `acts`, at most four that can be done now; `folded`, all the others by
    heading, those without one first. Where none of the acts of the state can be done, it is said
    why not."""
    everything = [*offered, *({"kind": "quiet", "group": "", **act} for act in added)]
    chosen = _chosen(case, everything)
    rest = [act for act in everything if not any(act is each for each in chosen)]
    return {"acts": chosen, "folded": _grouped({**act, "kind": "quiet"} for act in rest)}


def _chosen(case: Case, everything: list[dict[str, Any]]) -> list[dict[str, Any]]:
    wanted = _NEXT[case.state]
    if case.owner_id is not None:
        wanted = tuple(name for name in wanted if name != "assign")
    able = [act for act in everything if not act["refused"] and _name(act) in wanted]
    able.sort(key=lambda act: (bool(act["kind"]), wanted.index(_name(act))))
    if able:
        return able[:SHOWN]
    return [act for act in everything if act["refused"] and _name(act) in wanted][:SHOWN]


def _name(act: dict[str, Any]) -> str:
    return str(act.get("code") or act["label"])


def _grouped(acts: Iterable[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """By heading in the order of their first act; within one, what can be done comes first."""
    found: dict[str, list[dict[str, Any]]] = {"": []}
    for act in sorted(acts, key=lambda act: bool(act["refused"])):
        found.setdefault(act["group"], []).append(act)
    return [(heading, group) for heading, group in found.items() if group]
