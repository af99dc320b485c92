"""The events that workflows can react to."""

from __future__ import annotations

from typing import Any

from devlog_core.plugin.info import TriggerSpec

_TEXT = {"type": ["string", "null"]}
_PULL: dict[str, Any] = {
    "type": "object",
    "properties": {
        "pull_request": {
            "type": "object",
            "properties": {
                "number": {"type": "integer"}, "url": _TEXT, "title": _TEXT, "author": _TEXT, "state": _TEXT,
                "draft": {"type": "boolean"}, "merged": {"type": "boolean"}, "created_at": _TEXT,
                "merged_at": _TEXT, "open_minutes": {"type": "integer"},
                "targets": {"type": "array", "items": {"type": "object"}},
            },
        },
        "by": _TEXT,
    },
}  # fmt: skip
_ISSUE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "issue": {
            "type": "object",
            "properties": {
                "id": _TEXT, "number": {"type": "integer"}, "url": _TEXT, "title": _TEXT, "state": _TEXT,
                "author": _TEXT,
            },
        },
        "by": _TEXT,
    },
}  # fmt: skip
_HOOK = "told by webhooks only"

TRIGGERS = (
    TriggerSpec(
        name="github.pull_request.merged",
        description="A pull request was merged; told by polling and by webhooks, once.",
        schema=_PULL,
    ),
    TriggerSpec(
        name="github.pull_request.opened", description=f"A pull request was opened; {_HOOK}.", schema=_PULL
    ),
    TriggerSpec(
        name="github.pull_request.closed",
        description=f"A pull request was closed, merged or not; {_HOOK}.",
        schema=_PULL,
    ),
    TriggerSpec(name="github.issue.opened", description=f"An issue was opened; {_HOOK}.", schema=_ISSUE),
    TriggerSpec(name="github.issue.closed", description=f"An issue was closed; {_HOOK}.", schema=_ISSUE),
    TriggerSpec(name="github.issue.reopened", description=f"An issue was reopened; {_HOOK}.", schema=_ISSUE),
    TriggerSpec(
        name="github.issue.commented", description=f"An issue was commented on; {_HOOK}.", schema=_ISSUE
    ),
)
