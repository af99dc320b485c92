"""One answer of Azure DevOps, read; without any library of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devlog_core.plugin.ratelimit import http_time

_LONGEST = 500
_CODE = re.compile(r"(TF|VS)\d{4,8}\b")


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
        """The provider's own clock when it answered."""
        return http_time(self.headers.get("date"))

    @property
    def values(self) -> list[Any]:
        """The records of a list."""
        for name in ("value", "values"):
            found = self.data.get(name) if isinstance(self.data, Mapping) else None
            if isinstance(found, list):
                return found
        return []

    @property
    def kind(self) -> str:
        """The name that the provider gives to a refusal, such as RuleValidationException."""
        told = self.data.get("typeKey") if isinstance(self.data, Mapping) else None
        return str(told or "")

    @property
    def code(self) -> str:
        """The number of a refusal, such as TF401232; empty where it has none."""
        found = _CODE.search(self.message)
        return found[0] if found else ""

    @property
    def message(self) -> str:
        """What is said of a refusal, on one line."""
        told = self.data.get("message") if isinstance(self.data, Mapping) else None
        line = " ".join(str(told or "").split())
        line = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
        return line or f"status {self.status}"
