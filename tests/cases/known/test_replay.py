"""A case as known then is what was shown then: recorded while anybody does anything."""

from datetime import datetime

import pytest

from cases.models import Case
from tests.cases.known.showing import shown
from tests.cases.test_random_walk import Walk
from tests.factories import NOW

pytestmark = pytest.mark.django_db

ACTS, MOST_STEPS = 40, 1_500


class Clock:
    """The time of the walk, for the pages that ask what time it is."""

    walk: Walk | None = None

    def __call__(self) -> datetime:
        return self.walk.now if self.walk else NOW


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock)
    return clock


def page(client_for, reader, case, **asked):
    response = client_for(reader).get(case.get_absolute_url(), asked)
    assert response.status_code == 200
    return shown(response.text)


@pytest.mark.parametrize("seed", [3, 41, 2026])
def test_case_known_then_equals_what_was_shown_then(client_for, clock, seed):
    walk = clock.walk = Walk(seed)
    reader, recorded = walk.people[-1], []
    for _ in range(MOST_STEPS):
        done = walk.told.total()
        walk.step()
        cases = list(Case.objects.all())
        if walk.told.total() > done and cases:
            case = walk.dice.choice(cases)
            recorded.append((case, walk.now, page(client_for, reader, case)))
        if len(recorded) >= ACTS:
            break
    assert len(recorded) == ACTS
    for case, instant, then in recorded:
        assert page(client_for, reader, case, known=instant.isoformat()) == then
