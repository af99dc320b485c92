"""One answer of GitHub, read; without any library of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devlog_core.plugin.ratelimit import http_time

_LINK = re.compile(r'<(?P<url>[^<>]*)>(?P<parameters>(?:\s*;\s*[\w*]+\s*=\s*(?:"[^"]*"|[^",;\s]*))*)')
_REL = re.compile(r';\s*rel\s*=\s*(?:"(?P<quoted>[^"]*)"|(?P<bare>[^",;\s]*))', re.IGNORECASE)


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
        """GitHub's own clock when it answered."""
        return http_time(self.headers.get("date"))

    @property
    def next(self) -> str | None:
        """The URL of the list's next page, verbatim; None on its last."""
        for match in _LINK.finditer(self.headers.get("link") or ""):
            rel = _REL.search(match["parameters"])
            if rel and "next" in (rel["quoted"] or rel["bare"] or "").lower().split():
                return match["url"]
        return None

    @property
    def etag(self) -> str | None:
        """What names this content in a later conditional request."""
        return self.headers.get("etag")

    @property
    def message(self) -> str:
        """What GitHub says of a refusal."""
        told = self.data.get("message") if isinstance(self.data, Mapping) else None
        return str(told or f"status {self.status}")

    @property
    def records(self) -> list[Any]:
        """The entries of a list."""
        return self.data if isinstance(self.data, list) else []
