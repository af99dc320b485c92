"""Areas and iterations of a project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_azure_devops.sandbox import trees
from devlog_azure_devops.sandbox.answer import RefusedError, missing, wrong
from devlog_azure_devops.sandbox.call import Call
from devlog_azure_devops.sandbox.handlers.items import listed
from devlog_azure_devops.sandbox.model import Node, Project
from devlog_azure_devops.sandbox.renaming import AREA, ITERATION, repath
from devlog_core.testing.sandbox.answer import Answer

KINDS = {"areas": "area", "iterations": "iteration"}


def list_roots(call: Call) -> Answer:
    """Both trees."""
    project, depth = call.project(), call.number("$depth", 0)
    return listed([node_json(call, project, group, _root(project, group), "", depth) for group in KINDS])


def get_node(call: Call) -> Answer:
    """One node with so many levels below it."""
    project, group = call.project(), _group(call)
    node, above = _found(call, project, group)
    return Answer(200, node_json(call, project, group, node, above, call.number("$depth", 0)))


def post_node(call: Call) -> Answer:
    """A new node below the one addressed."""
    project, group = call.project(), _group(call)
    call.need("admin", project)
    above, _ = _found(call, project, group)
    name = str(call.fields.get("name") or "")
    if not name:
        raise wrong("Value cannot be null.\r\nParameter name: name")
    if trees.child(above, name) is not None:
        told = f"TF237018: A node with the name {name} exists already."
        raise RefusedError(409, told, "ClassificationNodeDuplicateNameException")
    made = call.world.new_node(name)
    _dates(made, call.part("attributes"))
    above.children.append(made)
    path = trees.path_of(_root(project, group), made)
    return Answer(201, node_json(call, project, group, made, path.rpartition("\\")[0], 0))


def patch_node(call: Call) -> Answer:
    """Another name, or other dates, for a node; the items' paths follow."""
    project, group = call.project(), _group(call)
    call.need("admin", project)
    node, above = _found(call, project, group)
    old = f"{above}\\{node.name}" if above else node.name
    node.name = str(call.fields.get("name") or node.name)
    _dates(node, call.part("attributes"))
    new = f"{above}\\{node.name}" if above else node.name
    repath(call.world, project, AREA if group == "areas" else ITERATION, old, new)
    return Answer(200, node_json(call, project, group, node, above, 0))


def delete_node(call: Call) -> Answer:
    """Take a node away."""
    project, group = call.project(), _group(call)
    call.need("admin", project)
    node, above = _found(call, project, group)
    parent = trees.find(_root(project, group), above)
    if parent is None:
        raise wrong("The root of a tree cannot be deleted.")
    parent.children.remove(node)
    return Answer(204)


def node_json(call: Call, project: Project, group: str, node: Node, above: str, depth: int) -> dict[str, Any]:
    """A node; its path names the kind of the tree, which the paths of fields leave out."""
    here = f"{above}\\{node.name}" if above else node.name
    root, _, rest = here.partition("\\")
    kind = KINDS[group]
    shown = f"\\{root}\\{kind.title()}" + (f"\\{rest}" if rest else "")
    url = f"{call.world.url}/{project.id}/_apis/wit/classificationNodes/{group.title()}"
    told: dict[str, Any] = {
        "id": node.id,
        "identifier": node.identifier,
        "name": node.name,
        "structureType": kind,
        "hasChildren": bool(node.children),
    }
    if node.children and depth > 0:
        told["children"] = [node_json(call, project, group, one, here, depth - 1) for one in node.children]
    if node.start or node.finish:
        told["attributes"] = {"startDate": node.start, "finishDate": node.finish}
    told["path"] = shown
    return told | {"url": f"{url}/{rest.replace(chr(92), '/').replace(' ', '%20')}" if rest else url}


def _root(project: Project, group: str) -> Node:
    return project.areas if group == "areas" else project.iterations


def _group(call: Call) -> str:
    group = call.params["group"].lower()
    if group not in KINDS:
        raise wrong(f"The value '{group}' is not valid for structureGroup.")
    return group


def _found(call: Call, project: Project, group: str) -> tuple[Node, str]:
    root = _root(project, group)
    path = call.params.get("path", "").replace("/", "\\").strip("\\")
    whole = f"{root.name}\\{path}" if path else root.name
    node = trees.find(root, whole)
    if node is None:
        told = f"VS402371: Classification node name {path} is invalid or does not exist in the project."
        raise missing(told, "ClassificationNodeNotFoundException")
    return node, whole.rpartition("\\")[0]


def _dates(node: Node, attributes: Mapping[str, Any]) -> None:
    node.start = attributes.get("startDate", node.start)
    node.finish = attributes.get("finishDate", node.finish)
