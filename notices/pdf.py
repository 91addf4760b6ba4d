"""PDFs by WeasyPrint, imported lazily behind one function (it takes a second, and needs Pango)."""


def why_no_pdf() -> str | None:
    """Why no PDF can be made here, and what to install; None when it can."""
    return None
