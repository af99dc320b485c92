"""Which handler serves which address."""

from __future__ import annotations

import re
from collections.abc import Sequence

from devlog_core.testing.sandbox.routes import NoRouteError, Route, find, routes
from devlog_jira.sandbox.answer import RefusedError
from devlog_jira.sandbox.call import Call, Handler
from devlog_jira.sandbox.handlers import (
    agile,
    backlog,
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
    webhooks,
    worklogs,
)

API = routes(
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
    ("GET", "/issue/{issue}/worklog", worklogs.list_worklogs),
    ("POST", "/issue/{issue}/worklog", worklogs.post_worklog),
    ("GET", "/issue/{issue}/worklog/{worklog}", worklogs.get_worklog),
    ("PUT", "/issue/{issue}/worklog/{worklog}", worklogs.put_worklog),
    ("DELETE", "/issue/{issue}/worklog/{worklog}", worklogs.delete_worklog),
    ("GET", "/issue/{issue}/worklog/{worklog}/properties", worklogs.list_properties),
    ("GET", "/issue/{issue}/worklog/{worklog}/properties/{property}", worklogs.get_property),
    ("PUT", "/issue/{issue}/worklog/{worklog}/properties/{property}", worklogs.put_property),
    ("DELETE", "/issue/{issue}/worklog/{worklog}/properties/{property}", worklogs.delete_property),
    ("GET", "/worklog/updated", worklogs.updated),
    ("GET", "/worklog/deleted", worklogs.deleted),
    ("POST", "/worklog/list", worklogs.list_by_ids),
)
CLOUD = routes(
    ("GET", "/search", search.search_removed),
    ("POST", "/search", search.search_removed),
    ("GET", "/search/jql", search.search_jql),
    ("POST", "/search/jql", search.search_jql),
    ("POST", "/search/approximate-count", search.count),
    ("POST", "/comment/list", comments.list_by_ids),
    ("GET", "/issue/{issue}/changelog", issues.get_changelog),
    ("GET", "/label", catalog.list_labels),
    ("GET", "/project/search", catalog.search_projects),
    ("POST", "/webhook", webhooks.register),
    ("GET", "/webhook", webhooks.list_registered),
    ("DELETE", "/webhook", webhooks.unregister),
    ("PUT", "/webhook/refresh", webhooks.refresh),
    ("GET", "/webhook/failed", webhooks.list_failed),
)
SERVER = routes(
    ("GET", "/search", search.search_pages),
    ("POST", "/search", search.search_pages),
)
AGILE = routes(
    ("GET", "/board", agile.list_boards),
    ("GET", "/board/{board}", agile.get_board),
    ("GET", "/board/{board}/configuration", agile.get_configuration),
    ("GET", "/board/{board}/sprint", agile.list_sprints),
    ("GET", "/board/{board}/sprint/{sprint}/issue", backlog.list_sprint_issues),
    ("GET", "/board/{board}/issue", backlog.list_board_issues),
    ("GET", "/board/{board}/backlog", backlog.list_backlog),
    ("GET", "/board/{board}/epic", backlog.list_epics),
    ("POST", "/sprint", agile.post_sprint),
    ("GET", "/sprint/{sprint}", agile.get_sprint),
    ("POST", "/sprint/{sprint}", agile.post_sprint_update),
    ("PUT", "/sprint/{sprint}", agile.put_sprint),
    ("DELETE", "/sprint/{sprint}", agile.delete_sprint),
    ("GET", "/sprint/{sprint}/issue", backlog.list_sprint_issues),
    ("POST", "/sprint/{sprint}/issue", backlog.move_to_sprint),
    ("POST", "/backlog/issue", backlog.move_to_backlog),
    ("GET", "/epic/{epic}/issue", backlog.list_epic_issues),
    ("POST", "/epic/{epic}/issue", backlog.move_to_epic),
    ("PUT", "/issue/rank", backlog.put_rank),
    ("GET", "/issue/{issue}/estimation", backlog.get_estimation),
    ("PUT", "/issue/{issue}/estimation", backlog.put_estimation),
)
BESIDE = routes(
    ("POST", "/oauth/token", server.post_token),
    ("GET", "/oauth/token/accessible-resources", server.get_resources),
    ("GET", "/browse/{issue}", server.get_page),
    ("GET", "/rest/webhooks/1.0/webhook", webhooks.list_set_up),
    ("POST", "/rest/webhooks/1.0/webhook", webhooks.set_up),
    ("GET", "/rest/webhooks/1.0/webhook/{webhook}", webhooks.get_set_up),
    ("PUT", "/rest/webhooks/1.0/webhook/{webhook}", webhooks.change),
    ("DELETE", "/rest/webhooks/1.0/webhook/{webhook}", webhooks.take_down),
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


def _match(call: Call, table: Sequence[Route[Handler]], path: str) -> Handler:
    try:
        found, call.params = find(table, call.method, path)
    except NoRouteError as none:
        raise RefusedError(405, "Method Not Allowed") if none.known else nowhere(call) from None
    return found.handler
