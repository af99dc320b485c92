"""What a webhook says of an event: always in the older version of the interface, with texts as strings."""

from __future__ import annotations

from typing import Any

from devlog_jira.sandbox.events import Event
from devlog_jira.sandbox.shapes.agile import sprint_json
from devlog_jira.sandbox.shapes.comments import comment_json, worklog_json
from devlog_jira.sandbox.shapes.issues import issue_json
from devlog_jira.sandbox.shapes.users import user_json
from devlog_jira.sandbox.shapes.view import View
from devlog_jira.sandbox.world import World

BRIEF = ("summary", "issuetype", "project", "assignee", "priority", "status")
"""The fields of an issue that ride along with a comment."""


def payload(world: World, event: Event) -> dict[str, Any]:
    """The body of a delivery, seen with the eyes of the one who made the change."""
    view = View(world, 2, event.actor)
    body: dict[str, Any] = {"timestamp": event.at, "webhookEvent": event.name}
    if event.kind is not None:
        body["issue_event_type_name"] = event.kind
    if event.name.startswith("jira:") or not world.cloud:
        body["user"] = user_json(view, event.actor)
    if event.sprint is not None:
        return {"timestamp": event.at, "webhookEvent": event.name, "sprint": sprint_json(view, event.sprint)}
    if event.issue is None:
        return body
    if event.worklog is not None:
        return body | {"worklog": worklog_json(view, event.issue, event.worklog)}
    if event.comment is not None:
        body["comment"] = comment_json(view, event.issue, event.comment)
        if event.name.startswith("comment_") and not world.cloud:
            # Only the address of the comment tells whose it is.
            return body
        return body | {"issue": issue_json(view, event.issue, BRIEF)}
    body["issue"] = issue_json(view, event.issue)
    if event.change is not None:
        items = [dict(item) for item in event.change.items]
        if not world.cloud:
            items = [{name: value for name, value in item.items() if name != "fieldId"} for item in items]
        body["changelog"] = {"id": str(event.change.id), "items": items}
    return body
