"""One answer of a system that speaks JSON over HTTP; without any library of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devlog_core.plugin.ratelimit import http_time

LONGEST = 500  # Characters of a message.


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonAnswer:
    """Status, headers by lower-case name, and the JSON of the body; a plugin adds what its system tells."""

    status: int  # Of HTTP.
    headers: Mapping[str, str]  # By lower-case name.
    data: Any = None  # None where the body is no JSON.
    text: str = ""
    """The body where it is no JSON."""

    @property
    def date(self) -> datetime | None:
        """The system's own clock when it answered."""
        return http_time(self.headers.get("date"))

    def told(self, name: str) -> Any:
        """One value of the body; None where there is none, or the body is no object."""
        return self.data.get(name) if isinstance(self.data, Mapping) else None

    def listed(self, name: str) -> list[Any]:
        """A list of the body; empty where there is none."""
        found = self.told(name)
        return found if isinstance(found, list) else []


def one_line(text: Any) -> str:
    """What a system says, on one line and not endlessly."""
    line = " ".join(str(text).split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
