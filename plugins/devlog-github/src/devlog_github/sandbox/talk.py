"""Comments: said, reworded and taken back; each moves the issue's time of change."""

from __future__ import annotations

from typing import Any

from devlog_github.sandbox import inputs
from devlog_github.sandbox.changes import touch
from devlog_github.sandbox.model import Comment, Issue, User
from devlog_github.sandbox.world import World


def add_comment(world: World, issue: Issue, author: User, body: Any) -> Comment:
    """A new comment at the end of an issue."""
    text = inputs.comment_body(body)
    now = world.clock.now()
    comment = Comment(world.new_id("comment"), issue, author, text, now, now)
    world.remember(issue)
    issue.comments += (comment,)
    issue.repository.comments[comment.id] = comment
    touch(world, issue)
    return comment


def change_comment(world: World, comment: Comment, body: Any) -> None:
    """Give a comment another text."""
    text = inputs.comment_body(body)
    if text != comment.body:
        world.remember(comment.issue)
        comment.body = text
        comment.updated_at = world.clock.now()
        touch(world, comment.issue)


def remove_comment(world: World, comment: Comment) -> None:
    """Take a comment away for good."""
    world.remember(comment.issue)
    comment.issue.comments = tuple(other for other in comment.issue.comments if other is not comment)
    del comment.issue.repository.comments[comment.id]
    touch(world, comment.issue)
