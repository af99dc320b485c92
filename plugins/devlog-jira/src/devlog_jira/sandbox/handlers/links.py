"""Links between issues, and links to pages elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_core.testing.sandbox.answer import Answer
from devlog_jira.sandbox.answer import RefusedError, unseen, wrong
from devlog_jira.sandbox.call import Call
from devlog_jira.sandbox.linking import link_issues, unlink
from devlog_jira.sandbox.model import Issue, Link, LinkType, RemoteLink
from devlog_jira.sandbox.shapes.catalog import link_type_json
from devlog_jira.sandbox.shapes.values import linked_json


def post_link(call: Call) -> Answer:
    """A link between two issues; one that exists already is left as it is."""
    wanted = call.fields
    kind = _type(call, wanted.get("type"))
    subject, goal = _end(call, wanted.get("inwardIssue")), _end(call, wanted.get("outwardIssue"))
    for end in (subject, goal):
        call.need("write", end.project, "link issues")
        if end.archived:
            raise RefusedError(400, f"Issue {end.key} is archived. You can't edit archived issues.")
    if subject is goal:
        raise RefusedError(400, "You cannot link an issue to itself.")
    link_issues(call.world, kind, subject, goal, call.actor)
    return Answer(201)


def get_link(call: Call) -> Answer:
    """One link with both its ends."""
    link, view = _link(call), call.view
    body = {
        "id": str(link.id),
        "self": f"{call.api}/issueLink/{link.id}",
        "type": link_type_json(view, link.type),
        "inwardIssue": linked_json(view, link.subject),
        "outwardIssue": linked_json(view, link.object),
    }
    return Answer(200, body)


def delete_link(call: Call) -> Answer:
    """Take a link away."""
    link = _link(call)
    call.need("write", link.subject.project, "link issues")
    unlink(call.world, link, call.actor)
    return Answer(204)


def list_remote_links(call: Call) -> Answer:
    """An issue's links to pages elsewhere, or the one of a global id."""
    issue, wanted = call.issue(), call.query.get("globalId")
    if wanted is None:
        return Answer(200, [_remote(call, issue, link) for link in issue.remote_links])
    for link in issue.remote_links:
        if link.global_id == wanted:
            return Answer(200, _remote(call, issue, link))
    raise RefusedError(404, "No remote link exists for this issue and global id.")


def post_remote_link(call: Call) -> Answer:
    """A link to a page elsewhere; the same global id renews the one that there is."""
    issue, wanted = call.edited(what="link issues"), call.fields
    about = wanted.get("object")
    if not isinstance(about, Mapping) or not about.get("url") or not about.get("title"):
        raise wrong(title="'title' is required.", url="'url' is required.")
    global_id = wanted.get("globalId")
    old = [link for link in issue.remote_links if global_id and link.global_id == global_id]
    id = old[0].id if old else call.world.new_id("remote-link")
    made = RemoteLink(id, global_id, about, wanted.get("relationship"))
    issue.remote_links = (*(link for link in issue.remote_links if link not in old), made)
    body = {"id": id, "self": f"{call.api}/issue/{issue.key}/remotelink/{id}"}
    return Answer(200 if old else 201, body)


def delete_remote_link(call: Call) -> Answer:
    """Take a link to a page elsewhere away."""
    issue = call.edited(what="link issues")
    kept = tuple(link for link in issue.remote_links if str(link.id) != call.params["link"])
    if len(kept) == len(issue.remote_links):
        raise RefusedError(404, "No remote link exists for this issue and id.")
    issue.remote_links = kept
    return Answer(204)


def _link(call: Call) -> Link:
    number = call.params["link"]
    found = call.world.links.get(int(number)) if number.isdigit() else None
    if found is None or not (call.sees(found.subject) and call.sees(found.object)):
        raise RefusedError(404, f"No issue link with id '{number}' exists.")
    return found


def _type(call: Call, given: Any) -> LinkType:
    known: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    for kind in call.world.link_types:
        if str(kind.id) == str(known.get("id")) or ("id" not in known and kind.name == known.get("name")):
            return kind
    raise RefusedError(404, f"No issue link type with name '{known.get('name')}' found.")


def _end(call: Call, given: Any) -> Issue:
    key = (given.get("id") or given.get("key")) if isinstance(given, Mapping) else None
    if not key:
        raise unseen()
    return call.issue(str(key))


def _remote(call: Call, issue: Issue, link: RemoteLink) -> dict[str, Any]:
    self = f"{call.api}/issue/{issue.key}/remotelink/{link.id}"
    shape: dict[str, Any] = {"id": link.id, "self": self, "application": {}, "object": dict(link.object)}
    more = {"globalId": link.global_id, "relationship": link.relationship}
    return shape | {name: value for name, value in more.items() if value is not None}
