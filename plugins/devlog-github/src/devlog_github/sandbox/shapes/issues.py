"""Issues with their comments, labels and milestones."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from devlog_github.sandbox.model import Comment, Issue, Label, Milestone, Repository, User
from devlog_github.sandbox.shapes.accounts import user_json, user_or_none
from devlog_github.sandbox.shapes.ids import node_id
from devlog_github.sandbox.stamps import stamp, stamp_or_none
from devlog_github.sandbox.world import World

NEW_KEYS = ("type", "sub_issues_summary", "issue_dependencies_summary", "pinned_comment", "state_reason")


def issue_json(world: World, issue: Issue) -> dict[str, Any]:
    """An issue, or a pull request in the form of an issue."""
    repository = issue.repository
    url = f"{world.base}/repos/{repository.full_name}/issues/{issue.number}"
    kind = "pull" if issue.pull else "issues"
    assignees = [user_json(world, user) for user in issue.assignees]
    shape: dict[str, Any] = {
        "url": url,
        "repository_url": f"{world.base}/repos/{repository.full_name}",
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": f"{world.base}/{repository.full_name}/{kind}/{issue.number}",
        "id": issue.id,
        "node_id": node_id("PR" if issue.pull else "I", repository.id, issue.id),
        "number": issue.number,
        "title": issue.title,
        "user": user_json(world, issue.user),
        "labels": [label_json(world, repository, label) for label in issue.labels],
        "state": issue.state,
        "locked": issue.locked,
        "assignees": assignees,
        "milestone": issue.milestone and milestone_json(world, repository, issue.milestone),
        "comments": len(issue.comments),
        "created_at": stamp(issue.created_at),
        "updated_at": stamp(issue.updated_at),
        "closed_at": stamp_or_none(issue.closed_at),
        "assignee": assignees[0] if assignees else None,
        "author_association": association(repository, issue.user),
        "active_lock_reason": issue.lock_reason,
        "sub_issues_summary": {"total": 0, "completed": 0, "percent_completed": 0},
        "issue_dependencies_summary": {
            "blocked_by": 0,
            "total_blocked_by": 0,
            "blocking": 0,
            "total_blocking": 0,
        },
        "body": issue.body,
        "closed_by": user_or_none(world, issue.closed_by),
        "reactions": _reactions(url),
        "timeline_url": f"{url}/timeline",
        "performed_via_github_app": None,
        "state_reason": issue.state_reason,
        "pinned_comment": None,
    }
    if repository.owner.kind == "Organization":
        shape["type"] = None
    if issue.pull:
        shape["draft"] = issue.pull.draft
        shape["pull_request"] = _pull_links(world, issue)
    if world.switches.old_server:
        for key in NEW_KEYS:
            shape.pop(key, None)
    return shape


def _pull_links(world: World, issue: Issue) -> dict[str, Any]:
    name, html = issue.repository.full_name, f"{world.base}/{issue.repository.full_name}/pull/{issue.number}"
    return {
        "url": f"{world.base}/repos/{name}/pulls/{issue.number}",
        "html_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "merged_at": stamp_or_none(issue.pull.merged_at) if issue.pull else None,
    }


def comment_json(world: World, comment: Comment) -> dict[str, Any]:
    """A comment of an issue."""
    repository = comment.issue.repository
    url = f"{world.base}/repos/{repository.full_name}/issues/comments/{comment.id}"
    number = comment.issue.number
    kind = "pull" if comment.issue.pull else "issues"
    return {
        "url": url,
        "html_url": f"{world.base}/{repository.full_name}/{kind}/{number}#issuecomment-{comment.id}",
        "issue_url": f"{world.base}/repos/{repository.full_name}/issues/{number}",
        "id": comment.id,
        "node_id": node_id("IC", repository.id, comment.id),
        "user": user_json(world, comment.user),
        "created_at": stamp(comment.created_at),
        "updated_at": stamp(comment.updated_at),
        "body": comment.body,
        "author_association": association(repository, comment.user),
        "reactions": _reactions(url),
        "performed_via_github_app": None,
    }


def label_json(world: World, repository: Repository, label: Label) -> dict[str, Any]:
    """A label of a repository."""
    return world.memo(("label", label.id), lambda: _label(world, repository, label))


def _label(world: World, repository: Repository, label: Label) -> dict[str, Any]:
    return {
        "id": label.id,
        "node_id": node_id("LA", repository.id, label.id),
        "url": f"{world.base}/repos/{repository.full_name}/labels/{quote(label.name, safe='')}",
        "name": label.name,
        "color": label.color,
        "default": label.default,
        "description": label.description,
    }


def milestone_json(world: World, repository: Repository, milestone: Milestone) -> dict[str, Any]:
    """A milestone with the counts of its issues."""
    return world.memo(("milestone", milestone.id), lambda: _milestone(world, repository, milestone))


def _milestone(world: World, repository: Repository, milestone: Milestone) -> dict[str, Any]:
    url = f"{world.base}/repos/{repository.full_name}/milestones/{milestone.number}"
    counts = world.memo(("milestones", repository.id), lambda: _counts(repository))
    return {
        "url": url,
        "html_url": f"{world.base}/{repository.full_name}/milestone/{milestone.number}",
        "labels_url": f"{url}/labels",
        "id": milestone.id,
        "node_id": node_id("MI", repository.id, milestone.id),
        "number": milestone.number,
        "title": milestone.title,
        "description": milestone.description,
        "creator": user_json(world, milestone.creator),
        "open_issues": counts.get((milestone.number, "open"), 0),
        "closed_issues": counts.get((milestone.number, "closed"), 0),
        "state": milestone.state,
        "created_at": stamp(milestone.created_at),
        "updated_at": stamp(milestone.updated_at),
        "due_on": stamp_or_none(milestone.due_on),
        "closed_at": stamp_or_none(milestone.closed_at),
    }


def _counts(repository: Repository) -> dict[tuple[int, str], int]:
    counts: dict[tuple[int, str], int] = {}
    for issue in repository.issues.values():
        if issue.milestone:
            key = (issue.milestone.number, issue.state)
            counts[key] = counts.get(key, 0) + 1
    return counts


def association(repository: Repository, user: User) -> str:
    """What an author is to the repository."""
    if user is repository.owner:
        return "OWNER"
    if user.login.lower() in repository.collaborators:
        return "MEMBER" if repository.owner.kind == "Organization" else "COLLABORATOR"
    return "NONE"


def _reactions(url: str) -> dict[str, Any]:
    return {
        "url": f"{url}/reactions", "total_count": 0, "+1": 0, "-1": 0, "laugh": 0, "hooray": 0, "confused": 0,
        "heart": 0, "rocket": 0, "eyes": 0,
    }  # fmt: skip
