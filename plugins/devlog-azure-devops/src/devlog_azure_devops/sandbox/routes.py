"""Which handler answers which address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from devlog_azure_devops.sandbox.answer import RefusedError
from devlog_azure_devops.sandbox.call import Call, Handler
from devlog_azure_devops.sandbox.handlers import (
    bin,
    catalog,
    code,
    comments,
    delivery,
    hooks,
    items,
    linking,
    nodes,
    queries,
    reporting,
    reviews,
    server,
    teams,
    types,
)
from devlog_core.testing.sandbox import routes

WORK = "/work"
"""Where teams have their boards and iterations."""
PULL = "/git/repositories/{repository}/pullrequests/{pull}"
PREFIX = {
    "org": "",
    "any": r"(?:(?P<project>[^/]+)/)?",
    "project": r"(?P<project>[^/]+)/",
    "team": r"(?P<project>[^/]+)/(?:(?P<team>[^/]+)/)?",
    "free": r"(?:(?P<project>[^/]+)/(?:(?P<team>[^/]+)/)?)?",
}
"""What may stand before /_apis/, by how an address is scoped."""


@dataclass(frozen=True, slots=True)
class Route(routes.Route[Handler]):
    """An address with its handler; `preview` ones need -preview in the version."""

    preview: bool = False


def _routes(*table: tuple[str, str, str, Handler], preview: bool = False) -> tuple[Route, ...]:
    return tuple(
        Route(method, _pattern(scope, path), handler, preview) for method, scope, path, handler in table
    )


def _pattern(scope: str, path: str) -> re.Pattern[str]:
    text = routes.shape(path).replace("$", r"\$")
    return re.compile(f"{PREFIX[scope]}_apis{text}/?", re.IGNORECASE)


ROUTES = (
    *_routes(
        ("OPTIONS", "org", "", server.options),
        ("GET", "org", "/resourceareas", server.list_areas),
        ("GET", "org", "/connectiondata", server.connection_data),
        ("GET", "org", "/identities", server.list_identities),
        ("GET", "org", "/projects", server.list_projects),
        ("POST", "org", "/projects", server.post_project),
        ("GET", "org", "/projects/{project}", server.get_project),
        ("DELETE", "org", "/projects/{project}", server.delete_project),
        ("GET", "org", "/operations/{operation}", server.get_operation),
        ("GET", "org", "/process/processes", server.list_processes),
        ("GET", "org", "/process/processes/{process}", server.get_process),
        ("POST", "project", "/wit/workitems/${type}", items.post_item),
        ("GET", "any", "/wit/workitems", items.list_items),
        ("POST", "any", "/wit/workitemsbatch", items.post_batch),
        ("POST", "any", "/wit/workitemsdelete", bin.delete_items),
        ("GET", "any", "/wit/workitems/{id}", items.get_item),
        ("PATCH", "any", "/wit/workitems/{id}", items.patch_item),
        ("DELETE", "any", "/wit/workitems/{id}", bin.delete_item),
        ("GET", "any", "/wit/workitems/{id}/revisions", items.list_revisions),
        ("GET", "any", "/wit/workitems/{id}/revisions/{number}", items.get_revision),
        ("GET", "any", "/wit/workitems/{id}/updates", items.list_updates),
        ("GET", "any", "/wit/workitems/{id}/updates/{number}", items.get_update),
        ("GET", "any", "/wit/recyclebin", bin.list_bin),
        ("GET", "any", "/wit/recyclebin/{id}", bin.get_from_bin),
        ("PATCH", "any", "/wit/recyclebin/{id}", bin.restore),
        ("DELETE", "any", "/wit/recyclebin/{id}", bin.destroy),
        ("POST", "free", "/wit/wiql", queries.post_wiql),
        ("GET", "any", "/wit/reporting/workitemrevisions", reporting.list_revisions),
        ("POST", "any", "/wit/reporting/workitemrevisions", reporting.list_revisions),
        ("GET", "any", "/wit/reporting/workitemlinks", linking.list_links),
        ("GET", "project", "/wit/workitemtypes", types.list_types),
        ("GET", "project", "/wit/workitemtypes/{type}", types.get_type),
        ("GET", "project", "/wit/workitemtypes/{type}/states", types.list_states),
        ("GET", "project", "/wit/workitemtypes/{type}/fields", types.list_type_fields),
        ("GET", "project", "/wit/workitemtypes/{type}/fields/{field}", types.get_type_field),
        ("GET", "project", "/wit/workitemtypecategories", types.list_categories),
        ("GET", "any", "/wit/fields", types.list_fields),
        ("GET", "any", "/wit/fields/{field}", types.get_field),
    ),
    *_routes(
        ("GET", "project", "/wit/classificationnodes", nodes.list_roots),
        ("GET", "project", "/wit/classificationnodes/{group}", nodes.get_node),
        ("POST", "project", "/wit/classificationnodes/{group}", nodes.post_node),
        ("GET", "project", "/wit/classificationnodes/{group}/{*path}", nodes.get_node),
        ("POST", "project", "/wit/classificationnodes/{group}/{*path}", nodes.post_node),
        ("PATCH", "project", "/wit/classificationnodes/{group}/{*path}", nodes.patch_node),
        ("DELETE", "project", "/wit/classificationnodes/{group}/{*path}", nodes.delete_node),
        ("GET", "project", "/wit/tags", catalog.list_tags),
        ("GET", "project", "/wit/tags/{tag}", catalog.get_tag),
        ("DELETE", "project", "/wit/tags/{tag}", catalog.delete_tag),
        ("GET", "org", "/wit/workitemrelationtypes", catalog.list_relation_types),
        ("GET", "org", "/wit/workitemrelationtypes/{relation}", catalog.get_relation_type),
        ("GET", "org", "/projects/{project}/teams", teams.list_teams),
        ("POST", "org", "/projects/{project}/teams", teams.post_team),
        ("GET", "org", "/projects/{project}/teams/{team}", teams.get_team),
        ("GET", "org", "/projects/{project}/teams/{team}/members", teams.list_members),
        ("GET", "team", f"{WORK}/teamsettings", teams.get_settings),
        ("GET", "team", f"{WORK}/teamsettings/teamfieldvalues", teams.get_field_values),
        ("GET", "team", f"{WORK}/teamsettings/iterations", teams.list_iterations),
        ("GET", "team", f"{WORK}/teamsettings/iterations/{{iteration}}", teams.get_iteration),
        (
            "GET",
            "team",
            f"{WORK}/teamsettings/iterations/{{iteration}}/workitems",
            teams.list_iteration_items,
        ),
        ("GET", "team", f"{WORK}/boards", teams.list_boards),
        ("GET", "team", f"{WORK}/boards/{{board}}", teams.get_board),
        ("GET", "team", f"{WORK}/boards/{{board}}/columns", teams.list_columns),
        ("GET", "team", f"{WORK}/boards/{{board}}/rows", teams.list_rows),
    ),
    *_routes(
        ("GET", "any", "/git/repositories", code.list_repositories),
        ("GET", "any", "/git/repositories/{repository}", code.get_repository),
        ("GET", "any", "/git/repositories/{repository}/refs", code.list_refs),
        ("GET", "any", "/git/repositories/{repository}/pullrequests", code.list_pulls),
        ("POST", "any", "/git/repositories/{repository}/pullrequests", code.post_pull),
        ("GET", "any", PULL, code.get_pull),
        ("PATCH", "any", PULL, code.patch_pull),
        ("GET", "any", f"{PULL}/workitems", code.list_pull_items),
        ("GET", "any", f"{PULL}/iterations", reviews.list_iterations),
        ("GET", "any", f"{PULL}/iterations/{{iteration}}/changes", reviews.list_changes),
        ("GET", "any", f"{PULL}/labels", reviews.list_labels),
        ("POST", "any", f"{PULL}/labels", reviews.post_label),
        ("GET", "any", "/git/pullrequests/{pull}", code.get_pull),
        ("GET", "any", "/git/pullrequests", code.list_pulls),
        ("GET", "project", "/pipelines", delivery.list_pipelines),
        ("GET", "project", "/pipelines/{pipeline}", delivery.get_pipeline),
        ("GET", "project", "/pipelines/{pipeline}/runs", delivery.list_runs),
        ("POST", "project", "/pipelines/{pipeline}/runs", delivery.post_run),
        ("GET", "project", "/pipelines/{pipeline}/runs/{run}", delivery.get_run),
        ("GET", "project", "/build/builds", delivery.list_builds),
        ("POST", "project", "/build/builds", delivery.post_build),
        ("GET", "project", "/build/builds/{build}", delivery.get_build),
        ("GET", "project", "/build/builds/{build}/workitems", delivery.list_build_items),
        ("GET", "project", "/distributedtask/environments", delivery.list_environments),
        (
            "GET",
            "project",
            "/distributedtask/environments/{environment}/environmentdeploymentrecords",
            delivery.list_deployments,
        ),
        ("GET", "project", "/release/deployments", delivery.list_rollouts),
        ("GET", "project", "/release/releases", delivery.list_releases),
        ("GET", "project", "/release/releases/{release}", delivery.get_release),
        ("GET", "org", "/hooks/subscriptions", hooks.list_subscriptions),
        ("POST", "org", "/hooks/subscriptions", hooks.post_subscription),
        ("GET", "org", "/hooks/subscriptions/{subscription}", hooks.get_subscription),
        ("PUT", "org", "/hooks/subscriptions/{subscription}", hooks.put_subscription),
        ("DELETE", "org", "/hooks/subscriptions/{subscription}", hooks.delete_subscription),
        ("GET", "org", "/hooks/publishers", hooks.list_publishers),
        ("GET", "org", "/hooks/publishers/tfs/eventtypes", hooks.list_event_types),
    ),
    *_routes(
        ("GET", "org", "/projects/{project}/properties", server.list_properties),
        ("GET", "org", "/teams", teams.list_teams),
        ("GET", "any", "/wit/workitems/{id}/comments", comments.list_comments),
        ("POST", "any", "/wit/workitems/{id}/comments", comments.post_comment),
        ("GET", "any", "/wit/workitems/{id}/comments/{comment}", comments.get_comment),
        ("PATCH", "any", "/wit/workitems/{id}/comments/{comment}", comments.patch_comment),
        ("DELETE", "any", "/wit/workitems/{id}/comments/{comment}", comments.delete_comment),
        ("GET", "any", "/wit/workitems/{id}/comments/{comment}/versions", comments.list_versions),
        preview=True,
    ),
)


def route(call: Call) -> Route:
    """The route of a call, whose parameters are filled in."""
    root = f"/{call.world.root}/"
    if unquote(call.path[: len(root)]).casefold() != root.casefold():
        raise nowhere(call)
    try:
        found, call.params = routes.find(ROUTES, call.method, call.path[len(root) :])
    except routes.NoRouteError as none:
        raise unsupported(call) if none.known else nowhere(call) from None
    return found


def nowhere(call: Call) -> RefusedError:
    """The refusal of an address that does not exist."""
    told = f"The controller for path '{call.path}' was not found or does not implement IController."
    return RefusedError(404, told, "HttpException", "System.Web", 0)


def unsupported(call: Call) -> RefusedError:
    """The refusal of a method that an address does not take."""
    told = f"The requested resource does not support http method '{call.method}'."
    return RefusedError(405, told, "VssServiceException", "Microsoft.VisualStudio.Services.Common", 0)
