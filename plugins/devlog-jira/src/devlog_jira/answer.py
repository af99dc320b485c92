"""One answer of Jira, read; without any library of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devlog_core.plugin.ratelimit import http_time

_LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Status, headers by lower-case name, and the JSON of the body."""

    status: int
    headers: Mapping[str, str]
    data: Any = None
    text: str = ""
    """The body where it is no JSON."""

    @property
    def date(self) -> datetime | None:
        """Jira's own clock when it answered."""
        return http_time(self.headers.get("date"))

    @property
    def issues(self) -> list[Any]:
        """The issues of a search's page."""
        found = self.data.get("issues") if isinstance(self.data, Mapping) else None
        return found if isinstance(found, list) else []

    @property
    def errors(self) -> dict[str, str]:
        """What Jira says of single fields, by the field's id."""
        told = self.data.get("errors") if isinstance(self.data, Mapping) else None
        return {str(name): _line(text) for name, text in told.items()} if isinstance(told, Mapping) else {}

    @property
    def message(self) -> str:
        """What Jira says of a refusal, on one line."""
        said = [*_general(self.data), *(f"{name}: {text}" for name, text in self.errors.items())]
        return _line("; ".join(part for part in said if part)) or f"status {self.status}"


def _general(data: Any) -> list[str]:
    if not isinstance(data, Mapping):
        return []
    told = data.get("errorMessages")
    if isinstance(told, list | tuple) and told:
        return [_line(text) for text in told]
    for name in ("errorMessage", "message", "error_description", "error"):
        if data.get(name):
            return [_line(data[name])]
    return []


def _line(text: Any) -> str:
    line = " ".join(str(text).split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
