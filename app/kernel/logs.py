"""Logs: one line of JSON an event on standard error, tracebacks without what people wrote."""

import logging
import re
import sys
from typing import Any

import structlog

# PostgreSQL says the whole row here.
_ROWS = re.compile(r"^(DETAIL|CONTEXT): .*$", re.MULTILINE)


def configure(level: str) -> None:
    """Set up structlog; `level` is a name such as INFO."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _without_rows,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper(), logging.INFO)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.getLogger("uvicorn.error").addFilter(_is_news)


def _without_rows(_logger: Any, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    if "exception" in event:
        event["exception"] = _ROWS.sub(r"\1: left out", event["exception"])
    return event


def _is_news(record: logging.LogRecord) -> bool:
    """Whether uvicorn tells something else than the fault that we have told already, and with less care."""
    return not str(record.msg).startswith("Exception in ASGI application")
