"""Comments: said, reworded and taken back; each moves the issue's time of change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from devlog_jira.sandbox.changes import changing, updated
from devlog_jira.sandbox.events import Event
from devlog_jira.sandbox.model import Comment, Issue, Text, User
from devlog_jira.sandbox.world import World


def add_comment(world: World, issue: Issue, author: User, body: Text, **more: Any) -> Comment:
    """A new comment at the end of an issue."""
    changing(world, issue)
    now = issue.updated
    comment = Comment(world.new_id("comment"), author, body, now, now, author, **more)
    issue.comments = (*issue.comments, comment)
    world.comments[comment.id] = issue.id
    _tell(world, "created", "issue_commented", author, issue, comment)
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
    _tell(world, "updated", "issue_comment_edited", actor, issue, changed)
    return changed


def remove_comment(world: World, issue: Issue, comment: Comment, actor: User) -> None:
    """Take a comment away for good."""
    changing(world, issue)
    issue.comments = tuple(one for one in issue.comments if one.id != comment.id)
    del world.comments[comment.id]
    _tell(world, "deleted", "issue_comment_deleted", actor, issue, comment)


def _tell(world: World, what: str, kind: str, actor: User, issue: Issue, comment: Comment) -> None:
    event = Event(name=f"comment_{what}", actor=actor, at=world.now(), issue=issue, comment=comment)
    world.tell(event)
    if not world.cloud:
        # Server tells of it as a change of the issue too.
        updated(world, issue, actor, kind, comment=comment)


def _equal(old: Any, new: Any) -> bool:
    return bool(old.body == new.body) if isinstance(old, Text) and isinstance(new, Text) else bool(old == new)
