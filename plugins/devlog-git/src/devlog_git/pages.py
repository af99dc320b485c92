"""Takes a reading page by page, going on where the last page ended, also in another process."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from dataclasses import replace
from itertools import islice

from devlog_git.reading import Step
from devlog_git.state import Place

Walk = Generator[Step, None, None]


class Pages:
    """Keeps the running walk between two pages, so that a long history is walked once.

    The place alone suffices to go on: what is kept here only saves the way there.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._place: Place | None = None
        self._walk: Walk | None = None
        self._ahead: list[Step] = []

    def at(self, place: Place) -> bool:
        """Whether the walk stands ready at a place."""
        return self._walk is not None and self._place == place

    def take(self, place: Place, start: Callable[[], Walk]) -> tuple[list[Step], Place | None]:
        """The next steps after a place, and the place behind them, None where nothing follows."""
        if not self.at(place):
            self.close()
            place, self._walk = _resume(place, start)
        assert self._walk is not None
        # One more than asked for tells whether anything follows.
        steps = self._ahead + list(islice(self._walk, self._size + 1 - len(self._ahead)))
        steps, self._ahead = steps[: self._size], steps[self._size :]
        if not self._ahead:
            self.close()
            return steps, None
        self._place = place.after(len(steps), steps[-1].id)
        return steps, self._place

    def close(self) -> None:
        """End the walk and the git process behind it."""
        walk, self._walk = self._walk, None
        self._place, self._ahead = None, []
        if walk is not None:
            walk.close()


def _resume(place: Place, start: Callable[[], Walk]) -> tuple[Place, Walk]:
    """The walk after a place; all of it where another version of git orders the steps differently."""
    walk = start()
    passed = deque(islice(walk, place.at), maxlen=1)
    if place.at == 0 or (passed and passed[0].id == place.last):
        return place, walk
    walk.close()
    return replace(place, at=0, last=""), start()
