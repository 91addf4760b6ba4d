"""The sentences of this room's acts on a member's record."""

from collections.abc import Callable
from typing import Any

from cases.kinds import Account
from cases.models.ledger import LedgerReason
from members.sentences import register, span_words

_REASONS = dict(LedgerReason.choices)


def _reason(data: dict[str, Any]) -> str:
    return _REASONS.get(data.get("reason") or "", data.get("reason") or "")


def _exception(data: dict[str, Any]) -> str:
    return f"Days taken off for {_reason(data)}: {span_words(data)}"


def _credit(data: dict[str, Any]) -> str:
    if data.get("days"):
        return f"{data['days']} days given to an injury ({_reason(data)}), {span_words(data)}"
    return f"Days restored ({_reason(data)}): {span_words(data)}"


def _recoded(data: dict[str, Any]) -> str:
    where = "an injury on duty" if data.get("to_account") == Account.IOD else "not on duty"
    return f"Days now count as {where}: {span_words(data)}"


register("exception_recorded", _exception)
register("credit_recorded", _credit)
register("days_recoded", _recoded)
register("entry_reversed", lambda data: f"Ledger entry reversed: {span_words(data)}")


def _spell(verb: str) -> Callable[[dict[str, Any]], str]:
    return lambda data: f"{data.get('spell', 'Limited duty or leave')} {verb}: {span_words(data)}"


register("duty_entered", _spell("entered"))
register("duty_ended", _spell("ended"))
register("duty_reversed", _spell("reversed"))
