"""The events that workflows can react to."""

from __future__ import annotations

from typing import Any

from devlog_azure_devops.pipelines import triggers as pipelines
from devlog_azure_devops.pulls import triggers as pulls
from devlog_core.plugin.info import TriggerSpec

_TEXT = {"type": ["string", "null"]}
_CHANGE = {"type": "object", "properties": {"field": _TEXT, "from": {}, "to": {}}}
_ITEM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "work_item": {
            "type": "object",
            "properties": {"id": _TEXT, "url": _TEXT, "title": _TEXT, "state": _TEXT, "type": _TEXT},
        },
        "by": _TEXT,
        "changes": {"type": "array", "items": _CHANGE},
    },
}  # fmt: skip

EVENTS = {
    "workitem.created": ("azure-devops.work_item.created", "A work item was created."),
    "workitem.updated": ("azure-devops.work_item.updated", "A work item was changed."),
    "workitem.commented": ("azure-devops.work_item.commented", "A work item was commented on."),
    "workitem.deleted": ("azure-devops.work_item.deleted", "A work item was deleted."),
    "workitem.restored": ("azure-devops.work_item.restored", "A work item came back from the recycle bin."),
}
"""By the provider's name of the event."""
STATE_CHANGED = "azure-devops.work_item.state_changed"
_ITEMS = tuple(
    TriggerSpec(name=name, description=f"{text[:-1]}; told by service hooks only.", schema=_ITEM)
    for name, text in (*EVENTS.values(), (STATE_CHANGED, "A work item went to another state."))
)
TRIGGERS = (*_ITEMS, *pulls.TRIGGERS, *pipelines.TRIGGERS)
