"""The ways that an issue can go, and going one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_core.testing.sandbox.answer import Answer
from devlog_jira.sandbox import editing
from devlog_jira.sandbox.answer import RefusedError
from devlog_jira.sandbox.call import Call
from devlog_jira.sandbox.handlers.comments import said_in_update
from devlog_jira.sandbox.handlers.meta import field_meta
from devlog_jira.sandbox.model import Issue, Transition
from devlog_jira.sandbox.shapes.catalog import status_json
from devlog_jira.sandbox.workflow import go, open_ways


def list_transitions(call: Call) -> Answer:
    """The ways that are open now; a stranger to editing has none."""
    issue = call.issue()
    return Answer(200, {"expand": "transitions", "transitions": transitions_json(call, issue)})


def transitions_json(call: Call, issue: Issue) -> list[dict[str, Any]]:
    """The ways open to the account that asks."""
    if not call.may("write", issue.project) or issue.archived:
        return []
    wanted = call.query.get("transitionId")
    ways = [way for way in open_ways(issue) if wanted in (None, str(way.id))]
    return [_shape(call, issue, way, "transitions.fields" in call.words("expand")) for way in ways]


def post_transition(call: Call) -> Answer:
    """Go a way, with the fields of its screen."""
    issue = call.edited(what="transition issues in this project")
    given = call.fields.get("transition")
    id = given.get("id") if isinstance(given, Mapping) else None
    if id is None:
        raise RefusedError(400, "Missing 'transition' identifier")
    way = next((one for one in open_ways(issue) if str(one.id) == str(id)), None)
    if way is None:
        raise RefusedError(400, f"Transition id '{id}' is not valid for this issue.")
    values = editing.read(call.world, issue.project, call.fields, call.version, way.fields, issue)
    held = {**issue.values, **values}
    missing = {
        name: f"{call.world.fields[name].name} is required." for name in way.required if not held.get(name)
    }
    if missing:
        raise RefusedError(400, errors=missing)
    go(call.world, issue, way, call.actor, values)
    said_in_update(call, issue)
    return Answer(204)


def _shape(call: Call, issue: Issue, way: Transition, fields: bool) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "id": str(way.id),
        "name": way.name,
        "to": status_json(call.view, way.to),
    }
    if call.world.cloud:
        shape |= {
            "hasScreen": bool(way.fields),
            "isGlobal": way.sources is None,
            "isInitial": False,
            "isAvailable": True,
            "isConditional": False,
            "looped": way.to is issue.status,
        }
    if fields:
        shape["fields"] = {
            name: field_meta(
                call.view, issue.project, issue.type, call.world.fields[name], name in way.required
            )
            for name in way.fields
        }
    return shape
