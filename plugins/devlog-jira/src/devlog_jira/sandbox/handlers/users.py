"""Accounts: looking for people."""

from __future__ import annotations

from devlog_core.testing.sandbox.answer import Answer
from devlog_jira.sandbox.answer import RefusedError
from devlog_jira.sandbox.call import Call
from devlog_jira.sandbox.model import User
from devlog_jira.sandbox.pages import window
from devlog_jira.sandbox.shapes.users import user_json


def get_user(call: Call) -> Answer:
    """One account by its id, or on Server by its name or key."""
    call.known()
    name = call.query.get("accountId" if call.world.cloud else "username") or call.query.get("key", "")
    found = call.world.account(name) if call.world.cloud else call.world.users.get(name.casefold())
    if found is None:
        raise RefusedError(404, "Specified user does not exist or you do not have required permissions")
    return Answer(200, user_json(call.view, found))


def search_users(call: Call) -> Answer:
    """Accounts whose name or visible e-mail fits the query."""
    return _listed(call, [user for user in call.world.users.values() if _fits(call, user)])


def search_assignable(call: Call) -> Answer:
    """The same among those who may be assigned in a project or to an issue."""
    if "project" in call.query:
        call.project(call.query["project"])
    elif "issueKey" in call.query or "issueId" in call.query:
        call.issue(call.query.get("issueKey") or call.query["issueId"])
    else:
        raise RefusedError(400, "Either the 'project' or the 'issueKey' query parameter is required.")
    return _listed(call, [user for user in call.world.users.values() if user.active and _fits(call, user)])


def _listed(call: Call, found: list[User]) -> Answer:
    call.known()
    start, size = window(call, 50)
    return Answer(200, [user_json(call.view, user) for user in found[start : start + size]])


def _fits(call: Call, user: User) -> bool:
    if call.query.get("accountId"):
        return user.account_id == call.query["accountId"]
    wanted = (call.query.get("query") or call.query.get("username") or "").casefold()
    words = [user.display_name, *user.display_name.split()]
    # A hidden address is found all the same when it is given whole, as Cloud does.
    visible = user.email_visible and not call.world.switches.hidden_emails
    if visible or wanted == user.email.casefold():
        words.append(user.email)
    if not call.world.cloud:
        words.append(user.name)
        if wanted == ".":
            return True
    return any(word.casefold().startswith(wanted) for word in words)
