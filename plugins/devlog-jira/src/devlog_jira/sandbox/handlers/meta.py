"""What an issue can be given: when it is made and when it is edited."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from devlog_core.testing.sandbox.answer import Answer
from devlog_jira.sandbox.answer import RefusedError, unseen
from devlog_jira.sandbox.call import Call
from devlog_jira.sandbox.editing import screen
from devlog_jira.sandbox.model import Choice, FieldDef, IssueType, Project
from devlog_jira.sandbox.pages import counted, page_bean
from devlog_jira.sandbox.shapes.catalog import (
    component_json,
    option_json,
    priority_json,
    resolution_json,
    schema_json,
    type_json,
    version_json,
)
from devlog_jira.sandbox.shapes.view import View

HAVE_DEFAULTS = ("priority", "reporter")


def list_create_types(call: Call) -> Answer:
    """The types of issues that can be made in a project."""
    if _old(call):
        raise unseen()
    project, view = _project(call), call.view
    if not call.world.cloud:
        return page_bean(call, project.types, lambda kind: type_json(view, kind))
    return counted(call, "issueTypes", project.types, lambda kind: type_json(view, kind), most=200)


def list_create_fields(call: Call) -> Answer:
    """The fields that a new issue of a type can be given, and which of them it must have."""
    if _old(call):
        raise unseen()
    project, view = _project(call), call.view
    kind = next((one for one in project.types if str(one.id) == call.params["type"]), None)
    if kind is None:
        raise RefusedError(400, "The issue type does not exist or is not part of this project.")
    needed = required(project, kind, call.world.cloud)
    found = [call.world.fields[name] for name in ("project", *screen(call.world, project, kind))]

    def shape(definition: FieldDef) -> dict[str, Any]:
        must = definition.id in needed or definition.id == "reporter"
        return {"fieldId": definition.id} | field_meta(view, project, kind, definition, must)

    if not call.world.cloud:
        return page_bean(call, found, shape)
    return counted(call, "fields", found, shape, most=200)


def get_old(call: Call) -> Answer:
    """The create screens in the form that was taken away: fields only where `expand` names them."""
    if not _old(call):
        raise unseen()
    asked = {*call.words("projectKeys"), *call.words("projectIds")}
    projects = [call.project(key) for key in asked]
    ids, expanded = call.words("issuetypeIds"), "projects.issuetypes.fields" in call.words("expand")
    body = {"expand": "projects", "projects": [_old_shape(call, one, ids, expanded) for one in projects]}
    return Answer(200, body)


def get_edit(call: Call) -> Answer:
    """The fields that an issue can be given now."""
    issue = call.issue()
    if not call.may("write", issue.project) or issue.archived:
        return Answer(200, {"fields": {}})
    names = screen(call.world, issue.project, issue.type)
    needed = ("summary", "issuetype")
    fields = {
        name: field_meta(call.view, issue.project, issue.type, call.world.fields[name], name in needed)
        for name in names
    }
    return Answer(200, {"fields": fields})


def required(project: Project, kind: IssueType, cloud: bool) -> tuple[str, ...]:
    """Fields that a new issue of a type cannot do without, defaults left aside."""
    epic = ("customfield_10011",) if kind.level > 0 and not cloud else ()
    parent = ("parent",) if kind.level < 0 else ()
    return ("project", "issuetype", "summary", *parent, *epic, *project.required)


def field_meta(
    view: View, project: Project, kind: IssueType, definition: FieldDef, must: bool
) -> dict[str, Any]:
    """One field of a screen: its schema, what can be done to it, and what it allows."""
    shape: dict[str, Any] = {
        "required": must,
        "schema": schema_json(definition),
        "name": definition.name,
        "key": definition.id,
        "hasDefaultValue": definition.id in HAVE_DEFAULTS,
        "operations": ["add", "set", "remove"] if definition.many else ["set"],
    }
    if definition.kind == "timetracking":
        shape["operations"] = ["set", "edit"]
    if definition.kind == "user":
        shape["autoCompleteUrl"] = f"{view.api}/user/assignable/search?project={project.key}&query="
    allowed = ALLOWED.get(definition.kind)
    if allowed is not None:
        shape["allowedValues"] = list(allowed(view, project, kind, definition))
    return shape


def _old(call: Call) -> bool:
    return call.world.switches.old_server and not call.world.cloud


def _old_shape(call: Call, project: Project, ids: Collection[str], expanded: bool) -> dict[str, Any]:
    kinds = []
    for kind in project.types:
        if ids and str(kind.id) not in ids:
            continue
        shape = type_json(call.view, kind)
        if expanded:
            needed = required(project, kind, cloud=False)
            names = ("project", *screen(call.world, project, kind))
            shape["fields"] = {
                name: field_meta(call.view, project, kind, call.world.fields[name], name in needed)
                for name in names
            }
        kinds.append(shape)
    return {"id": str(project.id), "key": project.key, "name": project.name, "issuetypes": kinds}


def _project(call: Call) -> Project:
    project = call.project()
    if not call.may("write", project):
        raise RefusedError(400, "You do not have permission to create issues in this project.")
    return project


def _options(view: View, options: Iterable[Choice]) -> list[dict[str, Any]]:
    return [
        option_json(view, option) | ({"children": _options(view, option.children)} if option.children else {})
        for option in options
    ]


Allowed = Callable[[View, Project, IssueType, FieldDef], Iterable[Any]]
ALLOWED: Mapping[str, Allowed] = {
    "priority": lambda view, *_: [priority_json(view, one) for one in view.world.priorities],
    "resolution": lambda view, *_: [resolution_json(view, one) for one in view.world.resolutions],
    "version": lambda view, project, *_: [version_json(view, one) for one in project.versions],
    "component": lambda view, project, *_: [component_json(view, one) for one in project.components],
    "issuetype": lambda view, _, kind, __: [type_json(view, kind)],
    "option": lambda view, _, __, definition: _options(view, definition.options),
    "cascade": lambda view, _, __, definition: _options(view, definition.options),
}
