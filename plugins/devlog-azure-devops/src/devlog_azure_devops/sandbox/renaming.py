"""New names of areas, iterations and projects, which the past of items takes on too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from devlog_azure_devops.sandbox.model import Project
from devlog_azure_devops.sandbox.trees import under
from devlog_azure_devops.sandbox.world import World

AREA, ITERATION = "System.AreaPath", "System.IterationPath"


def repath(world: World, project: Project, field: str, old: str, new: str) -> None:
    """Let every path below `old` begin with `new`, in what items were as in what they are."""
    for item in world.items.values():
        if item.project is not project:
            continue
        item.fields = _moved(item.fields, field, old, new)
        item.revisions = tuple(
            replace(one, fields=_moved(one.fields, field, old, new)) if one.project == project.id else one
            for one in item.revisions
        )


def _moved(fields: Mapping[str, Any], field: str, old: str, new: str) -> dict[str, Any]:
    path = str(fields[field])
    return {**fields, field: new + path[len(old) :]} if under(path, old) else dict(fields)
