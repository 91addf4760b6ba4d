"""Files of a case: judged by what they are, stored under their sha256, then named in a row."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from caseflow.acts import act
from caseflow.files import store_bytes
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.models import Case, Document
from cases.searching.keeping import index_document
from cases.services.events import lock_case

OCTETS = "application/octet-stream"
EXTENSIONS: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/tiff": (".tif", ".tiff"),
    "text/plain; charset=utf-8": (".txt",),
    "text/plain; charset=windows-1252": (".txt",),
}
ALLOWED_WORDS = "PDF, PNG, JPEG, TIFF or plain text"
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|object|embed|\?xml)", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """An upload that was found acceptable: its cleaned name, what it is, and its content."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is in the store and waits for its row."""

    name: str
    content_type: str
    size: int
    sha256: str


def check_upload(upload: UploadedFile) -> CheckedFile:
    """Reads an upload. RuleViolation when it is empty, too large or none of the kinds that are
    kept; what it is follows from its content, never from its name."""
    size, limit = upload.size or 0, settings.UPLOAD_MAX_BYTES
    if size > limit:
        raise RuleViolation(
            f"The file has {megabytes(size)}; the most that is kept is {megabytes(limit)}. "
            "Scan it in black and white or in two parts.",
            field="file",
        )
    if not size:
        raise RuleViolation("The file is empty. Choose another one.", field="file")
    content = upload.read()
    content_type = judge(content)
    if content_type is None:
        raise RuleViolation(
            f"The file is not {ALLOWED_WORDS}, whatever its name says. Choose another one, or "
            "save it as PDF first.",
            field="file",
        )
    return CheckedFile(clean_name(upload.name or "", content_type), content_type, content)


def judge(content: bytes) -> str | None:
    """The content type by the first bytes; text only when all of it is text and none of it is
    markup that a browser would run. None for anything else."""
    for magic, content_type in _MAGIC:
        if content.startswith(magic):
            return content_type
    if _MARKUP.search(content):
        return None
    for encoding in ("utf-8", "windows-1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else f"text/plain; charset={encoding}"
    return None


def clean_name(name: str, content_type: str) -> str:
    """The file's own name without a path, without characters that hide or break something, and
    with the ending of what it is."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(
        " " if unicodedata.category(mark)[0] in "CZ" or mark in '<>:"|?*;' else mark
        for mark in last
    )
    bare = " ".join(visible.split()).strip(". ")
    endings = EXTENSIONS[content_type]
    stem, ending = PurePosixPath(bare).stem, PurePosixPath(bare).suffix.lower()
    if ending not in endings:
        stem, ending = bare, endings[0]
    return f"{stem[: LONGEST_NAME - len(ending)].strip('. ') or 'document'}{ending}"


def megabytes(size: int) -> str:
    """`20 MB`, `20.4 MB`; a little over a limit never reads as the limit itself."""
    tenths = -(-size // 100_000)
    return f"{tenths // 10} MB" if tenths % 10 == 0 else f"{tenths / 10} MB"


def store_file(file: CheckedFile) -> StoredFile:
    """Puts the content into the store: before the row, and outside any lock."""
    sha256 = store_bytes(file.content)
    return StoredFile(file.name, file.content_type, len(file.content), sha256)


@act
def add_document(*, case: Case, file: StoredFile, by: User, now: datetime) -> Document:
    """The row of a stored file. The caller records the event that names it."""
    case = lock_case(case)
    document = Document(
        case=case,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        stored_at=now,
        stored_by=by,
    )
    document.save(force_insert=True)
    index_document(document)
    return document


def given_type(document: Any) -> str:
    """The content type to send: one that was judged here, or none that a browser would open."""
    return document.content_type if document.content_type in EXTENSIONS else OCTETS
