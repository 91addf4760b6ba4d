"""Log lines: one line each, with the request's id, never with medical content."""

import logging
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")


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
        message = record.getMessage().replace("\r", " ").replace("\n", " | ")
        line = (
            f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S%z')} {record.levelname} "
            f"{getattr(record, 'request_id', '-')} {record.name} {message}"
        )
        if record.exc_info and record.exc_info[1] is not None:
            line += f" | {type(record.exc_info[1]).__name__} {_frames(record.exc_info[2])}"
        return line


def _frames(traceback: object) -> str:
    import traceback as tb

    frames = tb.extract_tb(traceback)[-8:]  # type: ignore[arg-type]
    return " > ".join(f"{f.filename.rsplit('/', 2)[-1]}:{f.lineno} {f.name}" for f in frames)
