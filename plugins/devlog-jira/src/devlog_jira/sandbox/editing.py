"""What a request wants to set: its `fields` and `update`, read against a screen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from devlog_jira.sandbox.answer import RefusedError
from devlog_jira.sandbox.defaults import EPIC_LINK, EPIC_NAME
from devlog_jira.sandbox.fields import Reading
from devlog_jira.sandbox.model import Issue, IssueType, Project
from devlog_jira.sandbox.world import World

NOT_ON_SCREEN = "Field '{}' cannot be set. It is not on the appropriate screen, or unknown."
TWICE = "Field '{}' cannot appear in both 'fields' and 'update'."
ALWAYS = ("summary", "issuetype")
BESIDE = ("comment",)
"""Operations of `update` that set no field."""


def read(
    world: World,
    project: Project,
    body: Mapping[str, Any],
    version: int,
    screen: Collection[str],
    issue: Issue | None = None,
) -> dict[str, Any]:
    """The values by field id that the request asks for; raises RefusedError that names every wrong field."""
    wanted, operations = _object(body, "fields"), _object(body, "update")
    found: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name in [*wanted, *operations]:
        if name in BESIDE and name in operations:
            continue
        definition = world.fields.get(name)
        if definition is None or not definition.settable or name not in screen:
            errors[name] = NOT_ON_SCREEN.format(name)
            continue
        if name in wanted and name in operations:
            errors[name] = TWICE.format(name)
            continue
        reading = Reading(world, project, definition, version)
        old = issue.values.get(name) if issue else None
        try:
            if name in wanted:
                found[name] = _merged(definition.kind, old, reading.value(wanted[name]))
            else:
                found[name] = _operated(reading, old, operations[name])
        except RefusedError as refusal:
            errors |= refusal.errors
    if errors:
        raise RefusedError(400, errors=errors)
    return found


def screen(world: World, project: Project, kind: IssueType) -> tuple[str, ...]:
    """The fields that issues of a type can be given in a project."""
    left_out = set()
    if not world.cloud:
        left_out |= {"parent"} if kind.level >= 0 else {EPIC_LINK}
        left_out |= {EPIC_NAME} if kind.level < 1 else {EPIC_LINK}
    if kind.level >= 1:
        left_out.add("parent")
    return tuple(name for name in (*ALWAYS, *project.fields) if name in world.fields and name not in left_out)


def _object(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name) or {}
    if not isinstance(value, Mapping):
        raise RefusedError(400, f"Can not deserialize '{name}': an object is needed")
    return value


def _merged(kind: str, old: Any, new: Any) -> Any:
    # One estimate alone leaves the other as it is.
    if kind != "timetracking" or not new:
        return new
    return {name: value for name, value in {**(old or {}), **new}.items() if value is not None}


def _operated(reading: Reading, old: Any, operations: Any) -> Any:
    if not isinstance(operations, list):
        raise reading.refused("Operations must be an array")
    value = old
    for operation in operations:
        if not isinstance(operation, Mapping) or len(operation) != 1:
            raise reading.refused("Each operation names one verb")
        verb, raw = next(iter(operation.items()))
        if verb == "set" or (verb == "edit" and reading.definition.kind == "timetracking"):
            value = _merged(reading.definition.kind, value, reading.value(raw))
        elif reading.definition.many and verb in ("add", "remove"):
            one = reading.one(raw)
            kept = tuple(other for other in value or () if other != one)
            value = (*kept, one) if verb == "add" else kept
        else:
            raise reading.refused(f"Field does not support update '{verb}'")
    return value
