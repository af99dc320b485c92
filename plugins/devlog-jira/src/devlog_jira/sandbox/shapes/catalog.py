"""What a site is made of: statuses, priorities, types, versions, fields, projects."""

from __future__ import annotations

from typing import Any

from devlog_jira.sandbox.model import (
    Choice,
    Component,
    FieldDef,
    IssueType,
    LinkType,
    Project,
    Status,
    Version,
)
from devlog_jira.sandbox.shapes.users import SIZES, user_json
from devlog_jira.sandbox.shapes.view import View

CATEGORIES = {
    "undefined": (1, "medium-gray", "No Category"),
    "new": (2, "blue-gray", "To Do"),
    "indeterminate": (4, "yellow", "In Progress"),
    "done": (3, "green", "Done"),
}
PLURAL = {
    "label": "string", "user": "user", "version": "version", "component": "component", "option": "option",
    "sprint": "json", "issuelinks": "issuelinks", "worklog": "worklog",
}  # fmt: skip
SINGLE = {
    "text": "string", "cascade": "option-with-child", "epic": "any", "seconds": "number", "label": "string",
}  # fmt: skip


def category_json(view: View, key: str) -> dict[str, Any]:
    """A category of statuses."""
    id, color, name = CATEGORIES[key]
    self = f"{view.api}/statuscategory/{id}"
    return {"self": self, "id": id, "key": key, "colorName": color, "name": name}


def status_json(view: View, status: Status) -> dict[str, Any]:
    """A status with its category."""
    return {
        "self": f"{view.api}/status/{status.id}",
        "description": "",
        "iconUrl": f"{view.world.base}/images/icons/statuses/generic.png",
        "name": status.name,
        "id": str(status.id),
        "statusCategory": category_json(view, status.category),
    }


def priority_json(view: View, priority: Choice) -> dict[str, Any]:
    """A priority."""
    icon = f"{view.world.base}/images/icons/priorities/{priority.name.lower()}.svg"
    return {
        "self": f"{view.api}/priority/{priority.id}",
        "iconUrl": icon,
        "name": priority.name,
        "id": str(priority.id),
    }


def resolution_json(view: View, resolution: Choice) -> dict[str, Any]:
    """A resolution."""
    self = f"{view.api}/resolution/{resolution.id}"
    return {"self": self, "id": str(resolution.id), "description": "", "name": resolution.name}


def option_json(view: View, option: Choice) -> dict[str, Any]:
    """An option of a custom field."""
    self = f"{view.api}/customFieldOption/{option.id}"
    return {"self": self, "value": option.name, "id": str(option.id)}


def type_json(view: View, kind: IssueType) -> dict[str, Any]:
    """A type of issues."""
    shape: dict[str, Any] = {
        "self": f"{view.api}/issuetype/{kind.id}",
        "id": str(kind.id),
        "description": "",
        "iconUrl": f"{view.world.base}/images/icons/issuetypes/{kind.name.lower()}.svg",
        "name": kind.name,
        "subtask": kind.level < 0,
        "avatarId": 10_300,
    }
    return shape | ({"hierarchyLevel": kind.level} if view.world.cloud else {})


def link_type_json(view: View, kind: LinkType) -> dict[str, Any]:
    """A kind of links."""
    return {
        "id": str(kind.id),
        "name": kind.name,
        "inward": kind.inward,
        "outward": kind.outward,
        "self": f"{view.api}/issueLinkType/{kind.id}",
    }


def version_json(view: View, version: Version) -> dict[str, Any]:
    """A version of a project."""
    shape: dict[str, Any] = {
        "self": f"{view.api}/version/{version.id}",
        "id": str(version.id),
        "name": version.name,
        "archived": version.archived,
        "released": version.released,
        "projectId": version.project.id,
    }
    more = {
        "description": version.description,
        "startDate": version.start_date,
        "releaseDate": version.release_date,
    }
    return shape | {name: value for name, value in more.items() if value is not None}


def component_json(view: View, component: Component) -> dict[str, Any]:
    """A component of a project."""
    self = f"{view.api}/component/{component.id}"
    return {"self": self, "id": str(component.id), "name": component.name}


def schema_json(definition: FieldDef) -> dict[str, Any]:
    """What a field holds."""
    kind = definition.kind
    shape: dict[str, Any] = {"type": SINGLE.get(kind, kind)}
    if definition.many:
        shape = {"type": "array", "items": PLURAL.get(kind, "string")}
    if definition.custom:
        return shape | {"custom": definition.custom, "customId": int(definition.id.rpartition("_")[2])}
    return shape | {"system": definition.id}


def field_json(view: View, definition: FieldDef) -> dict[str, Any]:
    """A field of the site."""
    shape = {
        "id": definition.id,
        "key": definition.id,
        "name": definition.name,
        "custom": definition.custom is not None,
        "orderable": definition.settable,
        "navigable": True,
        "searchable": bool(definition.clauses),
        "clauseNames": list(definition.clauses),
        "schema": schema_json(definition),
    }
    return shape if view.world.cloud else {name: value for name, value in shape.items() if name != "key"}


def project_brief(view: View, project: Project) -> dict[str, Any]:
    """A project as issues mention it."""
    picture = f"{view.api}/universal_avatar/view/type/project/avatar/10400"
    shape: dict[str, Any] = {
        "self": f"{view.api}/project/{project.id}",
        "id": str(project.id),
        "key": project.key,
        "name": project.name,
        "projectTypeKey": project.kind,
        "avatarUrls": {size: f"{picture}?size={size}" for size in SIZES},
    }
    return shape | ({"simplified": False} if view.world.cloud else {})


def project_json(view: View, project: Project) -> dict[str, Any]:
    """A project as its own address shows it."""
    shape = project_brief(view, project) | {
        "expand": "description,lead,issueTypes,url,projectKeys,permissions,insight",
        "description": "",
        "lead": user_json(view, project.lead),
        "components": [component_json(view, component) for component in project.components],
        "issueTypes": [type_json(view, kind) for kind in project.types],
        "versions": [version_json(view, version) for version in project.versions],
        "assigneeType": "UNASSIGNED",
        "roles": {},
        "archived": project.archived,
    }
    return shape | ({"style": "classic", "isPrivate": False, "properties": {}} if view.world.cloud else {})
