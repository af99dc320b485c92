"""Who watches an issue."""

from __future__ import annotations

from devlog_core.testing.sandbox.answer import Answer
from devlog_jira.sandbox.call import Call
from devlog_jira.sandbox.fields import Reading
from devlog_jira.sandbox.shapes.users import user_json


def list_watchers(call: Call) -> Answer:
    """The people who watch an issue."""
    issue, view = call.issue(), call.view
    body = {
        "self": f"{call.api}/issue/{issue.key}/watchers",
        "isWatching": view.user in issue.watchers,
        "watchCount": len(issue.watchers),
        "watchers": [user_json(view, user) for user in issue.watchers],
    }
    return Answer(200, body)


def add_watcher(call: Call) -> Answer:
    """Let somebody watch an issue, by a bare name; without one the account that asks."""
    issue = call.edited("comment", "manage watchers")
    user = call.actor
    if call.body is not None:
        named = {"accountId" if call.world.cloud else "name": call.body}
        user = Reading(call.world, issue.project, call.world.fields["assignee"], call.version).value(named)
    issue.watchers = (*(one for one in issue.watchers if one is not user), user)
    return Answer(204)


def remove_watcher(call: Call) -> Answer:
    """Let somebody watch no more."""
    issue = call.edited("comment", "manage watchers")
    name = call.query.get("accountId" if call.world.cloud else "username", "")
    issue.watchers = tuple(
        one for one in issue.watchers if name != (one.account_id if call.world.cloud else one.name)
    )
    return Answer(204)
