"""What the second version of the letter adds: the rung it is, the hard day, what it corrects."""

import io
from datetime import date, timedelta

import pikepdf
import pytest

from cases.models import LedgerEntry, PolicyValue
from cases.services.ledger import record_exception
from notices.letters.parts import Occasion
from notices.rendering import draft_letter, letter_html, letter_pdf
from tests.factories import NOW, TODAY, make_case
from tests.notices.test_pdf import names_in

pytestmark = pytest.mark.django_db
LATER, ON = NOW + timedelta(days=10), TODAY + timedelta(days=10)


def absent(writer, days, **fields):
    return make_case(first_day=TODAY - timedelta(days=days - 1), owner=writer, **fields)


def values_of(case, by, on=TODAY):
    return draft_letter("time_remaining", Occasion(case, by, on)).values


@pytest.fixture
def corrected(case, issue, writer):
    """A case whose letter of 5 March is wrong by a week, recorded with words of somebody's own."""
    issue(case)
    record_exception(
        member=case.member, first_day=date(2026, 2, 8), last_day=date(2026, 2, 14),
        reason="furlough", source="sarcoidosis memo", by=writer, now=LATER, on=ON,
    )  # fmt: skip
    return case


def test_letter_of_90_days_carries_the_options(writer, html_of):
    case = absent(writer, 300)
    step = values_of(case, writer).step
    assert (step.days, step.options, step.packet) == (90, True, False)
    assert step.next_on == date(2026, 3, 11)
    html = html_of(case)
    assert (
        "the letter that goes out 90 days before the first day without pay, with what you" in html
    )
    assert "the next one follows on 11 March 2026" in html


def test_letter_of_60_days_encloses_the_packet(writer, html_of):
    case = absent(writer, 320)
    values = values_of(case, writer)
    assert (values.step.days, values.step.packet) == (60, True)
    assert values.enclosures == ("application packet of the Policemen's Annuity and Benefit Fund",)
    assert "Enclosed: application packet of the Policemen" in html_of(case)


@pytest.mark.parametrize("days", [32, 400])
def test_letter_before_the_first_rung_and_after_the_last_is_no_rung(writer, days):
    assert values_of(absent(writer, days), writer).step is None


def test_letter_after_a_return_has_no_rung_and_no_hard_day(writer):
    case = absent(writer, 310, last_day=TODAY - timedelta(days=10))
    values = values_of(case, writer)
    assert (values.step, values.request) == (None, None)


def test_hard_day_is_that_of_the_ladder(writer, html_of):
    case = absent(writer, 300)
    request = values_of(case, writer).request
    assert request.periods == 2
    assert request.day < date(2026, 5, 10) - timedelta(days=27)
    html = html_of(case)
    assert f"by <strong>{request.day:%A} {request.day.day} {request.day:%B %Y}</strong>" in html
    assert "Confirm that day with your coordinator." in html
    PolicyValue.objects.filter(key__contains="pay_period").update(verified=True)
    assert "Confirm that day" not in html_of(case)


def test_hard_day_that_is_past_says_at_once(writer, html_of):
    html = html_of(absent(writer, 350))
    assert "at once: its day" in html
    assert "has passed" in html


def test_correction_names_the_former_letter_and_both_figures(corrected, writer, html_of):
    html = html_of(corrected, ON)
    for words in (
        "What this letter corrects",
        "takes the place of letter N-26-000001 of 5 March 2026",
        '<th scope="row">Days used</th><td>32</td><td><strong>25</strong></td>',
        "<td>2 Feb 2027</td><td><strong>9 Feb 2027</strong></td>",
        "Why: 7 days from 8 Feb 2026 to 14 Feb 2026 do not count: furlough.",
    ):
        assert words in html


def test_letter_that_corrects_nothing_says_nothing_of_it(case, issue, html_of):
    issue(case)
    assert "corrects" not in html_of(case, ON)


def test_correction_is_frozen_and_holds_no_words_of_others(corrected, issue):
    letter = issue(corrected, now=LATER, on=ON)
    assert letter.template_version == "3"
    assert letter.data["correction"]["number"] == "N-26-000001"
    assert [row["what"] for row in letter.data["correction"]["figures"]] == [
        "Days used", "Days left", "First day without pay",
    ]  # fmt: skip
    assert "sarcoidosis" not in str(letter.data)
    third = issue(corrected, now=LATER, on=ON)
    assert third.data["correction"] is None


def test_recoding_names_the_other_account(case, issue, writer):
    injury = make_case(
        case.member, kind="iod", first_day=date(2025, 1, 1), last_day=date(2025, 1, 9)
    )
    issue(case)
    LedgerEntry.objects.create(
        member=case.member, kind="recode", account="non_iod", first_day=date(2026, 2, 2),
        to_account="iod", to_injury=injury, reason="recoded", source="award", recorded_at=LATER,
        recorded_by=writer,
    )  # fmt: skip
    correction = values_of(case, writer, ON).correction
    assert (correction.figures[0].said, correction.figures[0].right) == (
        "not on duty", injury.reference,
    )  # fmt: skip
    assert correction.why == (
        f"The absence is recorded as an injury on duty now, case {injury.reference}.",
    )


def test_pdf_with_a_correction_stays_tagged(corrected, writer):
    draft = draft_letter("time_remaining", Occasion(corrected, writer, ON))
    pdf = letter_pdf(draft, letter_html(draft, number="N-26-000002"), number="N-26-000002")
    with pikepdf.open(io.BytesIO(pdf)) as file:
        with file.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        tags = names_in(file.Root.StructTreeRoot.K[0], [])
    assert tags.count("/Table") >= 3
