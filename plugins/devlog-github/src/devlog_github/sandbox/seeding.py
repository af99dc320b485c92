"""Items put in place as if people had worked on them for a while."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_core.testing.sandbox.clock import parse
from devlog_github.sandbox import inputs
from devlog_github.sandbox.model import Comment, Issue, Label, Milestone, Pull, Repository, User
from devlog_github.sandbox.people import ensure_label, make_milestone
from devlog_github.sandbox.world import World

AUTHOR = "octocat"
EARLIER = 3600
"""Seconds: what is seeded before anybody looks was there for a while."""


def plant(world: World, repository: Repository, item: Mapping[str, Any]) -> Issue:
    """One issue or pull request with its comments, at the times given."""
    made = _time(item.get("created_at"), world.clock.now() - (0 if world.looked_at else EARLIER))
    number = int(item.get("number", repository.last_number + 1))
    if number in repository.issues or number in repository.gone:
        raise ValueError(f"{repository.full_name}#{number} is taken")
    repository.last_number = max(number, repository.last_number)
    issue = Issue(
        world.new_id("issue"), number, repository, _user(world, item.get("user", AUTHOR)),
        inputs.title(item["title"]), made, made, inputs.body(item.get("body")),
    )  # fmt: skip
    issue.labels = tuple(dict.fromkeys(_label(world, repository, label) for label in item.get("labels", ())))
    issue.assignees = tuple(_assignee(world, repository, login) for login in item.get("assignees", ()))
    issue.milestone = _milestone(world, repository, item.get("milestone"), issue.user)
    issue.comments = tuple(_comment(world, issue, comment) for comment in item.get("comments", ()))
    issue.pull = _pull(world, issue, item.get("pull_request"))
    last = max((comment.updated_at for comment in issue.comments), default=made)
    issue.updated_at = _time(item.get("updated_at"), last)
    _close(world, issue, item)
    repository.issues[number] = issue
    return issue


def _close(world: World, issue: Issue, item: Mapping[str, Any]) -> None:
    merged = issue.pull is not None and issue.pull.merged_at is not None
    issue.state = inputs.choice(
        item.get("state", "closed" if merged else "open"), ("open", "closed"), "Issue", "state"
    )
    issue.state_reason = item.get("state_reason")
    if issue.state == "closed":
        issue.state_reason = None if issue.pull else item.get("state_reason", "completed")
        issue.closed_at = _time(item.get("closed_at"), issue.updated_at)
        issue.closed_by = _user(world, item.get("closed_by", issue.user.login))
    if issue.pull and merged:
        issue.pull.merged_by = issue.closed_by


def _pull(world: World, issue: Issue, wanted: Mapping[str, Any] | None) -> Pull | None:
    if wanted is None:
        return None
    pull = Pull(
        world.new_id("pull"), wanted.get("head", f"branch-{issue.number}"), wanted.get("base", "main"),
        bool(wanted.get("draft", False)),
    )  # fmt: skip
    if wanted.get("merged") or wanted.get("merged_at"):
        pull.merged_at = _time(wanted.get("merged_at"), issue.updated_at)
    return pull


def _comment(world: World, issue: Issue, wanted: Mapping[str, Any] | str) -> Comment:
    known = {"body": wanted} if isinstance(wanted, str) else wanted
    made = _time(known.get("created_at"), issue.created_at)
    author = _user(world, known.get("user", AUTHOR))
    changed = _time(known.get("updated_at"), made)
    comment = Comment(
        world.new_id("comment"), issue, author, inputs.comment_body(known["body"]), made, changed
    )
    issue.repository.comments[comment.id] = comment
    return comment


def _label(world: World, repository: Repository, wanted: Mapping[str, Any] | str) -> Label:
    if isinstance(wanted, str):
        return ensure_label(world, repository, wanted)
    label = ensure_label(world, repository, wanted["name"])
    label.color = inputs.color(wanted.get("color", label.color))
    label.description = wanted.get("description", label.description)
    return label


def _milestone(world: World, repository: Repository, wanted: Any, creator: User) -> Milestone | None:
    if wanted is None:
        return None
    if isinstance(wanted, int):
        return repository.milestones[wanted]
    title = wanted["title"] if isinstance(wanted, Mapping) else wanted
    for milestone in repository.milestones.values():
        if milestone.title == title:
            return milestone
    return make_milestone(world, repository, title, creator)


def _assignee(world: World, repository: Repository, wanted: Any) -> User:
    user = _user(world, wanted)
    repository.collaborators.setdefault(user.login.lower(), "push")
    return user


def _user(world: World, wanted: Any) -> User:
    return world.user(wanted["login"] if isinstance(wanted, Mapping) else wanted)


def _time(given: Any, otherwise: int) -> int:
    if given is None:
        return otherwise
    return int(given) if isinstance(given, int | float) else parse(given)
