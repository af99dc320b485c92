"""Items that go to another project of the organisation and keep their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from devlog_azure_devops.sandbox.model import Item, Project

if TYPE_CHECKING:
    from devlog_azure_devops.sandbox.call import Call

HOUSE = "/fields/system.teamproject"
PATHS = {"/fields/system.areapath": "areas", "/fields/system.iterationpath": "iterations"}


def rehouse(call: Call, item: Item) -> tuple[Project, Any]:
    """The project that a patch puts an item into, and the patch without that; paths default to its roots."""
    if not isinstance(call.body, list):
        return item.project, call.body
    wanted = next((one["value"] for one in call.body if _path(one) == HOUSE and "value" in one), None)
    if wanted is None:
        return item.project, call.body
    project = call.project(str(wanted))
    call.need("write", project)
    rest = [one for one in call.body if _path(one) != HOUSE]
    if project is item.project:
        return project, rest
    given = {_path(one) for one in rest}
    names = {"areas": "System.AreaPath", "iterations": "System.IterationPath"}
    for path, tree in PATHS.items():
        if path not in given:
            root = getattr(project, tree).name
            rest.append({"op": "add", "path": f"/fields/{names[tree]}", "value": root})
    return project, rest


def _path(operation: Any) -> str:
    return str(operation.get("path", "")).lower() if isinstance(operation, Mapping) else ""
