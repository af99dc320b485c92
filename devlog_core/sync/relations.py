"""Parents and dependencies: entries by their uids here, items by their remote ids at a place.

A place can say only what stands between items of its own. What it cannot say is neither sent nor
taken for said, so that it never comes back as an edit and is sent when the other entry gets its item.
"""

from __future__ import annotations

from typing import Any

from devlog_core.model.fields import sorted_set
from devlog_core.storage.links import Links

RELATIONS = ("parent", "dependencies")
PLACE_KINDS = frozenset({"blocks", "blocked-by", "related-to"})
"""The kinds of dependencies that go to places; the others are an entry's own."""


class Relations:
    """What one integration can say of parents and dependencies, within one transaction."""

    def __init__(self, links: Links, integration: str) -> None:
        self._links = links
        self._integration = integration

    def to_place(self, name: str, value: Any) -> Any:
        """The entry's value by items; without those that have none there."""
        if name == "parent":
            return self._item(value) if value else None
        said = ((element, self._item(element["entry"])) for element in _of_places(value))
        return sorted_set({**element, "entry": item} for element, item in said if item is not None)

    def to_local(self, name: str, value: Any) -> Any:
        """The place's value by entries; without the items that are none."""
        if name == "parent":
            return self._entry(value) if value else None
        known = ((element, self._entry(element["entry"])) for element in value or ())
        return sorted_set({**element, "entry": entry} for element, entry in known if entry is not None)

    def missing(self, name: str, value: Any) -> list[str]:
        """The entries that the value names and that have no item there."""
        named = [value] if name == "parent" and value else []
        if name != "parent":
            named = [element["entry"] for element in _of_places(value)]
        return [uid for uid in named if self._item(uid) is None]

    def unknown(self, name: str, value: Any) -> list[str]:
        """The items that the place's value names and that are no entries."""
        return [remote_id for remote_id in named_items(name, value) if self._entry(remote_id) is None]

    def settled(self, name: str, value: Any) -> Any:
        """The entry's value without what the place cannot say as long as other entries have no item."""
        missing = set(self.missing(name, value))
        if name == "parent":
            return None if missing else value
        waiting = [element for element in _of_places(value) if element["entry"] in missing]
        return [element for element in value or () if element not in waiting]

    def _item(self, uid: str) -> str | None:
        return self._links.remote_of(self._integration, uid)

    def _entry(self, remote_id: str) -> str | None:
        return self._links.entry_of(self._integration, remote_id)


def named_items(name: str, value: Any) -> list[str]:
    """The remote ids that stand in a place's value of the field."""
    if name == "parent":
        return [value] if value else []
    return [element["entry"] for element in value or ()]


def without_entry(name: str, value: Any, uid: str) -> Any:
    """The entry's value of the field, naming that entry no more."""
    if name == "parent":
        return None if value == uid else value
    return [element for element in value or () if not (_is_named(element) and element["entry"] == uid)]


def _of_places(value: Any) -> list[dict[str, Any]]:
    """The dependencies of the kinds that places know; an import may have brought other forms."""
    return [element for element in value or () if _is_named(element) and element.get("kind") in PLACE_KINDS]


def _is_named(element: Any) -> bool:
    return isinstance(element, dict) and isinstance(element.get("entry"), str)
