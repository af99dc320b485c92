"""The events that workflows can react to."""

from __future__ import annotations

from typing import Any

from devlog_core.plugin.info import TriggerSpec

_TEXT = {"type": ["string", "null"]}
_FLAG = {"type": "boolean"}
_CHANGE = {"type": "object", "properties": {"field": _TEXT, "from": _TEXT, "to": _TEXT}}
_ISSUE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "issue": {
            "type": "object",
            "properties": {
                "id": _TEXT, "key": _TEXT, "url": _TEXT, "title": _TEXT, "status": _TEXT, "type": _TEXT,
            },
        },
        "by": _TEXT,
        "changes": {"type": "array", "items": _CHANGE},
    },
}  # fmt: skip
_RECORD: dict[str, Any] = {
    "type": "object",
    "properties": {**_ISSUE["properties"], "id": _TEXT, "author": _TEXT, "minutes": {"type": "integer"}},
}
_SPRINT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "sprint": {
            "type": "object",
            "properties": {
                "id": {"type": "integer"}, "name": _TEXT, "state": _TEXT, "goal": _TEXT,
                "board": {"type": ["integer", "null"]}, "start": _TEXT, "end": _TEXT, "completed": _TEXT,
            },
        },
        "active": _FLAG,
    },
}  # fmt: skip

ISSUE_EVENTS = {
    "jira.issue.created": "An issue was created.",
    "jira.issue.updated": "An issue was changed.",
    "jira.issue.status_changed": "An issue went to another status.",
    "jira.issue.deleted": "An issue was deleted.",
}
RECORD_EVENTS = {
    "jira.issue.commented": "An issue was commented on.",
    "jira.worklog.created": "Time was booked on an issue.",
}
SPRINT_EVENTS = {
    "jira.sprint.started": "A sprint was started.",
    "jira.sprint.closed": "A sprint was closed.",
}
TRIGGERS = tuple(
    TriggerSpec(name=name, description=f"{text[:-1]}; told by webhooks only.", schema=schema)
    for events, schema in ((ISSUE_EVENTS, _ISSUE), (RECORD_EVENTS, _RECORD), (SPRINT_EVENTS, _SPRINT))
    for name, text in events.items()
)
