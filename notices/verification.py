"""What of this room `manage.py verify` checks: issued notices, their PDFs, their numbers."""

import hashlib
from collections.abc import Iterator
from datetime import date

from caseflow.canonical import digest_of
from caseflow.verify import registry
from caseflow.verify.report import Report
from caseflow.verify.stored import check_references
from notices.models import Notice

registry.register_kept(Notice, subject="member_id")
registry.register_words(Notice, lambda row: f"notice {row}")


def _pdfs() -> Iterator[tuple[str, str]]:
    rows = Notice.objects.order_by("pk").values_list("number", "pdf_sha256")
    for number, sha256 in rows.iterator():
        yield f"notice {number}", sha256


registry.register_files("notices' PDFs", _pdfs)


@registry.check("notices")
def notices(report: Report, on: date) -> None:
    """Issued notices against their digests."""
    for notice in Notice.objects.order_by("pk").iterator(chunk_size=100):
        if hashlib.sha256(notice.html.encode()).hexdigest() != notice.html_sha256:
            report.add("notice", f"notice {notice}", "its text does not have its digest.")
        if digest_of(notice.data) != notice.data_digest:
            report.add("notice", f"notice {notice}", "its data do not have their digest.")
    numbers = Notice.objects.order_by("pk").values_list("number", flat=True)
    check_references(report, "notices", numbers.iterator())
