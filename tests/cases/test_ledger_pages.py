"""The ledger page and its acts: shown first, saved second; the worked examples through pages."""

from datetime import UTC, date, datetime

import pytest

from caseflow.dates import today
from cases.models import LedgerEntry
from cases.rules.usage import usage
from cases.services.facts import facts_of, load_policy
from cases.services.ledger import record_exception, reverse_entry
from members.models import Member
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    """Sets the office's clock to a day, in every view that asks for it."""

    def setting(day):
        moment = datetime(day.year, day.month, day.day, 18, 0, tzinfo=UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        assert today() == day
        return {"now": moment, "on": day}

    return setting


@pytest.fixture
def client(client_for, coordinator):
    return client_for(coordinator)


def saved(client, url, **said):
    """What the first POST shows, and then the act done with what was seen."""
    shown = client.post(url, said)
    assert shown.status_code == 200, shown.text
    assert "What this changes" in shown.text
    impact = shown.context["impact"]
    done = client.post(url, {**said, "seen": impact.digest})
    assert done.status_code == 302
    return impact


def account(star, on, injury=None):
    found = usage(facts_of(Member.objects.get(star_number=star)), load_policy(), on)
    return found.account("iod", injury) if injury else found.account()


def moved(impact, what):
    return next((m.was, m.becomes) for m in impact.accounts if m.what == what)


def test_worked_example_c_a_furlough_exception(client, coordinator, at):
    clock = at(date(2024, 9, 2))
    member = make_member("4497")
    spans = (date(2023, 6, 1), date(2023, 11, 30)), (date(2024, 5, 6), None)
    for first, last in spans:
        make_case(member, first_day=first, last_day=last, by=coordinator, **clock)
    assert account("4497", clock["on"]).first_unpaid_day == date(2024, 11, 4)
    impact = saved(
        client, "/members/4497/ledger/exception/", reason="furlough", first_day="2024-07-07",
        last_day="2024-08-03", source="Furlough slip 12",
    )  # fmt: skip
    assert moved(impact, "First unpaid day") == (date(2024, 11, 4), date(2024, 12, 2))
    assert account("4497", clock["on"]).first_unpaid_day == date(2024, 12, 2)


@pytest.fixture
def recurrence(client, coordinator, at):
    """Worked example D, entered on 2 May 2025: 180 days, then open from 10 Feb 2025."""

    def making(kind):
        clock = at(date(2025, 5, 2))
        member = make_member("4497")
        parent = make_case(
            member, kind="iod", first_day=date(2024, 3, 4), last_day=date(2024, 8, 30),
            injury_label="KNEE", by=coordinator, **clock,
        )  # fmt: skip
        of = {"parent": parent} if kind == "iod_recurrence" else {}
        case = make_case(
            member, kind=kind, first_day=date(2025, 2, 10), by=coordinator, **of, **clock
        )
        return parent, case, clock["on"]

    return making


def test_worked_example_d_through_the_pages(recurrence, client):
    _, case, _ = recurrence("iod_recurrence")
    text = client.get(f"/cases/{case.reference}/").text
    assert "14 Aug 2025" in text


def test_worked_example_e_a_recurrence_certified_late(recurrence, client):
    parent, case, on = recurrence("non_iod")
    impact = saved(
        client, "/members/4497/ledger/recurrence/", case=case.reference, injury=parent.reference,
        found_on="2025-02-10", certified_on="2025-04-25", source="App. N 12", elective_time="",
    )  # fmt: skip
    bank = account("4497", on, "KNEE")
    assert (bank.limit, bank.first_unpaid_day) == (440, date(2025, 10, 28))
    assert account("4497", on).used == 0
    assert ("Used", 82, 0) in [
        (m.what, m.was, m.becomes) for m in impact.accounts if m.account == "non_iod"
    ]
    text = client.get(f"/cases/{case.reference}/").text
    assert "injury KNEE" in text
    assert "28 Oct 2025" in text


def test_worked_example_f_an_award(recurrence, client):
    parent, _, on = recurrence("iod_recurrence")
    impact = saved(
        client, "/members/4497/ledger/credit/", reason="treatment_delay", injury=parent.reference,
        first_day="2025-05-01", days="25", source="Award 2025-3",
    )  # fmt: skip
    assert moved(impact, "First unpaid day") == (date(2025, 8, 14), date(2025, 9, 8))
    assert account("4497", on, "KNEE").limit == 390


@pytest.fixture
def case(coordinator, at):
    at(TODAY)
    return make_case(make_member("4497"), first_day=date(2026, 1, 5), by=coordinator)


EXCEPTION = {
    "reason": "furlough", "first_day": "2026-01-10", "last_day": "2026-01-12", "source": "Slip 1",
}  # fmt: skip


def test_nothing_is_saved_until_it_was_seen(case, client):
    url = "/members/4497/ledger/exception/"
    client.post(url, EXCEPTION)
    shown = client.post(url, {**EXCEPTION, "seen": "0" * 64})
    assert "Something has changed since you looked" in shown.text
    assert 'value="Slip 1"' in shown.text
    assert not LedgerEntry.objects.exists()


def test_other_days_than_those_seen_are_shown_first(case, client):
    url = "/members/4497/ledger/exception/"
    seen = client.post(url, EXCEPTION).context["impact"].digest
    assert (
        client.post(url, {**EXCEPTION, "last_day": "2026-01-13", "seen": seen}).status_code == 200
    )
    assert not LedgerEntry.objects.exists()


def test_a_refused_form_keeps_what_was_typed(case, client):
    bad = {**EXCEPTION, "last_day": "2026-01-02"}
    shown = client.post("/members/4497/ledger/exception/", bad)
    assert shown.status_code == 422
    assert "is before the first" in shown.text
    assert 'value="Slip 1"' in shown.text
    assert (
        client.post("/members/4497/ledger/exception/", {**EXCEPTION, "source": ""}).status_code
        == 422
    )


def test_an_act_that_moves_nothing_says_so(case, client, coordinator):
    """A credit far ahead gives nothing as of today."""
    injury = make_case(
        case.member,
        kind="iod",
        first_day=date(2025, 3, 3),
        last_day=date(2025, 3, 7),
        by=coordinator,
    )
    said = {"reason": "treatment_delay", "injury": injury.reference, "first_day": "2026-08-01"}
    shown = client.post("/members/4497/ledger/credit/", {**said, "days": "5", "source": "Award 4"})
    assert "Nothing moves" in shown.text


def test_recode_and_reverse_through_the_pages(case, client, coordinator):
    injury = make_case(
        case.member,
        kind="iod",
        first_day=date(2025, 3, 3),
        last_day=date(2025, 3, 7),
        by=coordinator,
    )
    saved(
        client, "/members/4497/ledger/recode/", injury=injury.reference, first_day="2026-01-05",
        source="Decision 8", elective_time="2 furlough days",
    )  # fmt: skip
    page = client.get("/members/4497/ledger/").text
    for words in ("2 furlough days", "Days now count as an injury on duty", "Decision 8"):
        assert words in page
    saved(client, "/members/4497/ledger/1/reverse/", reason="denied after all")
    page = client.get("/members/4497/ledger/").text
    assert 'class="struck"' in page
    assert "by Coordinator: denied after all" in page
    assert account("4497", TODAY).used == 60


def test_ledger_says_what_was_entered_afterwards(case, client, coordinator):
    act = {"by": coordinator, "now": NOW, "on": TODAY, "member": case.member, "reason": "furlough"}
    record_exception(first_day=date(2026, 1, 10), last_day=date(2026, 1, 12), source="S 1", **act)
    record_exception(first_day=date(2026, 3, 10), last_day=date(2026, 3, 12), source="S 2", **act)
    rows = {
        line.source: line.afterwards
        for line in client.get("/members/4497/ledger/").context["lines"]
    }
    assert (rows["S 1"], rows["S 2"]) == (True, False)
    text = b"".join(client.get("/members/4497/ledger/?format=csv").streaming_content).decode()
    assert "Exception: furlough,10 Jan 2026 to 12 Jan 2026" in text


def test_ledger_asks_the_database_few_questions(case, client, coordinator):
    act = {"by": coordinator, "now": NOW, "on": TODAY}
    for day in range(10, 30):
        entry = record_exception(
            member=case.member, first_day=date(2026, 1, day), last_day=date(2026, 1, day),
            reason="furlough", source=f"S {day}", **act,
        )  # fmt: skip
        reverse_entry(entry=entry, reason="wrong", **act)
    with query_budget(14):
        text = client.get("/members/4497/ledger/").text
    assert text.count('class="struck"') == 20


def test_who_may_not_amend_sees_why(case, client_for):
    reader = client_for(make_user("reader", ["auditor"]))
    page = reader.get("/members/4497/ledger/")
    assert "You do not have the right to amend" in page.text
    assert reader.get("/members/4497/ledger/exception/").status_code == 403
    assert reader.get("/members/99/ledger/").status_code == 404


def test_an_entry_that_is_not_there_is_not_found(case, client):
    assert client.get("/members/4497/ledger/1/reverse/").status_code == 404
    assert client.get("/members/4497/ledger/0/reverse/").status_code == 404
