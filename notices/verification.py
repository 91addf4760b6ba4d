"""What of this room `manage.py verify` checks: issued notices, their PDFs, their numbers."""

import hashlib
from collections.abc import Iterator
from datetime import date

from caseflow.canonical import digest_of
from caseflow.refusals import RuleViolation
from caseflow.verify import registry
from caseflow.verify.report import Report
from caseflow.verify.stored import check_references
from cases.services.facts import facts_of, load_policy
from members.models import Member
from notices.models import LetterCorrection, Notice, Settled
from notices.wrong import standing, wrong_among

for _model in (Notice, LetterCorrection):
    registry.register_kept(_model, subject="member_id")
registry.register_words(Notice, lambda row: f"notice {row}")
registry.register_words(LetterCorrection, lambda row: f"correction of {row.notice}")


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


@registry.check("corrections")
def corrections(report: Report, on: date) -> None:
    """Letters that are wrong against the queue of corrections."""
    policy = load_policy()
    settled = LetterCorrection.objects.exclude(how=Settled.HOLDS).exclude(how=Settled.REPLACED)
    known = {row.notice_id: row for row in settled.order_by("id")}
    members = standing().order_by().values_list("member_id", flat=True).distinct()
    for key in sorted(members):
        letters, member = list(standing([key])), Member.objects.get(pk=key)
        report.count("letters", len(letters))
        try:
            wrong = {w.notice.pk: w for w in wrong_among(letters, facts_of(member), policy)}
        except RuleViolation as refusal:
            report.add("correction", str(member).lower(), refusal.sentence)
            continue
        for letter in letters:
            found, row = wrong.get(letter.pk), known.get(letter.pk)
            right = (found.was, found.becomes) if found else None
            stored = (row.was, row.becomes) if row else None
            if right != stored and (found or (row and row.is_open)):
                report.add(
                    "correction",
                    f"notice {letter}",
                    "the queue of corrections does not say what is wrong with it.",
                )
