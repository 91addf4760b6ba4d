"""CSV files that other people made, read strictly: nothing is guessed, nothing is skipped.

One record at a time, in bounded memory. What makes the whole file unreadable (encoding, NUL
bytes, the header) raises FileRefused; what is wrong with one record comes with that record, and
reading goes on after it.
"""

import csv
import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

MAX_LINE_BYTES = 1 << 20
MAX_RECORD_LINES = 50
MAX_BLANK_CELLS = 1_000
REASON_COLUMN = "refused_because"
"""The column that a file of refused rows has last; a corrected one may be read with it."""

_BOM = b"\xef\xbb\xbf"
# What csvout.harmless puts in front; a tab or a line end after it has become a space.
_OUR_APOSTROPHE = re.compile(r"^'(?=[ =+\-@\uff1d\uff0b\uff0d\uff20])")
_SHOWN = 5
_OPEN_QUOTE = "unexpected end of data"  # what the csv module calls it


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: the column ("" for the whole record), its text, a sentence."""

    column: str
    value: str
    sentence: str


class FileRefused(Exception):
    """The file as a whole cannot be read. Each problem carries its sentence."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(" ".join(problem.sentence for problem in problems))
        self.problems = problems


def refuse_file(sentence: str, *, column: str = "", value: str = "") -> FileRefused:
    return FileRefused(Problem(column, value, sentence))


@dataclass(frozen=True, slots=True)
class Record:
    """One record. `line` is the physical line on which it starts, counted from 1; `cells` are
    without blanks around them, one space between words; `raw` are the cells as they stood.
    With a `problem` there are no cells."""

    line: int
    cells: dict[str, str]
    raw: Sequence[str]
    problem: Problem | None = None


@dataclass(slots=True)
class _Line:
    """A physical line; `size` and `commas` describe one that is too long to be kept."""

    number: int
    text: str
    size: int = 0
    commas: int = 0


