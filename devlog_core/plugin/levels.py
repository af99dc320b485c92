"""The four levels of a log that plugins write, for whoever keeps its records."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any


class LevelledLog(ABC):
    """A log whose records of all levels go one way."""

    @abstractmethod
    def write(self, level: str, event: str, values: Mapping[str, Any]) -> None:
        """Keep one record."""

    def debug(self, event: str, **values: Any) -> None:
        self.write("debug", event, values)

    def info(self, event: str, **values: Any) -> None:
        self.write("info", event, values)

    def warning(self, event: str, **values: Any) -> None:
        self.write("warning", event, values)

    def error(self, event: str, **values: Any) -> None:
        self.write("error", event, values)
