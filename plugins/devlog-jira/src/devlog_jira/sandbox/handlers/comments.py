"""Comments of an issue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_core.testing.sandbox.answer import Answer
from devlog_jira.sandbox import texts
from devlog_jira.sandbox.answer import RefusedError
from devlog_jira.sandbox.call import Call
from devlog_jira.sandbox.handlers.properties import read_properties
from devlog_jira.sandbox.model import Comment, Issue, Text
from devlog_jira.sandbox.pages import counted, page_bean
from devlog_jira.sandbox.shapes.comments import comment_json
from devlog_jira.sandbox.talk import add_comment, change_comment, remove_comment

MOST_IDS = 1000


def list_comments(call: Call) -> Answer:
    """An issue's comments, a page at a time, oldest first unless told."""
    issue = call.issue()
    order = call.query.get("orderBy", "created")
    if order.lstrip("+-") != "created":
        raise RefusedError(400, f"Not supported field for ordering: {order}")
    found = sorted(issue.comments, key=lambda comment: comment.id, reverse=order.startswith("-"))
    # Server gives everything at once unless told otherwise.
    size = 5000 if call.world.cloud else 1_048_576
    return counted(call, "comments", found, lambda one: _shape(call, issue, one), size, size)


def list_by_ids(call: Call) -> Answer:
    """Comments of any issue by their ids; ids of nothing are left out."""
    ids = call.fields.get("ids")
    if not isinstance(ids, list) or not ids or len(ids) > MOST_IDS:
        raise RefusedError(400, f"ids must hold 1 to {MOST_IDS} ids")
    found: list[tuple[Issue, Comment]] = []
    for id in ids:
        issue = call.world.issues.get(call.world.comments.get(int(id), 0))
        if issue is not None and call.sees(issue):
            found += [(issue, one) for one in issue.comments if one.id == int(id)]
    return page_bean(call, found, lambda pair: _shape(call, *pair), MOST_IDS)


def get_comment(call: Call) -> Answer:
    """One comment."""
    issue = call.issue()
    return Answer(200, _shape(call, issue, call.comment(issue)))


def post_comment(call: Call) -> Answer:
    """A new comment, with its properties in the same request."""
    issue = call.edited("comment", "comment on this issue")
    return Answer(201, _shape(call, issue, _said(call, issue, call.fields)))


def put_comment(call: Call) -> Answer:
    """Another text for a comment; only an administrator changes what others said."""
    issue = call.edited("comment", "edit this comment")
    comment = call.comment(issue)
    _owned(call, issue, comment, "edit")
    changes: dict[str, Any] = {"body": _body(call, call.fields.get("body"))}
    if "visibility" in call.fields:
        changes["visibility"] = call.fields["visibility"]
    if "properties" in call.fields:
        changes["properties"] = {**comment.properties, **read_properties(call.fields["properties"])}
    return Answer(200, _shape(call, issue, change_comment(call.world, issue, comment, call.actor, changes)))


def delete_comment(call: Call) -> Answer:
    """Take a comment away."""
    issue = call.edited("comment", "delete this comment")
    comment = call.comment(issue)
    _owned(call, issue, comment, "delete")
    remove_comment(call.world, issue, comment, call.actor)
    return Answer(204)


def said_in_update(call: Call, issue: Issue) -> None:
    """Add the comments that an edit or a transition brings in its `update`."""
    operations = (call.fields.get("update") or {}).get("comment") or []
    for operation in operations:
        if isinstance(operation, Mapping) and isinstance(operation.get("add"), Mapping):
            _said(call, issue, operation["add"])


def _said(call: Call, issue: Issue, wanted: Mapping[str, Any]) -> Comment:
    public = wanted.get("jsdPublic", True)
    return add_comment(
        call.world,
        issue,
        call.actor,
        _body(call, wanted.get("body")),
        visibility=wanted.get("visibility"),
        public=bool(public),
        properties=read_properties(wanted.get("properties")),
    )


def _body(call: Call, given: Any) -> Text:
    if call.version == 3 and not texts.well_formed(given):
        raise RefusedError(400, errors={"comment": "Comment body is not valid!"})
    if call.version == 2 and not isinstance(given, str):
        raise RefusedError(400, errors={"comment": "Comment body can not be empty!"})
    text = Text(given)
    if not texts.plain(text).strip() and not (call.version == 3 and given["content"]):
        raise RefusedError(400, errors={"comment": "Comment body can not be empty!"})
    most = call.world.switches.longest_text
    if texts.length(text) > most:
        told = f"The entered text is too long. It exceeds the allowed limit of {most:,} characters."
        raise RefusedError(400, errors={"comment": told})
    return text


def _owned(call: Call, issue: Issue, comment: Comment, verb: str) -> None:
    if comment.author is not call.actor and not call.may("admin", issue.project):
        raise RefusedError(403, f"You do not have permission to {verb} comment with id: {comment.id}")


def _shape(call: Call, issue: Issue, comment: Comment) -> dict[str, Any]:
    return comment_json(call.view, issue, comment, "properties" in call.words("expand"))