@dataclass(slots=True)
class _Lines:
    """The physical lines of a stream, decoded, with a way back."""

    stream: BinaryIO
    number: int = 0
    offset: int = 0
    back: deque[_Line] = field(default_factory=deque)

    def next(self) -> _Line | None:
        if self.back:
            return self.back.popleft()
        raw = self.stream.readline(MAX_LINE_BYTES + 1)
        if not raw:
            return None
        self.number += 1
        if self.number == 1:
            _check_kind(raw)
        if len(raw) > MAX_LINE_BYTES:
            return self._too_long(raw)
        text = self._decode(raw)
        self.offset += len(raw)
        return _Line(self.number, text)

    def _too_long(self, raw: bytes) -> _Line:
        line = _Line(self.number, "", len(raw), raw.count(b","))
        while not raw.endswith(b"\n"):
            raw = self.stream.readline(MAX_LINE_BYTES)
            if not raw:
                break
            line.size += len(raw)
            line.commas += raw.count(b",")
        self.offset += line.size
        return line

    def _decode(self, raw: bytes) -> str:
        if b"\0" in raw:
            at = raw.index(b"\0")
            raise refuse_file(
                f"Line {self.number} holds a NUL byte (byte {at + 1} of the line, byte "
                f"{self.offset + at + 1} of the file). This is not a text file in UTF-8: save it "
                "as CSV in UTF-8."
            )
        try:
            return raw.decode("utf-8-sig" if self.number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            at = error.start + (len(_BOM) if self.number == 1 and raw.startswith(_BOM) else 0)
            raise refuse_file(
                f"Line {self.number} is not in UTF-8: byte {at + 1} of the line (byte "
                f"{self.offset + at + 1} of the file) is 0x{raw[at]:02X}. Save the file as CSV "
                "in UTF-8."
            ) from None


def _check_kind(raw: bytes) -> None:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse_file(
            "Line 1, byte 1: the file is in UTF-16, not in UTF-8. Save it as CSV in UTF-8."
        )
    if raw.startswith(b"PK\x03\x04"):
        raise refuse_file("The file is a workbook or an archive. Save it as CSV in UTF-8.")


def read_csv(path: Path, *, known: Sequence[str], required: Sequence[str]) -> Iterator[Record]:
    """The records after the header. Blank lines, and lines of nothing but commas, are none.

    Raises:
        FileRefused: the file cannot be opened or decoded, or the header is not one.
    """
    with _opened(path) as lines:
        header = _header(lines, known, required)
        while (line := lines.next()) is not None:
            raw, problem = _fields(lines, line, len(header))
            if problem:
                yield Record(line.number, {}, raw, problem)
                continue
            values = [_cell(value) for value in raw]
            if any(values):
                cells = dict(zip(header, values, strict=True))
                cells.pop(REASON_COLUMN, None)
                yield Record(line.number, cells, raw)


def read_header(path: Path, *, known: Sequence[str], required: Sequence[str]) -> list[str]:
    """The names of the columns in the file's own order; FileRefused as for `read_csv`."""
    with _opened(path) as lines:
        return _header(lines, known, required)


@contextmanager
def _opened(path: Path) -> Iterator[_Lines]:
    try:
        with path.open("rb") as stream:
            yield _Lines(stream)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise refuse_file(f"The file cannot be read: {reason}.", value=str(path)) from None


def _cell(value: str) -> str:
    """The text of a cell: one space between words, nothing when there is nothing to be seen."""
    text = " ".join(value.split())
    if not text.isascii() and all(unicodedata.category(mark)[0] in "CZ" for mark in text):
        return ""
    return _OUR_APOSTROPHE.sub("", text, count=1).strip() if text.startswith("'") else text


def _fields(lines: _Lines, line: _Line, width: int) -> tuple[Sequence[str], Problem | None]:
    """The fields of the record that starts on this line, or as much of it as is sure, and what
    is wrong with it. A blank line has `width` empty fields."""
    if line.size:
        return (), Problem("", "", _long_sentence(line, width))
    spent = [line]
    try:
        fields = _split(lines, spent)
    except csv.Error as error:
        return _give_back(lines, spent), Problem("", "", _quote_sentence(spent, str(error)))
    if len(fields) == width:
        return fields, None
    if len(fields) <= MAX_BLANK_CELLS and not any(value.strip() for value in fields):
        return [""] * width, None
    if len(spent) > 1:
        # The quote was closed by one that opens a cell further down.
        return _give_back(lines, spent), Problem("", "", _quote_sentence(spent, _OPEN_QUOTE))
    kind = "short" if len(fields) < width else "long"
    return fields, Problem("", "", f"The row is too {kind}: {_count(len(fields), width)}.")


def _split(lines: _Lines, spent: list[_Line]) -> list[str]:
    """The fields of one record; `spent` collects the lines that it took."""
    text = spent[0].text.rstrip("\r\n")
    if '"' not in text and "\r" not in text:
        return text.split(",")
    return next(csv.reader(_feed(lines, spent), strict=True), [])


def _feed(lines: _Lines, spent: list[_Line]) -> Iterator[str]:
    yield spent[0].text
    while len(spent) < MAX_RECORD_LINES and (line := lines.next()) is not None:
        if line.size:
            lines.back.appendleft(line)
            return
        spent.append(line)
        yield line.text


def _give_back(lines: _Lines, spent: list[_Line]) -> list[str]:
    """All lines but the first are read again as records of their own; gives the first."""
    lines.back.extendleft(reversed(spent[1:]))
    return spent[0].text.rstrip("\r\n").split(",")


def _quote_sentence(spent: list[_Line], error: str) -> str:
    if "field larger" in error:
        return "A cell is longer than 131,072 characters."
    if "new-line character" in error:
        return "The row holds a bare carriage return. Save the file with ordinary line ends."
    if len(spent) > 1 or _OPEN_QUOTE in error:
        return "A quote is opened in this row and not closed."
    return (
        "A quoted cell goes on after its closing quote; the quote is not closed as it should be. "
        "A quote inside a quoted cell is written twice."
    )


def _long_sentence(line: _Line, width: int) -> str:
    return (
        f"The row is too long: {line.size:,} bytes in one line with {line.commas:,} commas. This "
        f"file has {width} columns, and a line at most {MAX_LINE_BYTES:,} bytes."
    )


def _count(found: int, width: int) -> str:
    noun = "cell" if found == 1 else "cells"
    return f"{found:,} {noun} where the header has {width}"


def _header(lines: _Lines, known: Sequence[str], required: Sequence[str]) -> list[str]:
    """The names of the columns, as the file orders them."""
    names = ", ".join(known)
    while (line := lines.next()) is not None:
        if line.size:
            raise refuse_file(
                f"The header is {line.size:,} bytes long with {line.commas + 1:,} columns. "
                f"The columns are: {names}."
            )
        spent = [line]
        try:
            header = [" ".join(name.split()).casefold() for name in _split(lines, spent)]
        except csv.Error as error:
            sentence = _quote_sentence(spent, str(error))
            raise refuse_file(f"The header cannot be read. {sentence}") from None
        if not any(header):
            continue
        if problems := _header_problems(header, known, required):
            raise FileRefused(*problems)
        return header
    raise refuse_file(f"The file is empty. Its first line names the columns: {names}.")


def _header_problems(
    header: list[str], known: Sequence[str], required: Sequence[str]
) -> list[Problem]:
    if not set(header) & set(required):
        begins = ", ".join(header[:_SHOWN])[:80]
        return [
            Problem(
                "",
                begins,
                "The first line is not a header: it names none of the columns. They are separated "
                f"by commas: {', '.join(known)}.",
            )
        ]
    if len(header) > len(known) + 20:
        sentence = f"The header has {len(header):,} columns; the known ones are {len(known)}."
        return [Problem("", ", ".join(header[:_SHOWN])[:80], sentence)]
    allowed = {*known, REASON_COLUMN}
    problems = [
        Problem(name, name, f"The column {name} is named twice.")
        for name in dict.fromkeys(header)
        if name and header.count(name) > 1
    ]
    problems += [
        Problem(name, name, f"The column {name or 'without a name'} is not known.")
        for name in dict.fromkeys(header)
        if name not in allowed
    ]
    return problems + [
        Problem(name, "", f"The column {name} is missing.")
        for name in required
        if name not in header
    ]
