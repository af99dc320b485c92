"""What people do at the place, in the terms of entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from devlog_core.plugin.playing import PlayableSandbox, Seen

T = TypeVar("T")
AUTHOR, OTHER = "mona", "sam"
_BEGUN = datetime(2026, 1, 5, 9, tzinfo=UTC)


class People:
    """Somebody at the place who knows nothing of devlog.

    What the sandbox or the adapter to a real server does not offer skips the test, with that reason.
    """

    def __init__(self, sandbox: PlayableSandbox) -> None:
        self._sandbox = sandbox

    def write(self, count: int, word: str = "Item", **values: Any) -> list[str]:
        """Write items, two in each second, and return their keys."""
        drafts = [
            {
                "title": f"{word} {number}",
                "description": f"What {word.lower()} {number} is about.",
                "author": AUTHOR,
                "at": _BEGUN + timedelta(seconds=number // 2),
                **values,
            }
            for number in range(count)
        ]
        return self.seed(drafts)

    def report(self, title: str, **values: Any) -> str:
        """Write an item just now and return its key."""
        return self.seed([{"title": title, "author": AUTHOR, **values}])[0]

    def seed(self, drafts: Sequence[Mapping[str, Any]]) -> list[str]:
        """Write these items, each in the terms of an entry, and return their keys."""
        words = self._try("phrase", lambda: [self._sandbox.phrase(draft) for draft in drafts])
        return self._try("seed", lambda: self._sandbox.seed(words))

    def edit(self, key: str, by: str = OTHER, **values: Any) -> None:
        """Change fields of an item."""
        words = self._try("phrase", lambda: self._sandbox.phrase(values))
        self._try("edit", lambda: self._sandbox.edit(key, words, by))

    def comment(self, key: str, text: str, by: str = OTHER) -> str:
        """Comment on an item and return the comment's id."""
        return self._try("comment", lambda: self._sandbox.comment(key, text, by))

    def delete(self, key: str) -> None:
        """Remove an item for good."""
        self._try("delete", lambda: self._sandbox.delete(key))

    def see(self, key: str) -> Seen:
        """An item as people see it."""
        return self._try("seen", lambda: self._sandbox.seen(key))

    def served(self) -> list[dict[str, Any]]:
        """Every request that the place has served."""
        return self._try("requests", self._sandbox.requests)

    def _try(self, verb: str, act: Callable[[], T]) -> T:
        try:
            return act()
        except NotImplementedError as error:
            said = str(error) or "it raised NotImplementedError"
            pytest.skip(f"the sandbox does not offer `{verb}`: {said}")
