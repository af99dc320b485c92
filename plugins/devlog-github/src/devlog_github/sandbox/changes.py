"""The changes that issues go through, whoever asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_github.sandbox import inputs
from devlog_github.sandbox.answer import RefusedError, malformed
from devlog_github.sandbox.model import Event, Issue, Repository, User
from devlog_github.sandbox.people import pick_assignees, pick_labels, pick_milestone
from devlog_github.sandbox.world import World

REASONS = ("completed", "not_planned", "duplicate", "reopened", None)


def create_issue(
    world: World, repository: Repository, author: User, wanted: Mapping[str, Any], trusted: bool
) -> Issue:
    """A new issue; what only the trusted may set is dropped for the others."""
    if "title" not in wanted:
        raise malformed('"title" wasn\'t supplied.')
    text = inputs.title(wanted["title"])
    described = inputs.body(wanted.get("body"))
    named = _resolve(world, repository, wanted) if trusted else {}
    now = world.clock.now()
    repository.last_number += 1
    issue = Issue(
        world.new_id("issue"),
        repository.last_number,
        repository,
        author,
        text,
        now,
        now,
        body=described,
        **named,
    )
    repository.issues[issue.number] = issue
    world.history.born(issue, now)
    _tell_sets(world, issue, author, {"labels": (), "assignees": (), "milestone": None}, named)
    return issue


def change_issue(
    world: World, issue: Issue, actor: User, wanted: Mapping[str, Any], trusted: bool = True
) -> None:
    """Set the fields named; nothing is touched where all stand as wanted."""
    new: dict[str, Any] = {}
    if wanted.get("title") is not None:
        new["title"] = inputs.title(wanted["title"])
    if "body" in wanted:
        new["body"] = inputs.body(wanted["body"])
    if trusted:
        new |= _resolve(world, issue.repository, wanted) | _state(world, issue, actor, wanted)
    apply(world, issue, actor, new)


def apply(world: World, issue: Issue, actor: User, new: Mapping[str, Any]) -> None:
    """Store attributes that differ, with the events and the new time that follow."""
    old = {name: getattr(issue, name) for name in new}
    changed = {name: value for name, value in new.items() if _differs(old[name], value)}
    if not changed:
        return
    world.remember(issue)
    for name, value in changed.items():
        setattr(issue, name, value)
    touch(world, issue)
    if "title" in changed:
        tell(world, issue, actor, "renamed", rename={"from": old["title"], "to": issue.title})
    if "state" in changed:
        closing = {"state_reason": issue.state_reason} if issue.state == "closed" else {}
        tell(world, issue, actor, "closed" if issue.state == "closed" else "reopened", **closing)
    if "locked" in changed:
        reason = {"lock_reason": issue.lock_reason} if issue.locked else {}
        tell(world, issue, actor, "locked" if issue.locked else "unlocked", **reason)
    _tell_sets(world, issue, actor, old, changed)


def touch(world: World, issue: Issue) -> None:
    """Set an issue's time of change to now."""
    issue.updated_at = world.clock.now()


def tell(world: World, issue: Issue, actor: User, kind: str, **detail: Any) -> None:
    """Add a line to the issue's history."""
    issue.events += (Event(world.new_id("event"), kind, actor, world.clock.now(), detail),)


def _differs(old: Any, new: Any) -> bool:
    # Labels and assignees are sets: another order changes nothing.
    return set(old) != set(new) if isinstance(old, tuple) else bool(old != new)


def _resolve(world: World, repository: Repository, wanted: Mapping[str, Any]) -> dict[str, Any]:
    # The milestone first: it can still be refused, and labels are made as they are named.
    found: dict[str, Any] = {}
    names = inputs.label_names(wanted["labels"] or []) if "labels" in wanted else None
    if "milestone" in wanted:
        found["milestone"] = pick_milestone(repository, wanted["milestone"])
    if "assignees" in wanted:
        found["assignees"] = pick_assignees(world, repository, inputs.logins(wanted["assignees"] or []))
    elif "assignee" in wanted:
        single = [wanted["assignee"]] if wanted["assignee"] else []
        found["assignees"] = pick_assignees(world, repository, inputs.logins(single))
    if names is not None:
        found["labels"] = pick_labels(world, repository, names)
    return found


def _state(world: World, issue: Issue, actor: User, wanted: Mapping[str, Any]) -> dict[str, Any]:
    reason = inputs.choice(wanted.get("state_reason"), REASONS, "Issue", "state_reason")
    if wanted.get("state") is None:
        return {}
    state = inputs.choice(wanted["state"], ("open", "closed"), "Issue", "state")
    if state == issue.state:
        return {}
    if issue.pull and issue.pull.merged_at is not None:
        raise RefusedError(422, "Validation Failed", [_cannot_reopen()])
    if state == "open":
        return {
            "state": "open", "state_reason": None if issue.pull else "reopened",
            "closed_at": None, "closed_by": None,
        }  # fmt: skip
    why = None if issue.pull else (reason if reason and reason != "reopened" else "completed")
    return {"state": "closed", "state_reason": why, "closed_at": world.clock.now(), "closed_by": actor}


def _cannot_reopen() -> dict[str, Any]:
    message = "state cannot be changed. The pull request cannot be reopened."
    return {"resource": "PullRequest", "code": "custom", "field": "state", "message": message}


def _tell_sets(
    world: World, issue: Issue, actor: User, old: Mapping[str, Any], new: Mapping[str, Any]
) -> None:
    for name, added, removed in (("labels", "labeled", "unlabeled"), ("assignees", "assigned", "unassigned")):
        if name in new:
            for item in new[name]:
                if item not in old[name]:
                    tell(world, issue, actor, added, item=item)
            for item in old[name]:
                if item not in new[name]:
                    tell(world, issue, actor, removed, item=item)
    if "milestone" in new and new["milestone"] is not old["milestone"]:
        if old["milestone"]:
            tell(world, issue, actor, "demilestoned", item=old["milestone"])
        if new["milestone"]:
            tell(world, issue, actor, "milestoned", item=new["milestone"])
