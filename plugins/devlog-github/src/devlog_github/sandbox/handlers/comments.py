"""Comments of an issue and of a whole repository."""

from __future__ import annotations

from devlog_github.sandbox import listing, talk
from devlog_github.sandbox.answer import Answer, RefusedError
from devlog_github.sandbox.call import Call
from devlog_github.sandbox.model import Comment
from devlog_github.sandbox.pages import page
from devlog_github.sandbox.shapes.issues import comment_json


def list_all(call: Call) -> Answer:
    """Every comment of the repository."""
    found, order = listing.comments(call)
    return page(call, found, lambda comment: comment_json(call.world, comment), order)


def list_comments(call: Call) -> Answer:
    """The comments of one issue, oldest first."""
    found = listing.since(call, call.issue().comments)
    return page(call, found, lambda comment: comment_json(call.world, comment))


def get_comment(call: Call) -> Answer:
    """One comment."""
    comment = call.comment()
    return Answer(200, comment_json(call.world, comment), modified=comment.updated_at)


def post_comment(call: Call) -> Answer:
    """A new comment by anyone who may read, unless the issue is locked."""
    actor, issue = call.actor, call.issue()
    if issue.locked and not call.may("triage"):
        raise RefusedError(403, "Unable to create comment because issue is locked.")
    comment = talk.add_comment(call.world, issue, actor, call.body.get("body"))
    shape = comment_json(call.world, comment)
    return Answer(201, shape, {"Location": shape["url"]})


def patch_comment(call: Call) -> Answer:
    """Another text for a comment."""
    comment = _own(call)
    talk.change_comment(call.world, comment, call.body.get("body"))
    return Answer(200, comment_json(call.world, comment))


def delete_comment(call: Call) -> Answer:
    """A comment taken away."""
    talk.remove_comment(call.world, _own(call))
    return Answer(204)


def _own(call: Call) -> Comment:
    comment = call.comment()
    if comment.user is not call.actor:
        call.need("push")
    return comment
