"""Facts that contradict themselves cannot be made; the rules stay free of Django."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from cases.rules.facts import AbsenceFact, CreditFact, ExceptionFact, WithheldFact

EARLY, LATE = date(2026, 1, 1), date(2026, 1, 2)
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: AbsenceFact(LATE, EARLY, "non_iod", None, "C"), "before its first day 2026-01-02"),
        (lambda: AbsenceFact(EARLY, None, "sick", None, "C"), "names the account 'sick'"),
        (lambda: AbsenceFact(EARLY, None, "iod", None, "C"), "names its injury"),
        (lambda: AbsenceFact(EARLY, None, "non_iod", "KNEE", "C"), "names its injury"),
        (lambda: ExceptionFact(LATE, EARLY, "furlough"), "before its first day"),
        (lambda: CreditFact("non_iod", None, LATE, EARLY, None, "recoded"), "before its first day"),
        (lambda: CreditFact("iod", None, EARLY, None, 5, "recoded"), "names its injury"),
        (lambda: CreditFact("iod", "KNEE", EARLY, None, 0, "recoded"), "one day or more"),
        (lambda: CreditFact("iod", "KNEE", EARLY, None, None, "recoded"), "one day or more"),
        (lambda: CreditFact("sick", "KNEE", EARLY, None, 5, "recoded"), "names the account"),
        (lambda: WithheldFact(LATE, EARLY, "C"), "before its first day"),
    ],
)
def test_facts_refuse_to_contradict_themselves(make, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        make()


def test_rules_import_without_django_and_settings() -> None:
    code = (
        "import sys; import cases.rules.usage, cases.rules.projection; "
        "sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={}, check=False)
    assert done.returncode == 0
