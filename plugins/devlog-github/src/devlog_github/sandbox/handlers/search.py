"""The search for issues, through an index that lags behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from devlog_github.sandbox import query as language
from devlog_github.sandbox.answer import Answer, RefusedError
from devlog_github.sandbox.call import Call
from devlog_github.sandbox.model import Issue, Repository
from devlog_github.sandbox.pages import page
from devlog_github.sandbox.query import Query
from devlog_github.sandbox.shapes.issues import issue_json

DEEPEST = 1000
UNKNOWN = (
    "The listed users and repositories cannot be searched either because the resources do not exist "
    "or you do not have permission to view them."
)


def search_issues(call: Call) -> Answer:
    """Issues and pull requests that fit a query; at most a thousand can be read."""
    text = call.query.get("q", "").strip()
    if not text:
        raise _refused("missing")
    if len(text) > 256:
        raise _refused("invalid", message="The search is longer than 256 characters.")
    try:
        query = language.read(text)
    except ValueError:
        raise _refused("invalid", message="Recognized dates look like this: 2019-07-04.") from None
    found = sorted(_find(call, query), key=_rank(call, query))
    answer = page(call, found[:DEEPEST], lambda issue: _item(call, issue))
    if not answer.body and call.query.get("page", "1").isdigit() and _offset(call) >= DEEPEST:
        raise RefusedError(422, "Only the first 1000 search results are available")
    answer.body = {
        "total_count": len(found),
        "incomplete_results": False,
        "items": answer.body,
        "search_type": "lexical",
    }
    return answer


def _find(call: Call, query: Query) -> list[Issue]:
    past = call.world.history.as_of(call.world.clock.now() - call.world.switches.search_lag)
    found = []
    for repository in _places(call, query):
        for issue in repository.issues.values():
            indexed = past.get(issue.id, issue)
            if indexed is not None and all(test(indexed) for test in query.tests):
                found.append(issue)
    return found


def _places(call: Call, query: Query) -> list[Repository]:
    seen = [
        repository
        for repository in call.world.repositories.values()
        if call.access.role(call.token, repository) != "none"
    ]
    if not query.repositories and not query.owners:
        return seen
    chosen = [
        repository
        for repository in seen
        if repository.full_name.lower() in query.repositories
        or repository.owner.login.lower() in query.owners
    ]
    if not chosen:
        raise _refused("invalid", message=UNKNOWN)
    return chosen


def _rank(call: Call, query: Query) -> Callable[[Issue], tuple[int, int]]:
    sort, _, direction = (query.sort or call.query.get("sort", "")).partition("-")
    sign = 1 if (direction or call.query.get("order", "desc")) == "asc" else -1
    if sort == "updated":
        return lambda issue: (sign * issue.updated_at, sign * issue.id)
    if sort == "comments":
        return lambda issue: (sign * len(issue.comments), sign * issue.id)
    return lambda issue: (sign * issue.created_at, sign * issue.id)


def _item(call: Call, issue: Issue) -> dict[str, Any]:
    shape = issue_json(call.world, issue) | {"score": 1.0}
    # The description allows no null here, and does not require the key.
    if shape["body"] is None:
        del shape["body"]
    return shape


def _offset(call: Call) -> int:
    size = call.query.get("per_page", "30")
    return (int(call.query.get("page", "1")) - 1) * (int(size) if size.isdigit() else 30)


def _refused(code: str, **more: Any) -> RefusedError:
    return RefusedError(
        422, "Validation Failed", [{"resource": "Search", "field": "q", "code": code, **more}]
    )
