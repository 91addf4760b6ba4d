"""Acts of this room and letters in any order: what is done and refused leaves a whole office."""

import random
from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from caseflow.dates import local_day
from caseflow.models import ReferenceCounter
from caseflow.refusals import RuleViolation
from caseflow.verify.run import verify
from cases.models import CaseEvent
from cases.services.documents import check_upload, store_file
from notices.models import Notice
from notices.services.issuing import issue_notice
from providers.models import Appointment, Provider, ProviderReport, Specialty
from providers.services import appointments, directory, reports
from tests.factories import NOW, make_case, make_member, make_user
from tests.providers.makers import upload

pytestmark = pytest.mark.django_db
ACTS = 100
WORDS = (
    "Dr. Ńowak", "knee", "😀 calm", "'q' & <b>", "\N{RIGHT-TO-LEFT OVERRIDE}a", " ", "\u200b",
)  # fmt: skip


class Walk:
    """An office in which anybody does anything of this room, a few hours apart."""

    def __init__(self, seed: int) -> None:
        self.dice, self.now, self.told = random.Random(seed), NOW, Counter[str]()
        roles = ("coordinator", "supervisor", "physician", "trainee", "auditor")
        self.people = [make_user(role, [role]) for role in roles]
        self.cases = [make_case(make_member(str(star))) for star in range(1, 4)]
        self.verbs = [getattr(self, name) for name in sorted(dir(self)) if name.startswith("do_")]

    def step(self) -> None:
        self.now += timedelta(hours=self.dice.randint(1, 30))
        verb, before = self.dice.choice(self.verbs), self.written()
        try:
            verb()
            self.told[verb.__name__] += 1
        except RuleViolation as refusal:
            assert refusal.sentence.endswith(".")
            assert self.written() == before

    def written(self) -> list[int]:
        rows = (Provider, ProviderReport, Appointment, Notice)
        histories = (Provider.history, ProviderReport.history, Appointment.history)
        return [CaseEvent.objects.count(), *(row.objects.count() for row in rows)] + [
            history.count() for history in histories
        ]

    @property
    def act(self) -> dict[str, Any]:
        return {"by": self.dice.choice(self.people), "now": self.now}

    @property
    def dated(self) -> dict[str, Any]:
        return {**self.act, "on": local_day(self.now)}

    def a(self, model: Any) -> Any:
        rows = list(model.objects.order_by("pk"))
        if not rows:
            raise RuleViolation("There is none.")
        return self.dice.choice(rows)

    def words(self) -> str:
        return self.dice.choice(WORDS)

    def day(self, back: int = 10, ahead: int = 10) -> Any:
        return local_day(self.now) + timedelta(days=self.dice.randint(-back, ahead))

    def when(self) -> dict[str, Any]:
        return {"day": self.day(), "clock": time(self.dice.randint(0, 23), 30)}

    def entry(self) -> directory.ProviderEntry:
        some = self.dice.sample(list(Specialty.objects.all()), self.dice.randint(0, 2))
        city = self.dice.choice(("Chicago", "Cicero", ""))
        return directory.ProviderEntry(name=self.words(), city=city, specialties=tuple(some))

    def facts(self) -> reports.ReportFacts:
        listed = self.dice.choice([None, *Provider.objects.order_by("pk")])
        return reports.ReportFacts(
            channel="fax",
            received_on=self.day(9, 1),
            work_status="limited",
            provider=listed,
            provider_name=self.dice.choice(["", "", self.words()]),
            covers_from=self.day(),
            covers_to=self.day(),
            diagnosis=self.words(),
        )

    def file(self) -> Any:
        content = b"%PDF-1.7\n" + bytes([self.dice.randint(65, 70)])
        return store_file(check_upload(upload(content))) if self.dice.random() < 0.5 else None

    def do_create_provider(self) -> None:
        directory.create_provider(entry=self.entry(), **self.act)

    def do_amend_provider(self) -> None:
        row, off = self.a(Provider), self.dice.choice([0, 0, 1])
        entry, version = self.entry(), row.version - off
        directory.amend_provider(provider=row, entry=entry, version=version, **self.act)

    def do_record(self) -> None:
        case = self.dice.choice(self.cases)
        reports.record_report(case=case, facts=self.facts(), file=self.file(), **self.dated)

    do_record_too = do_record

    def do_amend_report(self) -> None:
        row = self.a(ProviderReport)
        more = {"reason": self.words(), "version": row.version, "file": self.file()}
        reports.amend_report(report=row, facts=self.facts(), **more, **self.dated)

    def do_make(self) -> None:
        appointments.make_appointment(
            case=self.dice.choice(self.cases),
            kind="medical_review",
            back_entry=self.dice.random() < 0.3,
            **self.when(),
            **self.dated,
        )

    do_make_too = do_make

    def do_keep(self) -> None:
        appointments.keep_appointment(appointment=self.a(Appointment), **self.act)

    def do_miss(self) -> None:
        appointments.miss_appointment(appointment=self.a(Appointment), **self.act)

    def do_cancel(self) -> None:
        row = self.a(Appointment)
        appointments.cancel_appointment(appointment=row, reason=self.words(), **self.act)

    def do_correct(self) -> None:
        row = self.a(Appointment)
        appointments.correct_appointment(appointment=row, reason=self.words(), **self.act)

    def do_move(self) -> None:
        row, why = self.a(Appointment), self.words()
        appointments.move_appointment(appointment=row, reason=why, **self.when(), **self.dated)

    def do_issue(self) -> None:
        case = self.dice.choice(self.cases)
        issue_notice(case=case, code="time_remaining", **self.dated)


@pytest.fixture(params=[1, 2026])
def walked(request: Any, settings: Any, monkeypatch: Any) -> Walk:
    settings.OFFICE_PHONE = "217-555-0100"
    monkeypatch.setattr("notices.catalogue.why_no_pdf", lambda: None)
    monkeypatch.setattr(
        "notices.rendering.render_pdf", lambda html, *, reference: b"%PDF-" + html.encode()
    )
    walk = Walk(request.param)
    while walk.told.total() < ACTS:
        walk.step()
    return walk


def test_random_walk_leaves_everything_whole(walked: Walk) -> None:
    assert set(walked.told) == {verb.__name__ for verb in walked.verbs}
    assert verify(on=local_day(walked.now)).broken == []
    check_numbers()
    check_appointments(walked.now)
    check_why()


def check_numbers() -> None:
    given = [
        f"N-{counter.year % 100}-{number:06d}"
        for counter in ReferenceCounter.objects.filter(series="N").order_by("year")
        for number in range(1, counter.last + 1)
    ]
    assert list(Notice.objects.order_by("pk").values_list("number", flat=True)) == given
    standing = Notice.objects.filter(superseded_by=None).values_list("case", flat=True)
    assert len(standing) == len(set(standing))


def check_appointments(now: datetime) -> None:
    for row in Appointment.objects.all():
        assert hasattr(row, "moved_to") == (row.state == "moved")
        assert row.state not in ("kept", "no_show") or row.starts_at <= now


def check_why() -> None:
    for model in (Provider, ProviderReport, Appointment):
        for row in model.history.all():
            assert row.history_user and row.history_change_reason
