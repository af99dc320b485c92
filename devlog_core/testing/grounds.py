"""A sandbox that is as it was at first, as often as one likes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol, runtime_checkable

from devlog_core.plugin.playing import PlayableSandbox
from devlog_core.testing.reference.sandbox import ReferenceSandbox

MakeSandbox = Callable[[], PlayableSandbox]
MakeConfig = Callable[[PlayableSandbox], Mapping[str, Any]] | None


@runtime_checkable
class Rewound(Protocol):
    """A sandbox that goes back to what it was, at the same address."""

    def memory(self) -> Any:
        """Everything as it is now."""
        ...

    def recall(self, memory: Any) -> None:
        """Be as it was then."""
        ...


@runtime_checkable
class Timed(Protocol):
    """A sandbox whose time can be moved."""

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        ...


class Grounds:
    """Makes the sandboxes of one walk or of one round of stories, of which one runs at a time."""

    def __init__(self, make: MakeSandbox, make_config: MakeConfig) -> None:
        self._make, self._make_config = make, make_config
        self._sandbox: PlayableSandbox | None = None
        self._memory: Any = None
        self.url = ""
        """Where the one that runs is served."""

    @property
    def sandbox(self) -> PlayableSandbox:
        """The one that runs."""
        assert self._sandbox is not None
        return self._sandbox

    def remember(self) -> Any:
        """All that the one that runs holds; None where it cannot go back to that."""
        return memory_of(self._sandbox)

    def again(self, memory: Any = None) -> tuple[PlayableSandbox, str]:
        """A sandbox without items, or with those of a memory, running, and its URL."""
        held: Any = self._sandbox
        if isinstance(held, Rewound):
            held.recall(self._memory if memory is None else memory)
            return self.sandbox, self.url
        self.stop()
        self._sandbox = self._make()
        self.url = self._sandbox.start()
        self._memory = memory_of(self._sandbox)
        return self._sandbox, self.url

    def config(self) -> dict[str, Any]:
        """The `config` table that reaches the one that runs."""
        return dict(self._make_config(self.sandbox) if self._make_config else self.sandbox.config())

    def stop(self) -> None:
        """End the one that runs."""
        if self._sandbox is not None:
            self._sandbox.stop()
            self._sandbox = None


def memory_of(sandbox: object) -> Any:
    """All that a sandbox holds; None where it cannot go back to that."""
    return sandbox.memory() if isinstance(sandbox, Rewound) else None


def beside() -> ReferenceSandbox:
    """A kind reference tracker, other than any that is itself looked at."""
    board = ReferenceSandbox(hostile=False)
    board.world.name = "beside"
    # Of one host, the same number means the same card.
    for _ in range(1000):
        board.world.new_id("record")
    return board


@contextmanager
def grounds(make: MakeSandbox, make_config: MakeConfig) -> Iterator[Grounds]:
    """Sandboxes, the last of them stopped at the end."""
    made = Grounds(make, make_config)
    try:
        yield made
    finally:
        made.stop()
