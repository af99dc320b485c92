"""How the tracker shows what it keeps."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from devlog_core.model.times import rfc3339

from devlog_example.sandbox.model import Comment, Task


def task_json(task: Task) -> dict[str, Any]:
    """A task with its comments."""
    return {
        "id": task.id,
        "title": task.title,
        "text": task.text,
        "state": task.state,
        "labels": task.labels,
        "assignees": task.assignees,
        "due": task.due,
        "meta": task.meta,
        "author": task.author,
        "revision": task.revision,
        "created_at": time(task.created),
        "updated_at": time(task.updated),
        "comments": [comment_json(comment) for comment in task.comments],
    }


def comment_json(comment: Comment) -> dict[str, Any]:
    """A comment."""
    return {
        "id": comment.id,
        "text": comment.text,
        "meta": comment.meta,
        "author": comment.author,
        "revision": comment.revision,
        "created_at": time(comment.created),
        "edited_at": None if comment.edited is None else time(comment.edited),
    }


def time(second: int) -> str:
    """A time, to the second."""
    return rfc3339(datetime.fromtimestamp(second, UTC))
