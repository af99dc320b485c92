"""What every simulated world has: a clock, a lock, and what was worked out since the last change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, ClassVar, Self, TypeVar, cast

from devlog_core.testing.sandbox.clock import Clock

T = TypeVar("T")


class BaseWorld:
    """State that requests and people share; every change happens inside `writing`.

    A deep copy is the same state by itself, for a test that goes back to where it began.
    """

    FRESH: ClassVar[Mapping[str, Callable[[], Any]]] = {"lock": threading.RLock}
    """Attributes that a copy does not take over but makes anew: what holds threads or tells others."""

    def __init__(self, first_ids: Mapping[str, int]) -> None:
        self.base = "http://127.0.0.1"
        self.clock = Clock()
        self.lock = threading.RLock()
        self.looked_at = False
        """Whether anybody has asked for anything yet."""
        self._ids = dict(first_ids)
        self._memo: dict[Hashable, Any] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        made = object.__new__(type(self))
        memo[id(self)] = made
        for name, value in vars(self).items():
            fresh = self.FRESH.get(name)
            setattr(made, name, deepcopy(value, memo) if fresh is None else fresh())
        return made

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
