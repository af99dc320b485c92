"""The place beside GitHub in a scene: what a scene asks of its people, whichever tracker it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

from tests.faults.grounds import Served


class Tracker(Served, Protocol):
    """A simulated tracker whose items say what entries say; people act in it by name."""

    plugin: ClassVar[str]
    created: ClassVar[str]
    """Searched in `METHOD /path`: the request that makes an item."""
    tried: ClassVar[Sequence[tuple[str, str, tuple[str, ...]]]]
    """Titles of entries, the request of each one's push after which it is killed, and how it is added."""
    told_here: ClassVar[Sequence[tuple[str, tuple[str, ...]]]]
    """Edits of entries, by the titles of their items, that say what only this tracker can."""
    books: ClassVar[bool]
    """Whether it keeps time bookings."""

    @property
    def home(self) -> str:
        """The project, by its name."""

    def settings(self, project: str | None = None, **more: Any) -> dict[str, Any]:
        """The `config` table."""

    def person(self, name: str) -> str:
        """What it calls somebody."""

    def keys(self) -> list[str]:
        """All items, in whichever project."""

    def near(self) -> list[str]:
        """The items that a sync reads as soon as somebody edits them, and not only a complete one."""

    def all(self) -> list[dict[str, Any]]:
        """All items in the words of entries."""

    def shown(self, key: str) -> dict[str, Any]:
        """An item in the words of an entry, with its `id`, and a `key` that begins with its project."""

    def titled(self, title: str) -> str:
        """The key of the one item of that title."""

    def wrong(self) -> list[str]:
        """In words: marks of which there are two, halves of marks, and what others wrote and is gone."""

    def there(
        self, title: str, *comments: str, labels: Sequence[str] = (), text: str = "", due: str | None = None,
        above: bool = False,
    ) -> str:  # fmt: skip
        """Another item by people, `above` others where it says so; returns its key."""

    def rename(self, key: str, title: str) -> None:
        """Somebody calls an item otherwise."""

    def tag(self, key: str, label: str) -> None:
        """Somebody adds a label."""

    def give_up(self, key: str) -> None:
        """Somebody closes an item without having done it."""

    def say(self, key: str, text: str) -> None:
        """Somebody comments."""

    def reword(self, key: str, text: str, new: str) -> None:
        """Whoever said so says it otherwise."""

    def unsay(self, key: str, text: str) -> None:
        """Whoever said so takes it back."""

    def delete(self, key: str) -> None:
        """Somebody deletes an item."""

    def wander(self, key: str) -> None:
        """Somebody moves an item to the other project."""

    def before(self, talked: str) -> None:
        """What only this tracker has, before all is in step."""

    def since(self, talked: str) -> None:
        """What people do there since, that is done at this tracker alone."""

    def unheard(self, key: str) -> None:
        """What is not for devlog: hidden from it, deleted or half made."""

    def at_once(self, number: int, key: str) -> None:
        """What people do at this tracker alone while syncs run."""


EMPTY: Mapping[str, Any] = {
    "title": "", "description": "", "status": "new", "priority": "medium", "type": "task", "labels": [],
    "milestone": None, "due": None, "estimate": None, "custom.severity": None,
}  # fmt: skip
"""What an entry says of a field that it does not name; these are compared."""
