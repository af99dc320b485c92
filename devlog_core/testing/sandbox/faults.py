"""Faults that wait for a request to hit, and what those of the wire do to it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from devlog_core.testing.sandbox.answer import Answer
from devlog_core.testing.sandbox.clock import http_date
from devlog_core.testing.sandbox.wire import DisconnectError, Reply

WIRE = frozenset({"lost-answer", "drop-before", "refuse", "slow", "truncated"})
"""What can happen to any request, whatever it says."""
TROUBLE = frozenset({"500", "502", "503"})
"""A server in trouble: nothing is applied, or with `:applied` all is and the answer does not say so."""
LATER = frozenset({"retry-after-seconds", "retry-after-date"})
"""Told to come back later, after a number of seconds or at a date."""

LISTS = frozenset({"empty-list", "duplicate-item"})
"""A list that says something else than the truth."""


@dataclass(slots=True)
class Fault:
    """A way to fail, with an argument after a colon: `slow:0.5`, `page-limit:3`, `502:applied`."""

    name: str  # Before the colon.
    argument: str  # Behind the colon.
    left: int  # How many requests it still hits.
    match: re.Pattern[str]  # Of `METHOD /path?query`.

    @property
    def applied(self) -> bool:
        """Whether the request is served in full before it fails."""
        return self.argument == "applied"

    def number(self, default: float) -> float:
        """The argument as a number."""
        return float(self.argument) if self.argument else default


class Faults:
    """The faults set and not yet used up, in the order they were set."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = frozenset(known)
        self._waiting: list[Fault] = []

    def add(self, name: str, times: int, match: str | None) -> None:
        """Let the next matching requests fail; `match` is searched in `METHOD /path?query`."""
        kind, _, argument = name.partition(":")
        if kind not in self._known:
            raise ValueError(f"unknown fault {kind!r}; known are {', '.join(sorted(self._known))}")
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


def endure(fault: Fault | None, reply: Callable[[], Reply]) -> Reply:
    """The reply, as far as a fault of the wire lets it through; raises DisconnectError where it does not."""
    if fault is None:
        return reply()
    if fault.name == "slow":
        time.sleep(fault.number(0.5))
    if fault.name in ("drop-before", "refuse"):
        raise DisconnectError(reset=fault.name == "refuse")
    made = reply()
    if fault.name == "lost-answer":
        raise DisconnectError
    return made.cut() if fault.name == "truncated" else made


def retry_after(fault: Fault, now: int) -> dict[str, str]:
    """The header that names when to come back, in the form that the fault is called after."""
    seconds = int(fault.number(1))
    return {"Retry-After": http_date(now + seconds) if fault.name.endswith("date") else str(seconds)}


def lists_bent(answer: Answer, fault: Fault, names: Collection[str]) -> Answer:
    """An object whose lists of these names are `empty-list` or hold their first twice (`duplicate-item`)."""
    if not isinstance(answer.body, Mapping) or fault.name not in LISTS:
        return answer
    held = {name: answer.body[name] for name in names if isinstance(answer.body.get(name), list)}
    bent = {name: [] if fault.name == "empty-list" else [*items[:1], *items] for name, items in held.items()}
    return Answer(answer.status, {**answer.body, **bent}, answer.headers)
