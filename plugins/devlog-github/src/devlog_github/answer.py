"""One answer of GitHub, read; without any library of its own."""

from __future__ import annotations

import re
from typing import Any

from devlog_core.plugin.answer import JsonAnswer

_LINK = re.compile(r'<(?P<url>[^<>]*)>(?P<parameters>(?:\s*;\s*[\w*]+\s*=\s*(?:"[^"]*"|[^",;\s]*))*)')
_REL = re.compile(r';\s*rel\s*=\s*(?:"(?P<quoted>[^"]*)"|(?P<bare>[^",;\s]*))', re.IGNORECASE)


class Answer(JsonAnswer):
    """What is read of every answer."""

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
        return str(self.told("message") or f"status {self.status}")

    @property
    def records(self) -> list[Any]:
        """The entries of a list."""
        return self.data if isinstance(self.data, list) else []
