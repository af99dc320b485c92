"""Who may be assigned, and who is."""

from __future__ import annotations

from devlog_github.sandbox import inputs
from devlog_github.sandbox.answer import Answer, not_found
from devlog_github.sandbox.call import Call
from devlog_github.sandbox.changes import apply
from devlog_github.sandbox.pages import page
from devlog_github.sandbox.people import assignable, pick_assignees
from devlog_github.sandbox.shapes.accounts import user_json
from devlog_github.sandbox.shapes.issues import issue_json


def list_assignees(call: Call) -> Answer:
    """Everybody who may be assigned."""
    found = [call.world.user(login) for login in sorted(assignable(call.repository))]
    return page(call, found, lambda user: user_json(call.world, user))


def check_assignee(call: Call) -> Answer:
    """Whether one account may be assigned."""
    if call.params["login"].lower() not in assignable(call.repository):
        raise not_found()
    return Answer(204)


def add_assignees(call: Call) -> Answer:
    """More assignees for an issue."""
    issue, actor = call.issue(), call.need("triage")
    named = pick_assignees(call.world, call.repository, inputs.logins(call.body.get("assignees", [])))
    apply(call.world, issue, actor, {"assignees": tuple(dict.fromkeys(issue.assignees + named))[:10]})
    return Answer(201, issue_json(call.world, issue))


def remove_assignees(call: Call) -> Answer:
    """Fewer assignees for an issue."""
    issue, actor = call.issue(), call.need("triage")
    out = {login.lower() for login in inputs.logins(call.body.get("assignees", []))}
    apply(
        call.world,
        issue,
        actor,
        {"assignees": tuple(u for u in issue.assignees if u.login.lower() not in out)},
    )
    return Answer(200, issue_json(call.world, issue))
