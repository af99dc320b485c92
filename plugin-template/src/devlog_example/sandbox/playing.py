"""The tracker spoken to in the terms of entries, for `devlog demo` and the contract's tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_core.plugin.playing import PlayableSandbox, Seen
from devlog_core.testing.sandbox import ServedSandbox

from devlog_example.mapping import STATES
from devlog_example.sandbox.world import World

_NAMES = {
    "title": "title",
    "description": "text",
    "labels": "labels",
    "assignees": "assignees",
    "due": "due",
    "author": "author",
    "at": "at",
}


class Playing(ServedSandbox, PlayableSandbox):
    """Says values of entries in the tracker's words, and shows tasks as people see them."""

    world: World

    def phrase(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values of an entry as `seed` and `edit` take them; a proposed change has no room."""
        if "branch" in values:
            return {}
        words = {_NAMES[name]: value for name, value in values.items() if name in _NAMES}
        if "status" in values:
            words["state"] = STATES[values["status"]]
        if "comments" in values:
            words["comments"] = [
                {"author": one["author"], "text": one["content"], "at": one["at"]}
                for one in values["comments"]
            ]
        return words

    def seen(self, id: str) -> Seen:
        """One task as people see it."""
        with self.world.lock:
            task = self.world.task(int(id))
            return Seen(
                mention=f"#{task.id}",
                title=task.title,
                description=task.text,
                state=task.state,
                closed=task.state in ("done", "dropped"),
                labels=tuple(task.labels),
                comments=tuple(comment.text for comment in task.comments),
            )
