"""What happened to an issue, line by line."""

from __future__ import annotations

from typing import Any

from devlog_github.sandbox.model import Event, Issue
from devlog_github.sandbox.shapes.accounts import user_json
from devlog_github.sandbox.shapes.ids import node_id
from devlog_github.sandbox.shapes.issues import comment_json, issue_json
from devlog_github.sandbox.stamps import stamp
from devlog_github.sandbox.world import World


def event_json(world: World, issue: Issue, event: Event) -> dict[str, Any]:
    """One event of an issue."""
    base = f"{world.base}/repos/{issue.repository.full_name}"
    commit = event.detail.get("commit_id")
    shape: dict[str, Any] = {
        "id": event.id,
        "node_id": node_id("EV", issue.repository.id, event.id),
        "url": f"{base}/issues/events/{event.id}",
        "actor": user_json(world, event.actor),
        "event": event.kind,
        "commit_id": commit,
        "commit_url": f"{base}/commits/{commit}" if commit else None,
        "created_at": stamp(event.at),
        "performed_via_github_app": None,
    }
    return shape | _detail(world, event)


def _detail(world: World, event: Event) -> dict[str, Any]:
    item = event.detail.get("item")
    if event.kind in ("labeled", "unlabeled"):
        return {"label": {"name": item.name, "color": item.color}} if item else {}
    if event.kind in ("assigned", "unassigned"):
        person = {"assigner": user_json(world, event.actor)}
        return person | {"assignee": user_json(world, item)} if item else person
    if event.kind in ("milestoned", "demilestoned"):
        return {"milestone": {"title": item.title}} if item else {}
    return {key: value for key, value in event.detail.items() if key != "commit_id"}


def issue_event_json(world: World, issue: Issue, event: Event) -> dict[str, Any]:
    """The same with the issue, as the repository's own list has it."""
    return event_json(world, issue, event) | {"issue": issue_json(world, issue)}


def timeline_json(world: World, issue: Issue) -> list[dict[str, Any]]:
    """Events and comments in the order they happened."""
    lines: list[tuple[int, int, dict[str, Any]]] = [
        (event.at, event.id, event_json(world, issue, event)) for event in issue.events
    ]
    for comment in issue.comments:
        actor = user_json(world, comment.user)
        shape = comment_json(world, comment) | {"event": "commented", "actor": actor}
        lines.append((comment.created_at, comment.id, shape))
    return [shape for _, _, shape in sorted(lines, key=lambda line: line[:2])]
