"""The commands one after the other, as an office would run them, on files of a twentieth of the
department's size."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command

from caseflow.dates import today
from cases.models import Case
from members.models import Member
from tests.generate import office_files

pytestmark = pytest.mark.django_db
MEMBERS, ABSENCES = 660, 8_560


def said(*words: object) -> str:
    out = io.StringIO()
    call_command(*map(str, words), "--json", stdout=out)
    return out.getvalue()


def report(*words: object) -> dict[str, Any]:
    return json.loads(said(*words))  # type: ignore[no-any-return]


def test_an_office_comes_in_answers_and_is_whole(tmp_path):
    roster, absences = office_files(tmp_path, members=MEMBERS, absences=ABSENCES, on=today())
    people, spells = report("import_roster", roster), report("import_absences", absences)
    assert (people["created"], people["refused"], people["missing"]) == (MEMBERS, [], [])
    assert (spells["created"], spells["refused"]) == (spells["rows"], [])
    assert Case.objects.count() > ABSENCES * 0.95
    people, spells = report("import_roster", roster), report("import_absences", absences)
    assert (people["unchanged"], spells["unchanged"]) == (MEMBERS, spells["rows"])
    assert (people["created"], people["updated"], spells["created"]) == (0, 0, 0)
    answers = said("usage", "--all", "--on", today()).splitlines()
    current = set(Member.objects.current(today()).values_list("star_number", flat=True))
    assert current <= {json.loads(line)["member"] for line in answers}
    assert report("verify")["whole"] is True
