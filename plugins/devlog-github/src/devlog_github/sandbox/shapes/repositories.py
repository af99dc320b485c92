"""A repository with all its addresses."""

from __future__ import annotations

from typing import Any

from devlog_github.sandbox.model import Repository
from devlog_github.sandbox.shapes.accounts import user_json
from devlog_github.sandbox.shapes.ids import node_id
from devlog_github.sandbox.stamps import stamp
from devlog_github.sandbox.world import World

ROLES = ("none", "pull", "triage", "push", "maintain", "admin")

ADDRESSES = {
    "forks": "", "keys": "{/key_id}", "collaborators": "{/collaborator}", "teams": "", "hooks": "",
    "events": "", "assignees": "{/user}", "branches": "{/branch}", "tags": "", "languages": "",
    "stargazers": "", "contributors": "", "subscribers": "", "subscription": "", "commits": "{/sha}",
    "comments": "{/number}", "merges": "", "downloads": "", "issues": "{/number}", "pulls": "{/number}",
    "milestones": "{/number}", "labels": "{/name}", "releases": "{/id}", "deployments": "",
    "notifications": "{?since,all,participating}",
}  # fmt: skip
NESTED = {
    "issue_events_url": "issues/events{/number}", "blobs_url": "git/blobs{/sha}",
    "git_tags_url": "git/tags{/sha}", "git_refs_url": "git/refs{/sha}", "trees_url": "git/trees{/sha}",
    "statuses_url": "statuses/{sha}", "git_commits_url": "git/commits{/sha}",
    "issue_comment_url": "issues/comments{/number}", "contents_url": "contents/{+path}",
    "compare_url": "compare/{base}...{head}", "archive_url": "{archive_format}{/ref}",
}  # fmt: skip
FIXED: dict[str, Any] = {
    "description": None, "fork": False, "homepage": None, "size": 0, "stargazers_count": 0,
    "watchers_count": 0, "language": None, "has_issues": True, "has_projects": True,
    "has_downloads": True, "has_wiki": True, "has_pages": False, "has_discussions": False,
    "forks_count": 0, "mirror_url": None, "archived": False, "disabled": False, "license": None,
    "allow_forking": True, "is_template": False, "web_commit_signoff_required": False, "topics": [],
    "forks": 0, "watchers": 0, "default_branch": "main",
}  # fmt: skip
SETTINGS = {
    "allow_squash_merge": True, "allow_merge_commit": True, "allow_rebase_merge": True,
    "allow_auto_merge": False, "delete_branch_on_merge": False, "allow_update_branch": False,
    "use_squash_pr_title_as_default": False, "network_count": 0, "subscribers_count": 0,
}  # fmt: skip


def repository_json(world: World, repository: Repository) -> dict[str, Any]:
    """The repository as it stands inside other records."""
    return world.memo(("repository", repository.id), lambda: _repository(world, repository))


def _repository(world: World, repository: Repository) -> dict[str, Any]:
    name = repository.full_name
    url, since = f"{world.base}/repos/{name}", stamp(repository.created_at)
    waiting = sum(issue.state == "open" for issue in repository.issues.values())
    shape: dict[str, Any] = {
        "id": repository.id,
        "node_id": node_id("R", repository.id),
        "name": repository.name,
        "full_name": name,
        "private": repository.private,
        "owner": user_json(world, repository.owner),
        "html_url": f"{world.base}/{name}",
        "url": url,
        "created_at": since,
        "updated_at": since,
        "pushed_at": since,
        "git_url": f"git://github.com/{name}.git",
        "ssh_url": f"git@github.com:{name}.git",
        "clone_url": f"{world.base}/{name}.git",
        "svn_url": f"{world.base}/{name}",
        "open_issues_count": waiting,
        "open_issues": waiting,
        "visibility": "private" if repository.private else "public",
    }
    shape |= FIXED
    shape |= {f"{part}_url": f"{url}/{part}{tail}" for part, tail in ADDRESSES.items()}
    return shape | {key: f"{url}/{tail}" for key, tail in NESTED.items()}


def full_repository_json(world: World, repository: Repository, role: str) -> dict[str, Any]:
    """The repository as its own address gives it, with what the asker may do."""
    may = ROLES.index(role)
    granted = {name: may >= ROLES.index(name) for name in ("admin", "maintain", "push", "triage", "pull")}
    shape = repository_json(world, repository) | {"permissions": granted} | SETTINGS
    if repository.owner.kind == "Organization":
        shape["organization"] = user_json(world, repository.owner)
    return shape
