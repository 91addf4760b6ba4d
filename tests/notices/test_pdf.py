"""The PDF: tagged, of our own files only, the same bytes for the same letter."""

import io
import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest
from django.core.management import call_command

from caseflow.refusals import RuleViolation
from notices import pdf
from notices.letters.parts import Occasion
from notices.rendering import draft_letter, letter_html, letter_pdf
from tests.factories import TODAY

SHEET = '<html lang="en"><title>T</title><link rel="stylesheet" href="{}"><p>Hello</p></html>'


def made(case, writer, number="N-26-000123"):
    draft = draft_letter("time_remaining", Occasion(case, writer, TODAY))
    return letter_pdf(draft, letter_html(draft, number=number, short_code="k7"), number=number)


@pytest.fixture
def no_pango(monkeypatch):
    monkeypatch.setattr(pdf, "load_library", lambda name: None if "pango" in name else object())
    pdf.why_no_pdf.cache_clear()
    yield
    pdf.why_no_pdf.cache_clear()


def names_in(element, found):
    """Every tag of the structure tree."""
    if isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            found.append(str(element.S))
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            names_in(kid, found)
    return found


def test_pdf_is_tagged_and_says_so(case, writer):
    with pikepdf.open(io.BytesIO(made(case, writer))) as file:
        assert bool(file.Root.MarkInfo.Marked)
        assert str(file.Root.Lang) == "en"
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
        with file.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Time remaining on the medical roll, N-26-000123"
        tags = names_in(file.Root.StructTreeRoot.K[0], [])
    assert {"/H1", "/H2", "/P", "/Table", "/Caption", "/THead", "/TH", "/TD", "/L"} <= set(tags)
    assert tags.count("/H1") == 1


def test_weasyprint_has_nothing_to_say(case, writer, caplog):
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        made(case, writer)
    assert [record for record in caplog.records if record.name.startswith("weasyprint")] == []


def test_same_letter_gives_the_same_bytes(case, writer):
    first = made(case, writer)
    assert made(case, writer) == first
    assert made(case, writer, number="N-26-000124") != first


def test_same_bytes_in_another_process():
    html = SHEET.format("own:css/letter.css").replace("<p>", '<body class="sheet"><p>')
    program = (
        "import django, hashlib, sys; django.setup(); from notices.pdf import render_pdf; "
        "sys.stdout.write(hashlib.sha256(render_pdf(sys.argv[1], reference='t')).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program, html], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(digests) == 1
    assert len(digests.pop()) == 64


def test_fonts_are_dejavu_alone(case, writer):
    with pikepdf.open(io.BytesIO(made(case, writer))) as file:
        fonts = {str(o.BaseFont) for o in file.objects if _is_font(o)}
    assert fonts
    assert all("DejaVu" in font for font in fonts)


def _is_font(thing):
    return isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/a.css",
        "https://example.org/a.css",
        "file:///etc/passwd",
        "data:text/css,p{}",
        "own:../caseflow/settings.py",
        "own:css/nothing.css",
    ],
)
def test_fetcher_refuses_what_is_not_ours(address, caplog):
    with pytest.raises(pdf.PdfFailed, match="The PDF of N-1 could not be made"):
        pdf.render_pdf(SHEET.format(address), reference="N-1")
    assert "Hello" not in caplog.text


def test_fetcher_serves_our_static_files():
    response = pdf.own_files_fetcher().fetch("own:css/letter.css")
    assert b".letter" in response.read()


def test_missing_library_is_named_with_the_command(no_pango):
    assert pdf.why_no_pdf() == (
        "No PDF can be made here: the system lacks pango-1.0, pangoft2-1.0. Run `"
        + pdf._INSTALL.get(sys.platform, pdf._INSTALL["linux"])
        + "`, then start the office again."
    )
    with pytest.raises(RuleViolation, match="No PDF can be made here"):
        pdf.render_pdf("<p>x</p>", reference="N-1")


def test_missing_library_is_a_warning_of_check(db, no_pango, capsys):
    call_command("check")
    assert "caseflow.W001" in capsys.readouterr().err


def test_missing_font_is_named(monkeypatch):
    monkeypatch.setattr(pdf, "FONT", "No Such Font")
    pdf.why_no_pdf.cache_clear()
    assert "the system lacks the font No Such Font" in pdf.why_no_pdf()
    pdf.why_no_pdf.cache_clear()


def test_asking_does_not_import_weasyprint():
    program = (
        "import django, sys; django.setup(); from notices.pdf import why_no_pdf; why_no_pdf(); "
        "sys.exit('weasyprint' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_threads_get_the_same_bytes(case, writer):
    draft = draft_letter("time_remaining", Occasion(case, writer, TODAY))
    html = letter_html(draft, number="N-26-000123")
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: letter_pdf(draft, html, number="N-26-000123"), range(8)))
    assert len(found) == 1


@pytest.mark.parametrize("name", ["Żółć-Ñęçřő", "Иванов", "عبد الرحمن", "Phượng Ắnh", "W" * 80])
def test_names_of_many_tongues_are_set(case, writer, name):
    case.member.last_name = name
    assert made(case, writer).startswith(b"%PDF-")


def test_sign_that_the_font_lacks_is_refused_and_not_logged(case, writer, caplog):
    case.member.last_name = "小明"
    with pytest.raises(RuleViolation, match="DejaVu Sans has no sign for 小 明, so nothing was"):
        made(case, writer)
    assert caplog.records == []
