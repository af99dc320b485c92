"""Comments and worklogs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_jira.sandbox import texts
from devlog_jira.sandbox.durations import text_of
from devlog_jira.sandbox.model import Comment, Issue, Worklog
from devlog_jira.sandbox.shapes.users import user_json
from devlog_jira.sandbox.shapes.view import View


def comment_json(view: View, issue: Issue, comment: Comment, properties: bool = False) -> dict[str, Any]:
    """A comment; its properties come only where they are asked for."""
    shape: dict[str, Any] = {
        "self": f"{view.api}/issue/{issue.id}/comment/{comment.id}",
        "id": str(comment.id),
        "author": user_json(view, comment.author),
        "body": texts.shown(comment.body, view.version),
        "updateAuthor": user_json(view, comment.update_author),
        "created": view.time(comment.created),
        "updated": view.time(comment.updated),
    }
    if view.world.cloud:
        shape["jsdPublic"] = comment.public
    if comment.visibility is not None:
        shape["visibility"] = dict(comment.visibility)
    if properties:
        shape["properties"] = properties_json(comment.properties)
        if not comment.public and not view.world.cloud:
            # Data Center tells of an internal comment nowhere else.
            shape["properties"] += properties_json({"sd.public.comment": {"internal": True}})
    return shape


def worklog_json(view: View, issue: Issue, worklog: Worklog, properties: bool = False) -> dict[str, Any]:
    """A worklog; its properties come only where they are asked for."""
    shape: dict[str, Any] = {
        "self": f"{view.api}/issue/{issue.id}/worklog/{worklog.id}",
        "author": user_json(view, worklog.author),
        "updateAuthor": user_json(view, worklog.update_author),
        "created": view.time(worklog.created),
        "updated": view.time(worklog.updated),
        "started": view.time(worklog.started),
        "timeSpent": text_of(worklog.seconds),
        "timeSpentSeconds": worklog.seconds,
        "id": str(worklog.id),
        "issueId": str(issue.id),
    }
    if worklog.comment is not None:
        shape["comment"] = texts.shown(worklog.comment, view.version)
    if worklog.visibility is not None:
        shape["visibility"] = dict(worklog.visibility)
    if properties:
        shape["properties"] = properties_json(worklog.properties)
    return shape


def properties_json(properties: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Properties as a list of keys and values."""
    return [{"key": key, "value": value} for key, value in properties.items()]
