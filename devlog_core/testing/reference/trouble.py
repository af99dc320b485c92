"""The faults that a story draws, in words that every place understands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

KINDS = (
    *("refuse", "drop-before", "lost-answer", "500", "502", "503", "500:applied", "502:applied"),
    *("limit", "limit-seconds:5", "limit-date:5", "limit-seconds:90", "limit-primary", "limit-secondary"),
    *("truncated", "wrong-type", "shift:touch", "shift:insert", "duplicate-item", "empty-list", "stale"),
)
BLINDING = ("empty-list",)
"""Faults that no client can see; only reading all again finds what they hid."""
PERSISTENT = ("limit-primary",)
METHODS = ("", "GET ", "POST ", "PATCH ")


@dataclass(slots=True)
class Trouble:
    """One fault that waits for requests to hit."""

    kind: str
    argument: str
    left: int
    match: re.Pattern[str]


@dataclass
class Troubles:
    """The faults set and not yet used up."""

    waiting: list[Trouble] = field(default_factory=list)

    def add(self, name: str, times: int, match: str) -> None:
        """Let the next matching requests fail."""
        kind, _, argument = name.partition(":")
        self.waiting.append(Trouble(kind, argument, times, re.compile(match)))

    def take(self, request: str) -> Trouble | None:
        """The first fault that hits this request, counted down."""
        for trouble in self.waiting:
            if trouble.match.search(request):
                trouble.left -= 1
                if trouble.left <= 0:
                    self.waiting.remove(trouble)
                return trouble
        return None
