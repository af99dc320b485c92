"""Which handler serves which address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from devlog_core.testing.sandbox.routes import NoRouteError, Route, find, routes
from devlog_github.sandbox.answer import not_found
from devlog_github.sandbox.call import Call, Handler
from devlog_github.sandbox.handlers import (
    accounts,
    assignees,
    comments,
    events,
    issues,
    labels,
    milestones,
    pulls,
    search,
    website,
)

# Names with a slash come unquoted from some clients, PyGithub among them.
PARTS = {"name": ".+", "number": r"\d+", "comment": r"\d+", "milestone": r"\d+", "event": r"\d+"}

GLOBAL = routes(
    ("GET", "/user", accounts.get_self),
    ("GET", "/rate_limit", accounts.get_limits),
    ("GET", "/users/{login}", accounts.get_user),
    ("GET", "/search/issues", search.search_issues),
    ("GET", "/{owner}/{repo}/(?:issues|pull)/{number}", website.show_issue),
    parts=PARTS,
)
OF_REPOSITORY = routes(
    ("GET", "", accounts.get_repository),
    ("GET", "/issues", issues.list_issues),
    ("POST", "/issues", issues.post_issue),
    ("GET", "/issues/comments", comments.list_all),
    ("GET", "/issues/comments/{comment}", comments.get_comment),
    ("PATCH", "/issues/comments/{comment}", comments.patch_comment),
    ("DELETE", "/issues/comments/{comment}", comments.delete_comment),
    ("GET", "/issues/events", events.list_all),
    ("GET", "/issues/events/{event}", events.get_event),
    ("GET", "/issues/{number}", issues.get_issue),
    ("PATCH", "/issues/{number}", issues.patch_issue),
    ("PUT", "/issues/{number}/lock", issues.put_lock),
    ("DELETE", "/issues/{number}/lock", issues.delete_lock),
    ("GET", "/issues/{number}/comments", comments.list_comments),
    ("POST", "/issues/{number}/comments", comments.post_comment),
    ("GET", "/issues/{number}/labels", labels.list_issue_labels),
    ("POST", "/issues/{number}/labels", labels.add_labels),
    ("PUT", "/issues/{number}/labels", labels.set_labels),
    ("DELETE", "/issues/{number}/labels", labels.clear_labels),
    ("DELETE", "/issues/{number}/labels/{name}", labels.remove_label),
    ("POST", "/issues/{number}/assignees", assignees.add_assignees),
    ("DELETE", "/issues/{number}/assignees", assignees.remove_assignees),
    ("GET", "/issues/{number}/events", events.list_events),
    ("GET", "/issues/{number}/timeline", events.list_timeline),
    ("GET", "/pulls", pulls.list_pulls),
    ("POST", "/pulls", pulls.post_pull),
    ("GET", "/pulls/{number}", pulls.get_pull),
    ("PATCH", "/pulls/{number}", pulls.patch_pull),
    ("GET", "/pulls/{number}/merge", pulls.is_merged),
    ("PUT", "/pulls/{number}/merge", pulls.put_merge),
    ("GET", "/assignees", assignees.list_assignees),
    ("GET", "/assignees/{login}", assignees.check_assignee),
    ("GET", "/labels", labels.list_labels),
    ("POST", "/labels", labels.post_label),
    ("GET", "/labels/{name}", labels.get_label),
    ("PATCH", "/labels/{name}", labels.patch_label),
    ("DELETE", "/labels/{name}", labels.delete_label),
    ("GET", "/milestones", milestones.list_milestones),
    ("POST", "/milestones", milestones.post_milestone),
    ("GET", "/milestones/{milestone}", milestones.get_milestone),
    ("PATCH", "/milestones/{milestone}", milestones.patch_milestone),
    ("DELETE", "/milestones/{milestone}", milestones.delete_milestone),
    parts=PARTS,
)
NAMED = re.compile(r"/repos/([^/]+)/([^/]+)(/.*)?")
NUMBERED = re.compile(r"/repositories/(\d+)(/.*)?")


def route(call: Call) -> Handler:
    """The handler of a call, whose repository and parameters are filled in."""
    named = NAMED.fullmatch(call.path)
    numbered = NUMBERED.fullmatch(call.path)
    if named:
        _find_named(call, f"{unquote(named[1])}/{unquote(named[2])}", named[3] or "")
    elif numbered:
        call.target, call.rest = call.world.repositories.get(int(numbered[1])), numbered[2] or ""
    else:
        return _match(call, GLOBAL, call.path)
    if call.target is None or not call.may("pull"):
        raise not_found()
    return _match(call, OF_REPOSITORY, call.rest)


def _find_named(call: Call, name: str, rest: str) -> None:
    call.target, call.rest = call.world.named(name), rest
    if call.target is None:
        call.target = call.world.moved(name)
        if call.target is not None and call.may("pull"):
            raise call.redirect(f"/repositories/{call.target.id}{rest}")


def _match(call: Call, table: Sequence[Route[Handler]], path: str) -> Handler:
    try:
        found, call.params = find(table, call.method, path)
    except NoRouteError:
        raise not_found() from None
    return found.handler
