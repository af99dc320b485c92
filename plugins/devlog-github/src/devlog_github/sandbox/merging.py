"""Pull requests opened and merged, and the issues that a merge closes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from devlog_github.sandbox.answer import RefusedError, malformed
from devlog_github.sandbox.changes import apply, change_issue, create_issue, tell
from devlog_github.sandbox.model import Issue, Pull, Repository, User
from devlog_github.sandbox.shapes.pulls import sha_of
from devlog_github.sandbox.world import World

DEFAULT_BRANCH = "main"
CLOSES = re.compile(r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d+)", re.IGNORECASE)


def open_pull(world: World, repository: Repository, author: User, wanted: Mapping[str, Any]) -> Issue:
    """A new pull request, which takes the next number of the issues."""
    head, base = wanted.get("head"), wanted.get("base")
    if not isinstance(head, str) or not isinstance(base, str):
        raise malformed('"head", "base" weren\'t supplied.')
    for other in repository.issues.values():
        if other.pull and other.state == "open" and (other.pull.head, other.pull.base) == (head, base):
            message = f"A pull request already exists for {repository.owner.login}:{head}."
            error = {"resource": "PullRequest", "code": "custom", "message": message}
            raise RefusedError(422, "Validation Failed", [error])
    issue = create_issue(world, repository, author, wanted, trusted=False)
    issue.pull = Pull(world.new_id("pull"), head, base, bool(wanted.get("draft", False)))
    return issue


def merge_pull(world: World, issue: Issue, actor: User) -> str:
    """Merge an open pull request, close the issues that its text names, and return the commit."""
    pull = issue.pull
    if pull is None or issue.state != "open" or pull.draft:
        raise RefusedError(405, "Pull Request is not mergeable")
    apply(world, issue, actor, {"state": "closed", "closed_at": world.clock.now(), "closed_by": actor})
    pull.merged_at, pull.merged_by = issue.closed_at, actor
    commit = sha_of(pull, "merge")
    tell(world, issue, actor, "merged", commit_id=commit)
    if pull.base == DEFAULT_BRANCH:
        for number in CLOSES.findall(f"{issue.title}\n{issue.body or ''}"):
            named = issue.repository.issues.get(int(number))
            if named is not None and named.pull is None:
                change_issue(world, named, actor, {"state": "closed"})
    return commit
