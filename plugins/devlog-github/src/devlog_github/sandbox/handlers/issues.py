"""Issues: list, read, create, edit, lock."""

from __future__ import annotations

from devlog_github.sandbox import inputs, listing
from devlog_github.sandbox.answer import Answer, RefusedError
from devlog_github.sandbox.call import Call
from devlog_github.sandbox.changes import apply, change_issue, create_issue
from devlog_github.sandbox.pages import page
from devlog_github.sandbox.shapes.issues import issue_json

LOCKS = ("off-topic", "too heated", "resolved", "spam", None)


def list_issues(call: Call) -> Answer:
    """Issues and pull requests of a repository."""
    found, order = listing.issues(call)
    return page(call, found, lambda issue: issue_json(call.world, issue), order)


def get_issue(call: Call) -> Answer:
    """One issue."""
    issue = call.issue()
    return Answer(200, issue_json(call.world, issue), modified=issue.updated_at)


def post_issue(call: Call) -> Answer:
    """A new issue by anyone who may read."""
    issue = create_issue(call.world, call.repository, call.actor, call.body, call.may("triage"))
    shape = issue_json(call.world, issue)
    return Answer(201, shape, {"Location": shape["url"]})


def patch_issue(call: Call) -> Answer:
    """An edit by the author or by one who may triage."""
    issue = call.issue()
    trusted = call.may("triage")
    if not trusted and call.actor is not issue.user:
        raise RefusedError(403, "Must have admin rights to Repository.")
    change_issue(call.world, issue, call.actor, call.body, trusted)
    return Answer(200, issue_json(call.world, issue))


def put_lock(call: Call) -> Answer:
    """Close the conversation to strangers."""
    actor, issue = call.need("triage"), call.issue()
    reason = inputs.choice(call.body.get("lock_reason"), LOCKS, "Issue", "lock_reason")
    apply(call.world, issue, actor, {"locked": True, "lock_reason": reason})
    return Answer(204)


def delete_lock(call: Call) -> Answer:
    """Open the conversation again."""
    actor, issue = call.need("triage"), call.issue()
    apply(call.world, issue, actor, {"locked": False, "lock_reason": None})
    return Answer(204)
