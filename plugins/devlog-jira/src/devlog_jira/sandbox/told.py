"""How a change of a field stands in an issue's history."""

from __future__ import annotations

from typing import Any

from devlog_jira.sandbox import texts
from devlog_jira.sandbox.model import FieldDef, Issue, Status, Text, User


def items(definition: FieldDef, old: Any, new: Any) -> list[dict[str, Any]]:
    """One item for a field, or one for each estimate of the time tracking."""
    if definition.kind == "timetracking":
        names = {"originalEstimate": "timeoriginalestimate", "remainingEstimate": "timeestimate"}
        before, after = old or {}, new or {}
        return [
            _item(id, id, "jira", _pair(before.get(name)), _pair(after.get(name)))
            for name, id in names.items()
            if before.get(name) != after.get(name)
        ]
    kind = "custom" if definition.custom else "jira"
    name = definition.name if definition.custom else NAMES.get(definition.id, definition.id)
    return [_item(name, definition.id, kind, _pair(old), _pair(new))]


def status(old: Status, new: Status) -> dict[str, Any]:
    """The item of a transition."""
    return _item("status", "status", "jira", _pair(old), _pair(new))


NAMES = {"fixVersions": "Fix Version", "versions": "Version", "components": "Component"}


def _item(
    name: str, id: str, kind: str, old: tuple[str | None, str | None], new: tuple[str | None, str | None]
) -> dict[str, Any]:
    return {
        "field": name,
        "fieldtype": kind,
        "fieldId": id,
        "from": old[0],
        "fromString": old[1],
        "to": new[0],
        "toString": new[1],
    }


def _pair(value: Any) -> tuple[str | None, str | None]:
    """What a value is called by programs and by people."""
    if value is None:
        return None, None
    if isinstance(value, tuple):
        if all(isinstance(one, str) for one in value):
            return None, " ".join(value)
        pairs = [_pair(one) for one in value]
        return ", ".join(str(pair[0]) for pair in pairs), ", ".join(str(pair[1]) for pair in pairs)
    if isinstance(value, Text):
        return None, texts.plain(value)
    if isinstance(value, User):
        return value.account_id, value.display_name
    if isinstance(value, Issue):
        return str(value.id), value.key
    if hasattr(value, "name"):
        return str(value.id), str(value.name)
    return None, str(value)
