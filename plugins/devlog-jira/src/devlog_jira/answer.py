"""One answer of Jira, read; without any library of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_core.plugin.answer import JsonAnswer, one_line


class Answer(JsonAnswer):
    """What is read of every answer."""

    @property
    def issues(self) -> list[Any]:
        """The issues of a search's page."""
        return self.listed("issues")

    @property
    def errors(self) -> dict[str, str]:
        """What Jira says of single fields, by the field's id."""
        told = self.told("errors")
        return {str(name): one_line(text) for name, text in told.items()} if isinstance(told, Mapping) else {}

    @property
    def message(self) -> str:
        """What Jira says of a refusal, on one line."""
        said = [*_general(self.data), *(f"{name}: {text}" for name, text in self.errors.items())]
        return one_line("; ".join(part for part in said if part)) or f"status {self.status}"


def _general(data: Any) -> list[str]:
    if not isinstance(data, Mapping):
        return []
    told = data.get("errorMessages")
    if isinstance(told, list | tuple) and told:
        return [one_line(text) for text in told]
    for name in ("errorMessage", "message", "error_description", "error"):
        if data.get(name):
            return [one_line(data[name])]
    return []
