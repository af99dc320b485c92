"""The events that workflows can react to, by what the tracker calls them.

Change: the events, and the schema of their data, which workflows are checked against.
"""

from __future__ import annotations

from typing import Any

from devlog_core.plugin.info import TriggerSpec

_TEXT = {"type": ["string", "null"]}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "task": {
            "type": "object",
            "properties": {"id": _TEXT, "title": _TEXT, "state": _TEXT, "url": _TEXT},
        },
        "by": _TEXT,
    },
}
EVENTS = {
    "created": "A task was created.",
    "changed": "A task was changed.",
    "commented": "A comment was written, changed or taken away.",
    "deleted": "A task was deleted.",
}
TRIGGERS = tuple(
    TriggerSpec(
        name=f"example.task.{name}",
        description=about,
        schema=_SCHEMA,
    )
    for name, about in EVENTS.items()
)
