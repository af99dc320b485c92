"""Issues and repositories that go: deleted, transferred, renamed."""

from __future__ import annotations

import copy

from devlog_github.sandbox.model import Issue, Repository
from devlog_github.sandbox.people import assignable, ensure_label
from devlog_github.sandbox.world import World


def delete_issue(world: World, issue: Issue) -> None:
    """Remove an issue with its comments; its number is not used again."""
    _take_out(world, issue)
    issue.repository.gone[issue.number] = None


def transfer_issue(world: World, issue: Issue, goal: Repository) -> Issue:
    """Move an issue to another repository, where it gets a new id and number; the old place points there."""
    if goal is issue.repository or issue.pull:
        raise ValueError("only an issue can be transferred, and only to another repository")
    _take_out(world, issue)
    goal.last_number += 1
    moved = copy.copy(issue)
    moved.id, moved.number, moved.repository = world.new_id("issue"), goal.last_number, goal
    moved.labels = tuple(ensure_label(world, goal, label.name) for label in issue.labels)
    moved.assignees = tuple(user for user in issue.assignees if user.login.lower() in assignable(goal))
    titles = {milestone.title: milestone for milestone in goal.milestones.values()}
    moved.milestone = titles.get(issue.milestone.title) if issue.milestone else None
    moved.updated_at = world.clock.now()
    goal.issues[moved.number] = moved
    for comment in moved.comments:
        comment.issue = moved
        goal.comments[comment.id] = comment
    issue.repository.gone[issue.number] = moved
    world.history.born(moved, moved.updated_at)
    return moved


def rename_repository(world: World, repository: Repository, new: str) -> None:
    """Give a repository another name or, with a slash, another owner; the old name leads to it."""
    owner, _, name = new.rpartition("/")
    if world.named(f"{owner or repository.owner.login}/{name}") is not None:
        raise ValueError(f"{new} is taken")
    if owner:
        repository.owner = world.user(owner, repository.owner.kind)
    repository.name = name
    world.names[repository.full_name.lower()] = repository.id


def _take_out(world: World, issue: Issue) -> None:
    world.remember(issue)
    del issue.repository.issues[issue.number]
    for comment in issue.comments:
        del issue.repository.comments[comment.id]
