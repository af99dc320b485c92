"""Links between work items, and what an entry calls them; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

Record = Mapping[str, Any]
PARENT = "System.LinkTypes.Hierarchy-Reverse"
DEPENDENCIES = {
    "System.LinkTypes.Dependency-Forward": "blocks",
    "System.LinkTypes.Dependency-Reverse": "blocked-by",
    "System.LinkTypes.Related": "related-to",
}
"""The successor waits for what comes before it."""
_BY_KIND = {kind: rel for rel, kind in DEPENDENCIES.items()}
_TARGET = re.compile(r".*/_apis/wit/workitems/(\d+)", re.IGNORECASE)


def target_of(relation: Any) -> str | None:
    """The id of the work item that a relation leads to; None where it leads elsewhere."""
    found = _TARGET.fullmatch(str(relation.get("url") or "")) if isinstance(relation, Mapping) else None
    return found[1] if found else None


def parent_of(relations: Iterable[Any]) -> str | None:
    """The id of the work item above."""
    return next((target_of(one) for one in relations if _rel(one) == PARENT), None)


def dependencies_of(relations: Iterable[Any]) -> list[dict[str, str]]:
    """What blocks, waits or relates, by the ids of the other work items."""
    found = []
    for one in relations:
        kind, target = DEPENDENCIES.get(_rel(one)), target_of(one)
        if kind and target:
            found.append({"kind": kind, "entry": target})
    return found


def relation(rel: str, target: str, organization_url: str) -> dict[str, Any]:
    """The relation to a work item, as a request takes it."""
    return {"rel": rel, "url": f"{organization_url}/_apis/wit/workItems/{target}"}


def rel_of(dependency: Record) -> str | None:
    """The provider's name of a dependency's kind; None where it has none."""
    return _BY_KIND.get(str(dependency.get("kind")))


def place_of(relations: Iterable[Any], rel: str, target: str | None = None) -> int | None:
    """The index of a relation, as a request to remove it takes it."""
    for index, one in enumerate(relations):
        if _rel(one) == rel and (target is None or target_of(one) == target):
            return index
    return None


def same(one: Any, other: Any) -> bool:
    """Whether two relations lead from the same work item in the same way to the same place."""
    if _rel(one) != _rel(other):
        return False
    ends = target_of(one), target_of(other)
    return ends[0] == ends[1] if any(ends) else one.get("url") == other.get("url")


def _rel(relation: Any) -> str:
    return str(relation.get("rel") or "") if isinstance(relation, Mapping) else ""
