"""Pull requests: the short form of lists and the long one."""

from __future__ import annotations

import hashlib
from typing import Any

from devlog_github.sandbox.model import Issue, Pull
from devlog_github.sandbox.shapes.accounts import user_json, user_or_none
from devlog_github.sandbox.shapes.ids import node_id
from devlog_github.sandbox.shapes.issues import issue_json
from devlog_github.sandbox.shapes.repositories import repository_json
from devlog_github.sandbox.stamps import stamp_or_none
from devlog_github.sandbox.world import World

SHARED = (
    "number", "state", "locked", "title", "user", "body", "created_at", "updated_at", "closed_at",
    "assignee", "assignees", "labels", "milestone", "author_association", "active_lock_reason",
    "comments_url", "html_url",
)  # fmt: skip


def sha_of(pull: Pull, branch: str) -> str:
    """The commit at the tip of a pull request's branch."""
    return hashlib.sha1(f"{pull.id}:{branch}".encode(), usedforsecurity=False).hexdigest()


def pull_json(world: World, issue: Issue, pull: Pull) -> dict[str, Any]:
    """A pull request as lists show it; its id is another than that of the issue it also is."""
    as_issue = issue_json(world, issue)
    url = f"{world.base}/repos/{issue.repository.full_name}/pulls/{issue.number}"
    head = sha_of(pull, pull.head)
    statuses = f"{world.base}/repos/{issue.repository.full_name}/statuses/{head}"
    links = {
        "self": url, "html": as_issue["html_url"], "issue": as_issue["url"],
        "comments": as_issue["comments_url"], "review_comments": f"{url}/comments",
        "review_comment": f"{url.rpartition('/')[0]}/comments{{/number}}", "commits": f"{url}/commits",
        "statuses": statuses,
    }  # fmt: skip
    return {key: as_issue[key] for key in SHARED} | {
        "url": url,
        "id": pull.id,
        "node_id": node_id("PR", issue.repository.id, pull.id),
        "diff_url": f"{as_issue['html_url']}.diff",
        "patch_url": f"{as_issue['html_url']}.patch",
        "issue_url": as_issue["url"],
        "commits_url": links["commits"],
        "review_comments_url": links["review_comments"],
        "review_comment_url": links["review_comment"],
        "statuses_url": statuses,
        "merged_at": stamp_or_none(pull.merged_at),
        "merge_commit_sha": sha_of(pull, "merge") if pull.merged_at else None,
        "requested_reviewers": [],
        "requested_teams": [],
        "draft": pull.draft,
        "head": _branch(world, issue, pull, pull.head),
        "base": _branch(world, issue, pull, pull.base),
        "_links": {name: {"href": href} for name, href in links.items()},
        "auto_merge": None,
    }


def full_pull_json(world: World, issue: Issue, pull: Pull) -> dict[str, Any]:
    """A pull request as its own address gives it."""
    waiting = issue.state == "open"
    return pull_json(world, issue, pull) | {
        "merged": pull.merged_at is not None,
        "mergeable": True if waiting else None,
        "rebaseable": True if waiting else None,
        "mergeable_state": "clean" if waiting else "unknown",
        "merged_by": user_or_none(world, pull.merged_by),
        "comments": len(issue.comments),
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": 1,
        "additions": 1,
        "deletions": 0,
        "changed_files": 1,
    }


def _branch(world: World, issue: Issue, pull: Pull, name: str) -> dict[str, Any]:
    owner = issue.repository.owner
    return {
        "label": f"{owner.login}:{name}",
        "ref": name,
        "sha": sha_of(pull, name),
        "user": user_json(world, owner),
        "repo": repository_json(world, issue.repository),
    }
