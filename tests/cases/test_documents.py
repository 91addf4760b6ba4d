"""Files of a case: what is taken, under which name, and how it is given out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from caseflow.files import path_of
from caseflow.models import AccessEntry
from caseflow.refusals import RuleViolation
from cases.models import Document
from cases.services.documents import (
    add_document,
    check_upload,
    clean_name,
    judge,
    megabytes,
    store_file,
)
from members.models import StaffLink
from tests.factories import NOW, make_case

PDF = b"%PDF-1.7\n%%EOF\n"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def upload(content=PDF, name="note.pdf", kind="application/pdf"):
    return SimpleUploadedFile(name, content, kind)


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\x00", "image/png"),
        (b"\xff\xd8\xff\xe0\x00", "image/jpeg"),
        (b"II*\x00\x08", "image/tiff"),
        (b"MM\x00*\x00", "image/tiff"),
        ("Ruhe bis 20. März\r\n".encode(), "text/plain; charset=utf-8"),
        ("\ufeffOff work\f".encode(), "text/plain; charset=utf-8"),
        (b"M\xfcller, no kneeling", "text/plain; charset=windows-1252"),
        (PDF + HTML, "application/pdf"),
        (HTML, None),
        (b"GIF89a" + HTML, None),
        (b"\n\n  < SCRIPT src=x>", None),
        (b"<?xml version='1.0'?><svg onload='x'/>", None),
        (HTML + PDF, None),
        (b"PK\x03\x04\x14\x00", None),
        (b"MZ\x90\x00\x03", None),
        (b"text with a \x00 in it", None),
        (b"\x1b[31mred", None),
        (b" %PDF-1.7 \x00", None),
    ],
)
def test_judge_looks_at_the_content(content, content_type):
    assert judge(content) == content_type


@pytest.mark.parametrize(
    ("name", "content_type", "cleaned"),
    [
        ("note.pdf", "application/pdf", "note.pdf"),
        ("Scan 12.JPEG", "image/jpeg", "Scan 12.jpeg"),
        ("report.html", "application/pdf", "report.html.pdf"),
        ("../../etc/passwd", "text/plain; charset=utf-8", "passwd.txt"),
        ("C:\\Users\\x\\note.pdf", "application/pdf", "note.pdf"),
        ("..", "application/pdf", "document.pdf"),
        (".htaccess", "text/plain; charset=utf-8", "htaccess.txt"),
        ("", "image/png", "document.png"),
        ('a"b\r\nSet-Cookie: x=1;.pdf', "application/pdf", "a b Set-Cookie x=1.pdf"),
        ("fdp\u202egnp.pdf", "application/pdf", "fdp gnp.pdf"),
        ("Zając, łokieć.tif", "image/tiff", "Zając, łokieć.tif"),
        ("x" * 300 + ".pdf", "application/pdf", "x" * 116 + ".pdf"),
        ("note.pdf.exe", "application/pdf", "note.pdf.exe.pdf"),
        ("\x00\x00", "application/pdf", "document.pdf"),
    ],
)
def test_clean_name_keeps_what_is_harmless(name, content_type, cleaned):
    assert clean_name(name, content_type) == cleaned


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "empty.pdf", "The file is empty. Choose another one."),
        (
            b"%PDF-" + b"0" * 1_000_000,
            "large.pdf",
            "The file has 1.1 MB; the most that is kept is 1 MB. Scan it in black and white or "
            "in two parts.",
        ),
        (
            HTML,
            "note.pdf",
            "The file is not PDF, PNG, JPEG, TIFF or plain text, whatever its name says. Choose "
            "another one, or save it as PDF first.",
        ),
    ],
)
def test_check_upload_refuses_with_a_sentence(settings, content, name, sentence):
    settings.UPLOAD_MAX_BYTES = 1_000_000
    with pytest.raises(RuleViolation) as refusal:
        check_upload(upload(content, name))
    assert (refusal.value.sentence, refusal.value.field) == (sentence, "file")


@pytest.mark.parametrize(
    ("size", "said"),
    [(20_000_000, "20 MB"), (20_000_001, "20.1 MB"), (1_250_000, "1.3 MB"), (5, "0.1 MB")],
)
def test_megabytes_never_rounds_down(size, said):
    assert megabytes(size) == said


def document(case, content=PDF, name="note.pdf"):
    file = store_file(check_upload(upload(content, name)))
    return add_document(case=case, file=file, by=case.opened_by, now=NOW)


def address(file):
    return f"/cases/{file.case.reference}/documents/{file.key}/"


@pytest.mark.django_db
def test_add_document_names_the_content_by_its_digest(settings):
    file = document(make_case())
    assert (settings.MEDIA_ROOT / path_of(file.sha256)).read_bytes() == PDF
    assert (file.name, file.content_type, file.size) == ("note.pdf", "application/pdf", len(PDF))


@pytest.mark.django_db
def test_case_document_is_given_for_saving_only(client_for, records):
    file = document(make_case(), name="Bericht März.pdf")
    response = client_for(records).get(address(file))
    assert (response.status_code, response.getvalue()) == (200, PDF)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Bericht%20M")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_case_document_writes_the_access_log(client_for, records):
    file = document(make_case())
    client_for(records).get(address(file)).getvalue()
    entry = AccessEntry.objects.get(kind="file")
    assert (entry.user, entry.subject) == (records, file.case.reference)
    assert (entry.member_key, entry.detail) == (file.case.member.key, f"document {file.key}")


@pytest.mark.django_db
def test_case_document_is_not_there_for_a_relative(client_for, records):
    file = document(make_case())
    StaffLink.objects.create(user=records, member=file.case.member, relation="relative")
    assert client_for(records).get(address(file)).status_code == 404
    assert not AccessEntry.objects.filter(kind="file").exists()


@pytest.mark.django_db
def test_case_document_of_another_case_is_not_there(client_for, records):
    from tests.factories import make_member

    file, other = document(make_case()), make_case(make_member("9"))
    wrong = f"/cases/{other.reference}/documents/{file.key}/"
    assert client_for(records).get(wrong).status_code == 404


@pytest.mark.django_db
def test_case_document_is_forbidden_to_an_administrator(client_for, admin_user):
    assert client_for(admin_user).get(address(document(make_case()))).status_code == 403


def lost(path):
    path.unlink()


def changed(path):
    path.chmod(0o600)
    path.write_bytes(HTML)


def replaced(path):
    path.unlink()
    path.mkdir()


@pytest.mark.django_db
@pytest.mark.parametrize("harm", [lost, changed, replaced])
def test_case_document_that_is_not_the_one_filed_is_not_given_out(
    client_for, records, settings, harm
):
    file = document(make_case())
    harm(settings.MEDIA_ROOT / path_of(file.sha256))
    assert client_for(records).get(address(file)).status_code == 404
    assert not AccessEntry.objects.filter(kind="file").exists()


@pytest.mark.django_db
def test_case_document_of_an_unknown_type_is_sent_as_octets(client_for, records):
    case = make_case()
    file = Document.objects.create(
        case=case, name="x.html", content_type="text/html", size=3, sha256=document(case).sha256,
        stored_at=NOW, stored_by=case.opened_by,
    )  # fmt: skip
    response = client_for(records).get(address(file))
    assert response["Content-Type"] == "application/octet-stream"
    response.getvalue()
