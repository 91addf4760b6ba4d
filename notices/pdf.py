"""PDFs by WeasyPrint, imported lazily behind one function (it takes a second, and needs Pango).

`why_no_pdf` is cheap, for it only asks the system's loader for the libraries: every command runs
the check that calls it. One FontConfiguration lives per process, and letters are made one at a
time: a new one each time costs a third more and memory, and threads gain nothing.
"""

import ctypes
import ctypes.util
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousOperation

from caseflow.refusals import RuleViolation

logger = logging.getLogger(__name__)

FONT = "DejaVu Sans"
SCHEME = "own:"

# What WeasyPrint loads. It would do without harfbuzz-subset, but then it takes thrice the time and
# the bytes of a letter change with the second of the day.
LIBRARIES = "gobject-2.0 pango-1.0 pangoft2-1.0 harfbuzz harfbuzz-subset fontconfig".split()
_INSTALL = {
    "linux": "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 "
    "fonts-dejavu-core",
    "darwin": "brew install pango && brew install --cask font-dejavu",
}

_lock = threading.Lock()


class PdfFailed(RuleViolation):
    """The PDF could not be made; whoever asked for it has written nothing."""


@cache
def why_no_pdf() -> str | None:
    """Why no PDF can be made here, and what to install; None when it can.

    Remembered: what is installed later is found after a restart.
    """
    missing = [name for name in LIBRARIES if load_library(name) is None]
    if missing:
        what = f"the system lacks {', '.join(missing)}"
    elif not has_font(FONT):
        what = f"the system lacks the font {FONT}"
    else:
        return None
    command = _INSTALL.get(sys.platform, _INSTALL["linux"])
    return f"No PDF can be made here: {what}. Run `{command}`, then start the office again."


def load_library(name: str) -> ctypes.CDLL | None:
    """The shared library, as WeasyPrint would find it."""
    if sys.platform == "darwin":
        file = ctypes.util.find_library(name)
    else:
        file = f"lib{name}.so.{1 if name == 'fontconfig' else 0}"
    try:
        return ctypes.CDLL(file) if file else None
    except OSError:
        return None


def has_font(family: str) -> bool:
    """Whether fontconfig, asked for the family, answers with it and not with a substitute."""
    library = load_library("fontconfig")
    if library is None:
        return False
    for name in ("FcInitLoadConfigAndFonts", "FcNameParse", "FcFontMatch"):
        getattr(library, name).restype = ctypes.c_void_p
    config = ctypes.c_void_p(library.FcInitLoadConfigAndFonts())
    pattern = ctypes.c_void_p(library.FcNameParse(family.encode()))
    library.FcConfigSubstitute(config, pattern, 0)
    library.FcDefaultSubstitute(pattern)
    outcome, found = ctypes.c_int(), ctypes.c_char_p()
    match = ctypes.c_void_p(library.FcFontMatch(config, pattern, ctypes.byref(outcome)))
    library.FcPatternGetString(match, b"family", 0, ctypes.byref(found))
    same = found.value == family.encode()
    for each in (match, pattern):
        if each:
            library.FcPatternDestroy(each)
    library.FcConfigDestroy(config)
    return same


def require_pdf() -> None:
    """Raises the sentence of `why_no_pdf` where none can be made."""
    if sentence := why_no_pdf():
        raise RuleViolation(sentence)


def render_pdf(html: str, *, reference: str, spell_out: bool = False) -> bytes:
    """A whole HTML document as tagged PDF/UA-1. The same HTML gives the same bytes everywhere
    where DejaVu and WeasyPrint are of the same version. `reference` names it in the log. A sign
    that the font lacks is refused, or with `spell_out` printed as its number, `[U+1F600]`.

    Raises RuleViolation when the libraries are missing, PdfFailed when WeasyPrint gives up.
    """
    require_pdf()
    pdf, unknown = _rendered(html, reference)
    if unknown and spell_out:
        pdf, unknown = _rendered(_spelled_out(html, unknown), reference)
    if unknown:
        raise PdfFailed(
            f"The letters' font {FONT} has no sign for {' '.join(sorted(unknown))}, so nothing was "
            "issued. Have the name or address entered in the roster in other letters."
        )
    return pdf


def _spelled_out(html: str, unknown: set[str]) -> str:
    return html.translate({ord(sign): f"[U+{ord(sign):04X}]" for sign in unknown})


def _rendered(html: str, reference: str) -> tuple[bytes, set[str]]:
    """The PDF, and the signs in it that the font lacks."""
    with _lock:
        engine = _engine()
        try:
            letter = engine.html(string=html, url_fetcher=engine.fetcher)
            with unknown_signs() as unknown:
                pdf = letter.write_pdf(font_config=engine.fonts, pdf_variant="pdf/ua-1")
        except (Exception, engine.fatal) as error:
            # Only the kind of error: its text may hold a line of the letter.
            logger.error("PDF of %s failed: %s", reference, type(error).__name__)
            raise PdfFailed(
                f"The PDF of {reference} could not be made, and nothing was issued. Try again; "
                "if it fails again, tell the administrator the time, for the log."
            ) from None
    return pdf, set(unknown)


@contextmanager
def unknown_signs() -> Iterator[set[str]]:
    """The signs that the font lacks, as WeasyPrint meets them; its warning, which quotes them,
    stays out of the log. Call with the lock held."""
    found: set[str] = set()

    def listen(record: logging.LogRecord) -> bool:
        if ".notdef" not in str(record.msg):
            return True
        found.update(str(record.args[0]) if record.args else "")
        return False

    weasyprint = logging.getLogger("weasyprint")
    weasyprint.addFilter(listen)
    try:
        yield found
    finally:
        weasyprint.removeFilter(listen)


class _Engine:
    """What is made once per process: the fonts, and the fetcher that serves our files alone."""

    def __init__(self) -> None:
        from weasyprint import HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError

        self.html: Any = HTML
        self.fonts: Any = FontConfiguration()
        self.fatal: type[BaseException] = FatalURLFetchingError
        self.fetcher = own_files_fetcher()


@cache
def _engine() -> _Engine:
    """The engine of this process; call with the lock held."""
    return _Engine()


def own_files_fetcher() -> Any:
    """A fetcher that knows `own:css/letter.css` and refuses every other address, fatally: a
    letter without its style sheet is no letter."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):
        def fetch(self, url: str, headers: object = None) -> Any:
            path = static_path(url)
            if path is None:
                raise FatalURLFetchingError(f"Not one of the office's own static files: {url}")
            with open(path, "rb") as file:  # noqa: PTH123  (a finder gives text)
                return URLFetcherResponse(url, file.read(), {"Content-Type": content_type(path)})

    return OwnFiles()


def static_path(url: str) -> str | None:
    """Where the static file of a `own:` address is; None for any other or unknown address."""
    if not url.startswith(SCHEME):
        return None
    try:
        found = finders.find(url.removeprefix(SCHEME))
    except SuspiciousOperation:
        return None
    return found if isinstance(found, str) else None


def content_type(path: str) -> str:
    return "text/css" if path.endswith(".css") else "image/svg+xml"
