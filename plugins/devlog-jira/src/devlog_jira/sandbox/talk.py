"""Comments: said, reworded and taken back; each moves the issue's time of change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from devlog_jira.sandbox.changes import changing
from devlog_jira.sandbox.model import Comment, Issue, Text, User
from devlog_jira.sandbox.world import World


def add_comment(world: World, issue: Issue, author: User, body: Text, **more: Any) -> Comment:
    """A new comment at the end of an issue."""
    changing(world, issue)
    now = issue.updated
    comment = Comment(world.new_id("comment"), author, body, now, now, author, **more)
    issue.comments = (*issue.comments, comment)
    world.comments[comment.id] = issue.id
    return comment


def change_comment(
    world: World, issue: Issue, comment: Comment, actor: User, changes: Mapping[str, Any]
) -> Comment:
    """Give a comment other attributes; one that stays as it was is not touched."""
    if all(_equal(getattr(comment, name), value) for name, value in changes.items()):
        return comment
    changing(world, issue)
    changed = replace(comment, updated=issue.updated, update_author=actor, **changes)
    issue.comments = tuple(changed if one.id == comment.id else one for one in issue.comments)
    return changed


def remove_comment(world: World, issue: Issue, comment: Comment) -> None:
    """Take a comment away for good."""
    changing(world, issue)
    issue.comments = tuple(one for one in issue.comments if one.id != comment.id)
    del world.comments[comment.id]


def _equal(old: Any, new: Any) -> bool:
    return bool(old.body == new.body) if isinstance(old, Text) and isinstance(new, Text) else bool(old == new)
