"""The kinds of case, as data: what each is called, how its references begin, which account its
absences draw, which life cycle it follows (E03-01).

A new kind is an entry here and, where it has its own acts, its own life cycle in lifecycle.py.
"""

from dataclasses import dataclass

from django.db import models


class Account(models.TextChoices):
    """Whose paid days an absence draws: the rolling non-duty allowance or one injury's bank."""

    NON_IOD = "non_iod", "not on duty"
    IOD = "iod", "injury on duty"


class CaseKind(models.TextChoices):
    NON_IOD = "non_iod", "Non-IOD medical absence"
    IOD = "iod", "Injury on duty"
    IOD_RECURRENCE = "iod_recurrence", "IOD recurrence"


@dataclass(frozen=True, slots=True)
class KindSpec:
    """One kind: reference prefix, account drawn by its absences, whether it needs a parent."""

    code: str
    label: str
    short: str
    series: str
    account: str
    needs_parent: bool = False
    opened_by_call: bool = True
    life_cycle: str = "absence"

    @property
    def css(self) -> str:
        return "iod" if self.account == Account.IOD else "lead"


KINDS: dict[str, KindSpec] = {
    spec.code: spec
    for spec in (
        KindSpec(CaseKind.NON_IOD, CaseKind.NON_IOD.label, "Non-IOD", "NIOD", Account.NON_IOD),
        KindSpec(CaseKind.IOD, CaseKind.IOD.label, "IOD", "IOD", Account.IOD),
        KindSpec(
            CaseKind.IOD_RECURRENCE,
            CaseKind.IOD_RECURRENCE.label,
            "IOD recurrence",
            "IODR",
            Account.IOD,
            needs_parent=True,
        ),
    )
}
