"""The log: on standard error, without secrets, and nothing imported for it before the first record."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Collection, Mapping
from typing import Any

from devlog_core.model.saying import hide
from devlog_core.plugin.levels import LevelledLog


class Records:
    """Where log records go; warnings and errors always, the rest only where more was asked for."""

    def __init__(self, secrets: Callable[[], Collection[str]], *, verbose: bool = False) -> None:
        self._secrets = secrets
        self._verbose = verbose
        self._logger: Any = None

    def of(self, integration: str) -> IntegrationLog:
        """The log of one integration."""
        return IntegrationLog(self, integration)

    def write(self, level: str, event: str, values: dict[str, Any]) -> None:
        """Write one record, or pass over it."""
        if not self._verbose:
            if level in ("debug", "info"):
                return
            # A trace is for those who ask for it.
            values = {name: value for name, value in values.items() if name != "exc_info"}
        if self._logger is None:
            self._logger = self._made()
        getattr(self._logger, level)(event, **values)

    def take_over(self) -> None:
        """Let the records of libraries come here too."""
        root = logging.getLogger()
        if not any(isinstance(handler, _Handler) for handler in root.handlers):
            root.addHandler(_Handler(self))

    def _made(self) -> Any:
        import structlog

        def hidden(_logger: Any, _method: str, event: Any) -> Any:
            # Last of all, on the finished line, so that no part of a record escapes it.
            return hide(event, self._secrets())

        return structlog.wrap_logger(
            structlog.PrintLogger(sys.stderr),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
                structlog.dev.ConsoleRenderer(colors=False),
                hidden,
            ],
        )


class IntegrationLog(LevelledLog):
    """The log that a service is given."""

    def __init__(self, records: Records, integration: str) -> None:
        self._records = records
        self._integration = integration

    def write(self, level: str, event: str, values: Mapping[str, Any]) -> None:
        self._records.write(level, event, {"integration": self._integration, **values})


class _Handler(logging.Handler):
    def __init__(self, records: Records) -> None:
        super().__init__(logging.WARNING)
        self._records = records

    def emit(self, record: logging.LogRecord) -> None:
        level = "error" if record.levelno >= logging.ERROR else "warning"
        values = {"exc_info": record.exc_info} if record.exc_info else {}
        self._records.write(level, record.getMessage(), {"logger": record.name, **values})
