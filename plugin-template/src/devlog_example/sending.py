"""What requests say: the bodies that create and change tasks, and what will be answered; pure.

Change: the names of the fields, and in `express` what your tracker makes of a value that it is
sent.
"""

from __future__ import annotations

from typing import Any

from devlog_core.model.fields import sorted_set
from devlog_core.model.remote import Draft, Mark, Patch, SetChange

from devlog_example.mapping import FIELDS, MARK, STATES, STATUSES

NAMES = {field: name for name, field in FIELDS.items()}
"""Our names of an entry's fields in the tracker's words."""


def express(field: str, value: Any) -> Any:
    """What the tracker answers for a field after being sent this value."""
    match field:
        case "title":
            return " ".join(value.split())
        case "status":
            return STATUSES[STATES[value]]
        case "labels":
            return sorted_set(label.lower() for label in value)
        case _:
            return value


def creation(draft: Draft) -> dict[str, Any]:
    """The body of a new task; its mark comes with it, so that no try is lost sight of."""
    return {"meta": mark(draft.mark)} | {
        NAMES[name]: _written(name, value) for name, value in draft.values.items() if name in NAMES
    }


def change(patch: Patch) -> dict[str, Any]:
    """The body that changes only what the patch names, sets by element."""
    body = {NAMES[name]: _written(name, wanted.new) for name, wanted in patch.fields.items()}
    return body | {NAMES[name]: _elements(wanted) for name, wanted in patch.sets.items()}


def mark(mark: Mark) -> dict[str, str]:
    """What is put into `meta`."""
    return {MARK: mark.uid}


def _written(field: str, value: Any) -> Any:
    if field == "status":
        return STATES[value]
    return list(value) if field in ("labels", "assignees") else value


def _elements(change: SetChange) -> dict[str, list[Any]]:
    return {"add": list(change.add), "remove": list(change.remove)}
