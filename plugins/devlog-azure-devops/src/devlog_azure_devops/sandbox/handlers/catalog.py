"""Tags of a project, and the kinds of relations."""

from __future__ import annotations

from typing import Any

from devlog_azure_devops.sandbox import links
from devlog_azure_devops.sandbox.answer import missing
from devlog_azure_devops.sandbox.call import Call
from devlog_azure_devops.sandbox.changes import Draft, commit
from devlog_azure_devops.sandbox.handlers.items import listed
from devlog_azure_devops.sandbox.model import Project
from devlog_azure_devops.sandbox.wording import tags
from devlog_core.testing.sandbox.answer import Answer


def list_tags(call: Call) -> Answer:
    """Every tag that the project has known."""
    project = call.project()
    return listed([_tag(call, project, name) for name in _known(call, project).values()])


def get_tag(call: Call) -> Answer:
    """One tag."""
    project = call.project()
    return Answer(200, _tag(call, project, _found(call, project)))


def delete_tag(call: Call) -> Answer:
    """Take a tag away, from all items too."""
    project = call.project()
    call.need("write", project)
    name = _found(call, project)
    del _known(call, project)[name.casefold()]
    for item in call.world.items.values():
        if item.project is project and name in tags(item):
            rest = "; ".join(one for one in tags(item) if one != name)
            commit(call.world, item, call.actor, Draft(fields={"System.Tags": rest or None}))
    return Answer(204)


def list_relation_types(call: Call) -> Answer:
    """Every kind of relation."""
    return listed([_relation_type(call, name) for name in links.KINDS])


def get_relation_type(call: Call) -> Answer:
    """One kind of relation."""
    found = links.kind(call.params["relation"])
    if found is None:
        told = f"VS402325: Unrecognized relation type {call.params['relation']}."
        raise missing(told, "WorkItemLinkTypeNotFoundException")
    return Answer(200, _relation_type(call, found))


def _known(call: Call, project: Project) -> dict[str, str]:
    held = call.world.tags.setdefault(project.id, {})
    for item in call.world.items.values():
        if item.project is project:
            for name in tags(item):
                held.setdefault(name.casefold(), name)
    return held


def _found(call: Call, project: Project) -> str:
    wanted = call.params["tag"].casefold()
    for key, name in _known(call, project).items():
        if wanted in (key, call.world.guid("tag", project.id, key)):
            return name
    raise missing(f"The tag {call.params['tag']} does not exist.", "TagNotFoundException")


def _tag(call: Call, project: Project, name: str) -> dict[str, Any]:
    id = call.world.guid("tag", project.id, name.casefold())
    return {"id": id, "name": name, "url": f"{call.world.url}/{project.id}/_apis/wit/tags/{id}"}


def _relation_type(call: Call, reference: str) -> dict[str, Any]:
    name, other = links.KINDS[reference]
    attributes: dict[str, Any] = {"usage": "workItemLink" if other else "resourceLink"}
    attributes |= {"editable": False, "enabled": True}
    if other is not None:
        acyclic = any(part in reference for part in links.ACYCLIC)
        tree = "Hierarchy" in reference
        attributes |= {"acyclic": acyclic, "directional": reference != other, "singleTarget": not acyclic}
        attributes |= {
            "topology": "tree" if tree else ("dependency" if acyclic else "network"),
            "remote": False,
        }
        if reference != other:
            attributes |= {"isForward": reference.endswith("Forward"), "oppositeEndReferenceName": other}
    url = f"{call.world.url}/_apis/wit/workItemRelationTypes/{reference}"
    return {"attributes": attributes, "referenceName": reference, "name": name, "url": url}
