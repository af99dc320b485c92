"""A sandbox that `devlog demo` can play on: it speaks of items in the terms of entries."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from devlog_core.plugin.sandbox import Sandbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An item as people see it at the place."""

    mention: str
    """How a commit message names it, such as `#12`."""
    title: str  # As it stands there.
    description: str = ""  # Markdown.
    state: str = ""
    """Where it stands in the place's own words, such as `In Progress`."""
    closed: bool = False  # Whether it is over.
    labels: tuple[str, ...] = ()  # As people see them, without what shows a status.
    comments: tuple[str, ...] = ()  # Their words, oldest first.


class PlayableSandbox(Sandbox):
    """A sandbox that needs no caller who knows the provider's own terms."""

    @abstractmethod
    def phrase(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values of an entry in the provider's terms, as `seed` and `edit` take them.

        Known are the fields of an entry, and for `seed` besides them `author`, `at` (a time), `comments`
        (each `author`, `content` and `at`), and `branch` with `merged` for a proposed change. Status,
        priority, type and labels are said together, since a place may show one by another. The answer is
        empty for what the place has no room for.
        """

    @abstractmethod
    def seen(self, id: str) -> Seen:
        """One item as people see it."""
