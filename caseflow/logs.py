"""Log lines: one line each, with the request's id, never with medical content."""

import logging
import re
import traceback
from contextvars import ContextVar
from pathlib import PurePath
from types import TracebackType

request_id: ContextVar[str] = ContextVar("request_id", default="-")

# Line ends of every kind and other control characters: a path may bring them in.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
FRAMES = 8


class RequestIdFilter(logging.Filter):
    """Puts the id of the request being served on every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class OneLineFormatter(logging.Formatter):
    """Time, level, request id, logger, message; a traceback is folded into the same line.

    Only the frames of a traceback are kept: the text of an exception may quote what a person
    typed, and that does not belong in a log.
    """

    def format(self, record: logging.LogRecord) -> str:
        message = CONTROL.sub(" | ", record.getMessage().strip())
        line = (
            f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S%z')} {record.levelname} "
            f"{getattr(record, 'request_id', '-')} {record.name} {message}"
        )
        if record.exc_info and record.exc_info[1] is not None:
            line += f" | {type(record.exc_info[1]).__name__} {_frames(record.exc_info[2])}"
        return line


def _frames(trace: TracebackType | None) -> str:
    """The innermost frames as `cases/views.py:12 case_detail > ...`."""
    return " > ".join(
        f"{'/'.join(PurePath(frame.filename).parts[-2:])}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)[-FRAMES:]
    )
