"""Which handler serves which address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from devlog_jira.sandbox.answer import RefusedError
from devlog_jira.sandbox.call import Call, Handler
from devlog_jira.sandbox.handlers import (
    catalog,
    comments,
    issues,
    links,
    meta,
    properties,
    search,
    server,
    transitions,
    users,
    versions,
    watchers,
)

Row = tuple[str, str, Handler]
Route = tuple[str, re.Pattern[str], Handler]


def _routes(*table: Row) -> tuple[Route, ...]:
    def pattern(path: str) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))

    return tuple((method, pattern(path), handler) for method, path, handler in table)


API = _routes(
    ("GET", "/serverInfo", server.get_info),
    ("GET", "/myself", server.get_myself),
    ("GET", "/mypermissions", server.get_permissions),
    ("GET", "/user", users.get_user),
    ("GET", "/user/search", users.search_users),
    ("GET", "/user/assignable/search", users.search_assignable),
    ("GET", "/field", catalog.list_fields),
    ("GET", "/issuetype", catalog.list_types),
    ("GET", "/priority", catalog.list_priorities),
    ("GET", "/status", catalog.list_statuses),
    ("GET", "/statuscategory", catalog.list_categories),
    ("GET", "/resolution", catalog.list_resolutions),
    ("GET", "/issueLinkType", catalog.list_link_types),
    ("GET", "/project", catalog.list_projects),
    ("GET", "/project/{project}", catalog.get_project),
    ("GET", "/project/{project}/statuses", catalog.list_project_statuses),
    ("GET", "/project/{project}/versions", catalog.list_versions),
    ("GET", "/project/{project}/version", catalog.page_versions),
    ("GET", "/project/{project}/components", catalog.list_components),
    ("POST", "/version", versions.post_version),
    ("GET", "/version/{version}", catalog.get_version),
    ("GET", "/issue/createmeta", meta.get_old),
    ("GET", "/issue/createmeta/{project}/issuetypes", meta.list_create_types),
    ("GET", "/issue/createmeta/{project}/issuetypes/{type}", meta.list_create_fields),
    ("POST", "/issue", issues.post_issue),
    ("GET", "/issue/{issue}", issues.get_issue),
    ("PUT", "/issue/{issue}", issues.put_issue),
    ("DELETE", "/issue/{issue}", issues.delete),
    ("PUT", "/issue/{issue}/assignee", issues.put_assignee),
    ("GET", "/issue/{issue}/editmeta", meta.get_edit),
    ("GET", "/issue/{issue}/transitions", transitions.list_transitions),
    ("POST", "/issue/{issue}/transitions", transitions.post_transition),
    ("GET", "/issue/{issue}/properties", properties.list_properties),
    ("GET", "/issue/{issue}/properties/{property}", properties.get_property),
    ("PUT", "/issue/{issue}/properties/{property}", properties.put_property),
    ("DELETE", "/issue/{issue}/properties/{property}", properties.delete_property),
    ("GET", "/issue/{issue}/comment", comments.list_comments),
    ("POST", "/issue/{issue}/comment", comments.post_comment),
    ("GET", "/issue/{issue}/comment/{comment}", comments.get_comment),
    ("PUT", "/issue/{issue}/comment/{comment}", comments.put_comment),
    ("DELETE", "/issue/{issue}/comment/{comment}", comments.delete_comment),
    ("GET", "/comment/{comment}/properties", properties.list_comment_properties),
    ("GET", "/comment/{comment}/properties/{property}", properties.get_comment_property),
    ("PUT", "/comment/{comment}/properties/{property}", properties.put_comment_property),
    ("DELETE", "/comment/{comment}/properties/{property}", properties.delete_comment_property),
    ("GET", "/issue/{issue}/remotelink", links.list_remote_links),
    ("POST", "/issue/{issue}/remotelink", links.post_remote_link),
    ("DELETE", "/issue/{issue}/remotelink/{link}", links.delete_remote_link),
    ("POST", "/issueLink", links.post_link),
    ("GET", "/issueLink/{link}", links.get_link),
    ("DELETE", "/issueLink/{link}", links.delete_link),
    ("GET", "/issue/{issue}/watchers", watchers.list_watchers),
    ("POST", "/issue/{issue}/watchers", watchers.add_watcher),
    ("DELETE", "/issue/{issue}/watchers", watchers.remove_watcher),
)
CLOUD = _routes(
    ("GET", "/search", search.search_removed),
    ("POST", "/search", search.search_removed),
    ("GET", "/search/jql", search.search_jql),
    ("POST", "/search/jql", search.search_jql),
    ("POST", "/search/approximate-count", search.count),
    ("POST", "/comment/list", comments.list_by_ids),
    ("GET", "/issue/{issue}/changelog", issues.get_changelog),
    ("GET", "/label", catalog.list_labels),
    ("GET", "/project/search", catalog.search_projects),
)
SERVER = _routes(
    ("GET", "/search", search.search_pages),
    ("POST", "/search", search.search_pages),
)
AGILE = _routes()
BESIDE = _routes(
    ("POST", "/oauth/token", server.post_token),
    ("GET", "/oauth/token/accessible-resources", server.get_resources),
    ("GET", "/browse/{issue}", server.get_page),
)
VERSIONED = re.compile(r"/rest/api/(2|3|latest)(/.*)")
BOARDS = "/rest/agile/1.0"


def route(call: Call) -> Handler:
    """The handler of a call, whose version and parameters are filled in."""
    cloud = call.world.cloud
    found = VERSIONED.fullmatch(call.path)
    if found is None:
        call.version = 3 if cloud else 2
        if call.path.startswith(BOARDS):
            return _match(call, AGILE, call.path.removeprefix(BOARDS))
        return _match(call, BESIDE, call.path)
    latest = "3" if cloud else "2"
    call.version = int(latest if found[1] == "latest" else found[1])
    if call.version == 3 and not cloud:
        raise nowhere(call)
    # What is named comes before what stands for a name: /project/search is no project.
    return _match(call, (*(CLOUD if cloud else SERVER), *API), found[2])


def nowhere(call: Call) -> RefusedError:
    """The refusal of an address that does not exist."""
    return RefusedError(404, f"null for uri: {call.world.base}{call.path}")


def _match(call: Call, routes: Sequence[Route], path: str) -> Handler:
    known = False
    for method, pattern, handler in routes:
        found = pattern.fullmatch(path)
        if found and method == call.method:
            call.params = {name: unquote(value) for name, value in found.groupdict().items()}
            return handler
        known = known or found is not None
    raise RefusedError(405, "Method Not Allowed") if known else nowhere(call)
