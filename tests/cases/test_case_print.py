"""The certified print of a timeline, read back as text."""

import shutil
import subprocess
from datetime import timedelta

import pytest

from caseflow.models import AccessEntry
from notices.pdf import why_no_pdf
from tests.factories import NOW, make_case, make_note

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(bool(why_no_pdf()), reason="no PDF can be made here"),
    pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed"),
]


def pages(response):
    assert response["Content-Type"] == "application/pdf", response.content[:200]
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=response.content,
                          capture_output=True, check=True)  # fmt: skip
    return done.stdout.decode().rstrip("\f").split("\f")


@pytest.fixture
def printed(client_for, coordinator):
    case = make_case(by=coordinator)
    for number in range(40):
        text = f"Text {number} begins. " + "long words " * 30 + f"ends {number}."
        make_note(case, text, happened_at=NOW - timedelta(hours=number))

    def read(query=""):
        return pages(client_for(coordinator).get(f"{case.get_absolute_url()}print/{query}"))

    read.case = case
    return read


def test_case_print_has_case_member_and_page_on_every_sheet(printed):
    found = printed()
    assert len(found) > 3
    for number, text in enumerate(found, 1):
        assert f"Page {number} of {len(found)}" in text
        assert f"{printed.case.reference}, Kowalski, Maria A., star 4497" in text
        assert "As of " in text and "by Coordinator (Coordinator)" in text


def test_case_print_shortens_nothing_and_certifies_the_chain(printed):
    text = " ".join(" ".join(printed()).split())
    assert all(f"Text {number} begins." in text for number in range(40))
    assert all(f"ends {number}." in text for number in range(40))
    last = printed.case.events.order_by("sequence").last()
    assert last.hash in text.replace(" ", "")
    assert f"shows {last.sequence} of the {last.sequence} entries" in text


def test_case_print_says_its_filters_and_is_logged(printed):
    text = " ".join(printed("?show=milestones")[0].split())
    assert "Milestones. 2 of 42 entries" in text and "Text 1 begins" not in text
    entry = AccessEntry.objects.filter(subject=printed.case.reference).latest("id")
    assert entry.detail == "printed: Milestones"


def test_case_print_spells_out_a_sign_that_the_font_lacks(printed):
    make_note(printed.case, "Felt \N{YAWNING FACE} today.")
    assert "Felt [U+1F971] today." in " ".join(printed("?text=Felt"))


def test_case_print_of_a_day_that_cannot_be_says_why(client_for, coordinator, printed):
    url = f"{printed.case.get_absolute_url()}print/?known=soon"
    assert "That is no day." in client_for(coordinator).get(url, follow=True).text
