"""Faults that wait for a request to hit."""

from __future__ import annotations

import re
from dataclasses import dataclass

KNOWN = {
    "lost-answer", "drop-before", "refuse", "slow", "truncated", "wrong-type", "500", "502", "503",
    "rate-limit-403", "rate-limit-429", "secondary-403", "secondary-429", "retry-after-seconds",
    "retry-after-date", "empty-list", "shift", "duplicate-item", "page-limit", "stale-list",
}  # fmt: skip


@dataclass(slots=True)
class Fault:
    """A way to fail, with an argument after a colon: `slow:0.5`, `page-limit:3`, `502:applied`."""

    name: str
    argument: str
    left: int
    match: re.Pattern[str]

    def number(self, default: float) -> float:
        """The argument as a number."""
        return float(self.argument) if self.argument else default


class Faults:
    """The faults set and not yet used up, in the order they were set."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, name: str, times: int, match: str | None) -> None:
        """Let the next matching requests fail; `match` is searched in `METHOD /path?query`."""
        kind, _, argument = name.partition(":")
        if kind not in KNOWN:
            raise ValueError(f"unknown fault {kind!r}; known are {', '.join(sorted(KNOWN))}")
        self._waiting.append(Fault(kind, argument, times, re.compile(match or "")))

    def clear(self) -> None:
        """Forget all that wait."""
        self._waiting.clear()

    def take(self, request: str) -> Fault | None:
        """The first fault that hits this request, counted down."""
        for fault in self._waiting:
            if fault.match.search(request):
                fault.left -= 1
                if fault.left <= 0:
                    self._waiting.remove(fault)
                return fault
        return None
