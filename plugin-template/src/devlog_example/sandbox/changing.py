"""What is answered to requests that change tasks and comments."""

from __future__ import annotations

from typing import Any

from devlog_core.testing.sandbox import Answer, RefusedError

from devlog_example.sandbox.call import Call
from devlog_example.sandbox.rules import refused
from devlog_example.sandbox.shapes import comment_json, task_json


def post_task(call: Call) -> Answer:
    """A new task."""
    return Answer(201, task_json(call.world.add(call.body, call.by)))


def patch_task(call: Call) -> Answer:
    """Other values for a task, where it is still at the revision that is expected."""
    task = call.task()
    call.expect(task.revision)
    call.world.change(task, call.body, call.by)
    return Answer(200, task_json(task))


def post_comment(call: Call) -> Answer:
    """A new comment."""
    made = call.world.add_comment(call.task(), _text(call.body), call.by, call.body.get("meta"))
    return Answer(201, comment_json(made))


def get_comment(call: Call) -> Answer:
    """One comment."""
    return Answer(200, comment_json(call.comment()))


def patch_comment(call: Call) -> Answer:
    """Another text for a comment of one's own."""
    comment = call.comment()
    call.expect(comment.revision)
    _own(call)
    call.world.change_comment(call.task(), comment, _text(call.body), call.by)
    return Answer(200, comment_json(comment))


def delete_comment(call: Call) -> Answer:
    """A comment of one's own, taken away."""
    comment = call.comment()
    call.expect(comment.revision)
    _own(call)
    call.world.remove_comment(call.task(), comment, call.by)
    return Answer(204)


def _own(call: Call) -> None:
    if call.comment().author != call.by:
        raise RefusedError(403, "it is somebody else's comment")


def _text(body: Any) -> str:
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        raise refused("a comment has a text", "text")
    return text
