"""Files under their sha256, through Django's storage API: file first, row second."""

import hashlib
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def path_of(sha256: str) -> str:
    return f"files/{sha256[:2]}/{sha256}"


def store_bytes(content: bytes) -> str:
    """Stores the content once and gives its sha256. An orphan (its row never came) is harmless:
    the same content would be stored under the same name."""
    sha256 = hashlib.sha256(content).hexdigest()
    if not default_storage.exists(path_of(sha256)):
        default_storage.save(path_of(sha256), ContentFile(content))
    return sha256


def open_stored(sha256: str) -> IO[bytes]:
    """The stored file. FileNotFoundError when the store has lost it."""
    return default_storage.open(path_of(sha256), "rb")


def stored_intact(sha256: str) -> bool:
    """Whether the stored content still has the digest it is filed under."""
    try:
        with open_stored(sha256) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:  # gone, or something else stands in its place
        return False
