"""What of this room `manage.py verify` checks."""

from typing import Any

from caseflow.verify.registry import register_kept, register_words
from providers.models import Appointment, ProviderReport


def _of_case(row: Any) -> str:
    return f"{row} of {row.case.reference}"


for _model in (ProviderReport, Appointment):
    register_kept(_model, subject="case__member_id")
    register_words(_model, _of_case)
