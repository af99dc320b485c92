"""Work item types of a project, their states and their fields."""

from __future__ import annotations

from typing import Any

from devlog_azure_devops.sandbox.answer import RefusedError
from devlog_azure_devops.sandbox.call import Call
from devlog_azure_devops.sandbox.fields import SUGGESTED
from devlog_azure_devops.sandbox.handlers.items import listed
from devlog_azure_devops.sandbox.model import FieldDef, ItemType, Project, State
from devlog_core.testing.sandbox.answer import Answer

OPERATIONS = {
    "=": ("SupportedOperations.Equals", "="),
    "<>": ("SupportedOperations.NotEquals", "<>"),
    "In": ("SupportedOperations.In", "In"),
}


def list_types(call: Call) -> Answer:
    """Every type."""
    project = call.project()
    return listed([_type(call, project, one) for one in project.types.values()])


def get_type(call: Call) -> Answer:
    """One type."""
    return Answer(200, _type(call, call.project(), call.type(call.params["type"])))


def list_states(call: Call) -> Answer:
    """The states of a type, in order."""
    return listed([_state(one) for one in call.type(call.params["type"]).states])


def list_type_fields(call: Call) -> Answer:
    """The fields of a type."""
    found = call.type(call.params["type"])
    return listed([_field_of(call, found, name) for name in found.fields])


def get_type_field(call: Call) -> Answer:
    """One field of a type."""
    found = call.type(call.params["type"])
    known = call.world.field(call.params["field"])
    if known is None or known.reference not in found.fields:
        raise no_field(call.params["field"])
    return Answer(200, _field_of(call, found, known.reference))


def list_fields(call: Call) -> Answer:
    """Every field of the organisation."""
    call.scope()
    return listed([field_json(call, one) for one in call.world.fields.values()])


def get_field(call: Call) -> Answer:
    """One field, by its reference name or its name."""
    call.scope()
    known = call.world.field(call.params["field"])
    if known is None:
        raise no_field(call.params["field"])
    return Answer(200, field_json(call, known))


def list_categories(call: Call) -> Answer:
    """Which types stand for what a backlog calls requirements, tasks or bugs."""
    project = call.project()
    told = []
    for name, types in categories(project).items():
        references = [{"name": one.name, "url": _url(call, project, one)} for one in types]
        body = {
            "name": f"{name} Category",
            "referenceName": f"Microsoft.{name}Category",
            "workItemTypes": references,
        }
        told.append(
            body
            | {
                "defaultWorkItemType": references[0],
                "url": f"{_base(call, project)}/workItemTypeCategories/Microsoft.{name}Category",
            }
        )
    return listed(told)


def categories(project: Project) -> dict[str, list[ItemType]]:
    """The types of a project by what they are to a backlog."""
    named = {"Epic": "Epic", "Feature": "Feature", "Bug": "Bug", "Task": "Task"}
    told: dict[str, list[ItemType]] = {}
    for one in project.types.values():
        told.setdefault(named.get(one.name, "Requirement"), []).append(one)
    return told


def no_field(name: str) -> RefusedError:
    """The refusal of a field that is not there."""
    return RefusedError(
        404, f"TF51535: Cannot find field {name}.", "WorkItemTrackingFieldDefinitionNotFoundException"
    )


def field_json(call: Call, known: FieldDef) -> dict[str, Any]:
    """A field of the organisation."""
    operations = [{"referenceName": reference, "name": name} for reference, name in OPERATIONS.values()]
    return {
        "name": known.name,
        "referenceName": known.reference,
        "description": None,
        "type": "string" if known.identity else known.kind,
        "usage": "workItem",
        "readOnly": known.read_only,
        "canSortBy": known.kind not in ("html", "history", "plainText"),
        "isQueryable": True,
        "supportedOperations": operations,
        "isIdentity": known.identity,
        "isPicklist": bool(known.values),
        "isPicklistSuggested": known.reference in SUGGESTED,
        "url": f"{call.world.url}/_apis/wit/fields/{known.reference}",
    }


def _type(call: Call, project: Project, one: ItemType) -> dict[str, Any]:
    fields = [_field_of(call, one, name) for name in one.fields]
    return {
        "name": one.name,
        "referenceName": one.reference,
        "description": f"A {one.name} of {project.name}.",
        "color": one.color,
        "icon": {
            "id": one.icon,
            "url": f"{call.world.url}/_apis/wit/workItemIcons/{one.icon}?color={one.color}&v=2",
        },
        "isDisabled": one.hidden,
        "xmlForm": "",
        "fields": fields,
        "fieldInstances": fields,
        "transitions": _transitions(one),
        "states": [_state(state) for state in one.states],
        "url": _url(call, project, one),
    }


def _transitions(one: ItemType) -> dict[str, Any]:
    names = [state.name for state in one.states]
    told = {"": [{"to": names[0], "actions": None}]}
    for name in names:
        follow = one.moves.get(name, tuple(other for other in names if other != name))
        told[name] = [{"to": other, "actions": None} for other in (*follow, name)]
    return told


def _state(state: State) -> dict[str, Any]:
    return {"name": state.name, "color": state.color, "category": state.category}


def _field_of(call: Call, found: ItemType, reference: str) -> dict[str, Any]:
    known = call.world.fields[reference.casefold()]
    told: dict[str, Any] = {
        "defaultValue": None,
        "helpText": None,
        "alwaysRequired": reference in found.required,
    }
    expand = call.query.get("$expand", "").lower()
    if expand in ("allowedvalues", "all"):
        states = tuple(state.name for state in found.states)
        told["allowedValues"] = list(states if reference == "System.State" else known.values)
    told |= {"dependentFields": []} if expand in ("dependentfields", "all") else {}
    url = f"{call.world.url}/_apis/wit/fields/{reference}"
    return told | {"referenceName": reference, "name": known.name, "url": url}


def _base(call: Call, project: Project) -> str:
    return f"{call.world.url}/{project.id}/_apis/wit"


def _url(call: Call, project: Project, one: ItemType) -> str:
    return f"{_base(call, project)}/workItemTypes/{one.name.replace(' ', '%20')}"
