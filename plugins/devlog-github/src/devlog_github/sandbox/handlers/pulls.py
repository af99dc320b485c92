"""Pull requests: list, read, open, edit, merge."""

from __future__ import annotations

from typing import Any

from devlog_github.sandbox import inputs
from devlog_github.sandbox.answer import Answer, RefusedError, not_found
from devlog_github.sandbox.call import Call
from devlog_github.sandbox.changes import change_issue
from devlog_github.sandbox.merging import merge_pull, open_pull
from devlog_github.sandbox.model import Issue, Pull
from devlog_github.sandbox.pages import page
from devlog_github.sandbox.shapes.pulls import full_pull_json, pull_json

SORTS = ("created", "updated", "popularity", "long-running")


def list_pulls(call: Call) -> Answer:
    """The pull requests of a repository, without the issues."""
    state = inputs.choice(call.query.get("state", "open"), ("open", "closed", "all"), "PullRequest", "state")
    sort = inputs.choice(call.query.get("sort", "created"), SORTS, "PullRequest", "sort")
    direction = call.query.get("direction", "desc" if sort == "created" else "asc")
    head, base = call.query.get("head"), call.query.get("base")
    found = [
        (issue, issue.pull)
        for issue in call.repository.issues.values()
        if issue.pull
        and state in ("all", issue.state)
        and head in (None, issue.pull.head, f"{call.repository.owner.login}:{issue.pull.head}")
        and base in (None, issue.pull.base)
    ]
    found.sort(key=lambda pair: (_rank(sort, pair[0]), pair[0].id), reverse=direction == "desc")
    return page(call, found, lambda pair: pull_json(call.world, *pair))


def get_pull(call: Call) -> Answer:
    """One pull request."""
    issue, pull = _pull(call)
    return Answer(200, full_pull_json(call.world, issue, pull), modified=issue.updated_at)


def post_pull(call: Call) -> Answer:
    """A new pull request."""
    issue = open_pull(call.world, call.repository, call.actor, call.body)
    call.params = {"number": str(issue.number)}
    shape = full_pull_json(call.world, *_pull(call))
    return Answer(201, shape, {"Location": shape["url"]})


def patch_pull(call: Call) -> Answer:
    """An edit of title, text, state or base."""
    issue, pull = _pull(call)
    if not call.may("triage") and call.actor is not issue.user:
        raise RefusedError(403, "Must have admin rights to Repository.")
    wanted: dict[str, Any] = {
        name: call.body[name] for name in ("title", "body", "state") if name in call.body
    }
    change_issue(call.world, issue, call.actor, wanted)
    pull.base = call.body.get("base", pull.base)
    return Answer(200, full_pull_json(call.world, issue, pull))


def is_merged(call: Call) -> Answer:
    """204 where merged, 404 where not."""
    if _pull(call)[1].merged_at is None:
        raise not_found()
    return Answer(204)


def put_merge(call: Call) -> Answer:
    """Merge."""
    actor, (issue, _) = call.need("push"), _pull(call)
    commit = merge_pull(call.world, issue, actor)
    return Answer(200, {"sha": commit, "merged": True, "message": "Pull Request successfully merged"})


def _pull(call: Call) -> tuple[Issue, Pull]:
    issue = call.issue()
    if issue.pull is None:
        raise not_found()
    return issue, issue.pull


def _rank(sort: str, issue: Issue) -> int:
    if sort == "updated":
        return issue.updated_at
    return len(issue.comments) if sort == "popularity" else issue.created_at
