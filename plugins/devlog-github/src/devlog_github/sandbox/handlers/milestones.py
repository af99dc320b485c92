"""Milestones of a repository."""

from __future__ import annotations

from typing import Any

from devlog_core.testing.sandbox.clock import parse
from devlog_github.sandbox import inputs
from devlog_github.sandbox.answer import Answer, invalid, malformed, not_found
from devlog_github.sandbox.call import Call
from devlog_github.sandbox.model import Milestone
from devlog_github.sandbox.pages import page
from devlog_github.sandbox.people import make_milestone
from devlog_github.sandbox.shapes.issues import milestone_json


def list_milestones(call: Call) -> Answer:
    """Milestones in one state, the ones due first at the front."""
    state = inputs.choice(call.query.get("state", "open"), ("open", "closed", "all"), "Milestone", "state")
    found = [item for item in call.repository.milestones.values() if state in ("all", item.state)]
    found.sort(key=lambda item: (item.due_on is None, item.due_on, item.number))
    if call.query.get("direction") == "desc":
        found.reverse()
    return page(call, found, lambda item: milestone_json(call.world, call.repository, item))


def get_milestone(call: Call) -> Answer:
    """One milestone."""
    return Answer(200, milestone_json(call.world, call.repository, _milestone(call)))


def post_milestone(call: Call) -> Answer:
    """A new milestone with a title of its own."""
    actor = call.need("push")
    title = _title(call, call.body.get("title"), None)
    fields = _fields(call)
    milestone = make_milestone(call.world, call.repository, title, actor)
    _store(call, milestone, fields)
    shape = milestone_json(call.world, call.repository, milestone)
    return Answer(201, shape, {"Location": shape["url"]})


def patch_milestone(call: Call) -> Answer:
    """An edit of a milestone."""
    call.need("push")
    milestone = _milestone(call)
    fields = _fields(call)
    if "title" in call.body:
        fields["title"] = _title(call, call.body["title"], milestone)
    _store(call, milestone, fields)
    milestone.updated_at = call.world.clock.now()
    return Answer(200, milestone_json(call.world, call.repository, milestone))


def delete_milestone(call: Call) -> Answer:
    """A milestone taken from the repository and from all its issues."""
    call.need("push")
    milestone = _milestone(call)
    del call.repository.milestones[milestone.number]
    for issue in call.repository.issues.values():
        if issue.milestone is milestone:
            issue.milestone = None
    return Answer(204)


def _milestone(call: Call) -> Milestone:
    found = call.repository.milestones.get(int(call.params["milestone"]))
    if found is None:
        raise not_found()
    return found


def _title(call: Call, value: Any, own: Milestone | None) -> str:
    if not isinstance(value, str):
        raise malformed('"title" wasn\'t supplied.')
    if not value.strip():
        raise invalid("Milestone", "title", "missing_field")
    if any(other.title == value and other is not own for other in call.repository.milestones.values()):
        raise invalid("Milestone", "title", "already_exists")
    return value


def _fields(call: Call) -> dict[str, Any]:
    fields: dict[str, Any] = {name: call.body[name] for name in ("description", "state") if name in call.body}
    inputs.choice(fields.get("state", "open"), ("open", "closed"), "Milestone", "state")
    if "due_on" in call.body:
        try:
            fields["due_on"] = call.body["due_on"] and parse(call.body["due_on"])
        except (ValueError, TypeError):
            raise invalid("Milestone", "due_on", value=call.body["due_on"]) from None
    return fields


def _store(call: Call, milestone: Milestone, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(milestone, name, value)
    closed = milestone.state == "closed"
    milestone.closed_at = (milestone.closed_at or call.world.clock.now()) if closed else None
