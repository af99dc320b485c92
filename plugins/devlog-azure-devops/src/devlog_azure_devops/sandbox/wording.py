"""From the words that verbs take to the provider's fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_azure_devops.sandbox.changes import Draft
from devlog_azure_devops.sandbox.model import Item, ItemType, Project
from devlog_azure_devops.sandbox.times import read, stamp
from devlog_azure_devops.sandbox.world import World

SHORT = {
    "title": "System.Title",
    "state": "System.State",
    "reason": "System.Reason",
    "assigned": "System.AssignedTo",
    "area": "System.AreaPath",
    "iteration": "System.IterationPath",
    "tags": "System.Tags",
    "priority": "Microsoft.VSTS.Common.Priority",
    "severity": "Microsoft.VSTS.Common.Severity",
}
DESCRIPTION, STEPS = "System.Description", "Microsoft.VSTS.TCM.ReproSteps"


def described(kind: ItemType) -> str:
    """The field where people see a type's text: bugs show their steps to reproduce instead."""
    return STEPS if STEPS in kind.fields else DESCRIPTION


def drafted(world: World, kind: ItemType, values: Mapping[str, Any]) -> Draft:
    """A draft of values by short names, field names or reference names; people are made on first mention."""
    draft = Draft()
    short = SHORT | {"description": described(kind)}
    for name, value in values.items():
        known = world.field(short.get(name, name))
        if known is None:
            raise ValueError(f"no field {name!r}; there are {', '.join(short)} and the fields' own names")
        if known.reference == "System.State":
            value = _state(kind, str(value))
        elif known.identity and value:
            value = world.user(str(value))
        elif known.reference == "System.Tags":
            value = _tags(value)
        elif known.kind == "dateTime" and value:
            value = stamp(read(str(value)))
        draft.fields[known.reference] = value
    return draft


def first_type(project: Project) -> str:
    """The type of an item that names none."""
    for name in ("User Story", "Product Backlog Item", "Requirement", "Issue"):
        if name.casefold() in project.types:
            return name
    return next(iter(project.types.values())).name


def tags(item: Item) -> list[str]:
    """An item's tags."""
    return [name.strip() for name in str(item.fields.get("System.Tags", "")).split(";") if name.strip()]


def _state(kind: ItemType, name: str) -> str:
    found = kind.state(name)
    if found is None:
        raise ValueError(
            f"no state {name!r} of {kind.name}; there are {', '.join(one.name for one in kind.states)}"
        )
    return found.name


def _tags(value: Any) -> str | None:
    names = value.split(";") if isinstance(value, str) else list(value or ())
    return "; ".join(sorted({name.strip() for name in names if name.strip()}, key=str.casefold)) or None
