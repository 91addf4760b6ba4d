"""Stored files: verified against their digest, and swept when no row names them."""

import os
import time
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from caseflow.dates import today
from caseflow.files import path_of, store_bytes
from caseflow.guards import guards_down
from caseflow.verify.run import verify
from cases.models import Case, Document
from cases.services.documents import check_upload, store_file
from notices.models import Notice
from notices.pdf import why_no_pdf
from notices.services.issuing import issue_notice
from tests.factories import NOW, TODAY, make_case
from tests.providers import makers

pytestmark = pytest.mark.django_db


def sentences() -> list[str]:
    return [f"{each.where}: {each.sentence}" for each in verify(on=today()).broken]


def stored(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / path_of(sha256)


def aged(path: Path, hours: float) -> None:
    then = time.time() - hours * 3600
    os.utime(path, (then, then))


def sweep(*options: str) -> tuple[list[str], str]:
    """What is listed, and the sentence."""
    out, err = StringIO(), StringIO()
    call_command("sweep_files", *options, stdout=out, stderr=err)
    return out.getvalue().split(), err.getvalue().strip()


@pytest.fixture
def case(coordinator) -> Case:
    return make_case(by=coordinator, owner=coordinator)


@pytest.fixture
def document(case) -> Document:
    report = makers.report(case, file=store_file(check_upload(makers.upload())))
    return report.document


@pytest.fixture
def notice(case, coordinator, settings) -> Notice:
    if why_no_pdf():
        pytest.skip(why_no_pdf())
    settings.OFFICE_ADDRESS = "1 Main Street, Springfield, IL 62701"
    settings.OFFICE_PHONE = "217-555-0100"
    return issue_notice(case=case, code="time_remaining", by=coordinator, now=NOW, on=TODAY)


def test_verify_counts_documents_that_are_intact(document):
    report = verify(on=today())
    assert report.broken == []
    assert report.checked["documents"] == 1


@pytest.mark.parametrize("harm", ["changed", "gone", "a folder"])
def test_verify_names_a_document_whose_file_is(document, harm):
    path = stored(document.sha256)
    path.chmod(0o600)
    path.write_bytes(b"%PDF-other") if harm == "changed" else path.unlink()
    if harm == "a folder":
        path.mkdir()
    where = f"document {document.key} of {document.case.reference}"
    assert sentences() == [f"{where}: the stored file is gone or was changed."]


def test_verify_names_a_document_row_that_was_changed(document):
    with guards_down(), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_document SET name = 'other.pdf'")
    assert any("was written by no event" in each for each in sentences())


def test_verify_is_whole_after_a_notice_is_issued(notice):
    report = verify(on=today())
    assert report.broken == []
    assert report.checked["notices"] == report.checked["notices' PDFs"] == 1


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("html", "<p>Other</p>", "its text does not have its digest."),
        ("data", '{"used": 1}', "its data do not have their digest."),
        ("pdf_sha256", "0" * 64, "the stored file is gone or was changed."),
        ("title", "Other", "a version of this row was written by no event"),
    ],
)
def test_verify_names_a_notice_that_was_changed(notice, column, value, sentence):
    with guards_down(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE notices_notice SET {column} = %s", [value])
    assert any(each.startswith(f"notice {notice.number}: {sentence}") for each in sentences())


def test_verify_names_a_pdf_that_was_changed(notice):
    path = stored(notice.pdf_sha256)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b" ")
    assert sentences() == [f"notice {notice.number}: the stored file is gone or was changed."]


def test_sweep_lists_orphans_and_deletes_them_when_told(document):
    orphan = stored(store_bytes(b"a form that failed"))
    for path in (orphan, stored(document.sha256)):
        aged(path, hours=30)
    listed, sentence = sweep()
    assert listed == [path_of(orphan.name)]
    assert sentence == "1 of 2 files belong to no row: found; --delete removes them."
    sweep("--delete")
    assert not orphan.exists()
    assert stored(document.sha256).exists()


def test_sweep_spares_what_is_young(document):
    young = stored(store_bytes(b"its row is on the way"))
    aged(young, hours=23)
    assert sweep("--delete") == ([], "0 of 0 files belong to no row: deleted.")
    assert young.exists()
    assert sweep("--hours", "22")[0] == [path_of(young.name)]


def test_sweep_of_an_empty_store_finds_nothing(db):
    assert sweep()[0] == []
