"""What every simulated world has: a clock, a lock, and what was worked out since the last change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from devlog_core.testing.sandbox.clock import Clock

T = TypeVar("T")


class BaseWorld:
    """State that requests and people share; every change happens inside `writing`."""

    def __init__(self, first_ids: Mapping[str, int]) -> None:
        self.base = "http://127.0.0.1"
        self.clock = Clock()
        self.lock = threading.RLock()
        self.looked_at = False
        """Whether anybody has asked for anything yet."""
        self._ids = dict(first_ids)
        self._memo: dict[Hashable, Any] = {}

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the world for a change; what was worked out from the old state is forgotten."""
        with self.lock:
            try:
                yield
            finally:
                self._memo.clear()

    def memo(self, key: Hashable, make: Callable[[], T]) -> T:
        """A value worked out once between two changes."""
        if key not in self._memo:
            self._memo[key] = make()
        return cast(T, self._memo[key])

    def new_id(self, kind: str) -> int:
        """The next id of a kind; ids are never used twice."""
        self._ids[kind] += 1
        return self._ids[kind]
