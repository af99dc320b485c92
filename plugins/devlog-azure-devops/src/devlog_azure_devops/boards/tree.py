"""The areas and iterations of a project, as a tree that is read whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from devlog_azure_devops.client import Client

Record = Mapping[str, Any]
_DEEPEST = 20
"""More levels than a tree may have."""


def nodes(client: Client, project: str, group: str) -> Iterator[tuple[Record, str]]:
    """Every node of the `areas` or `iterations` with its path below the project, the project's own first."""
    where = f"/{project}/_apis/wit/classificationnodes/{group}"
    waiting: list[tuple[Record, str]] = [(client.get(where, {"$depth": _DEEPEST}).data, "")]
    while waiting:
        node, path = waiting.pop(0)
        yield node, path
        children = node.get("children") or ()
        waiting += [(one, f"{path}\\{one['name']}" if path else str(one["name"])) for one in children]


def paths(client: Client, project: str, group: str) -> list[str]:
    """The paths of all nodes below the project."""
    return [path for _, path in nodes(client, project, group) if path]
