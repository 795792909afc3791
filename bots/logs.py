"""Where log lines go and what they look like."""

from __future__ import annotations

import logging
import sys
from typing import Literal, TextIO

import structlog

_CAPPED = ("aiosqlite", "sqlalchemy", "httpx", "httpcore", "telegram", "discord", "uvicorn.access")
"""Loggers that print statements, tokens or addresses below WARNING."""


def set_up_logs(level: str, style: Literal["text", "json"], stream: TextIO | None = None) -> None:
    """Send our own lines from ``level`` on, everybody else's from WARNING, to stderr."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                last,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("bots", "core"):
        logging.getLogger(name).setLevel(level)
    for name in _CAPPED:
        logging.getLogger(name).setLevel(logging.WARNING)
