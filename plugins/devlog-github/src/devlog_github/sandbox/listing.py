"""Issues and comments as lists choose and order them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from devlog_core.testing.sandbox.clock import parse
from devlog_github.sandbox.answer import invalid
from devlog_github.sandbox.call import Call
from devlog_github.sandbox.model import Comment, Issue
from devlog_github.sandbox.pages import Order

FILTERS = (
    "state",
    "sort",
    "direction",
    "since",
    "labels",
    "milestone",
    "assignee",
    "creator",
    "mentioned",
    "type",
)
Test = Callable[[Issue], bool]


def issues(call: Call) -> tuple[list[Issue], Order[Issue]]:
    """The issues that a list request means, in its order; pull requests are issues too."""
    order = _order(call, "Issue", ("created", "updated", "comments"), "desc")
    asked = tuple(call.query.get(name) for name in FILTERS)
    if call.as_of is not None:
        return _select(call, _as_of(call, call.as_of), order), order
    everything = call.repository.issues.values()
    key = ("issues", call.repository.id, asked)
    return call.world.memo(key, lambda: _select(call, everything, order)), order


def comments(call: Call) -> tuple[list[Comment], Order[Comment]]:
    """The comments of a whole repository; without `sort` in the order of their ids."""
    order: Order[Comment] = lambda comment: (0, comment.id)  # noqa: E731
    if "sort" in call.query:
        order = _order(call, "IssueComment", ("created", "updated"), "asc")
    asked = tuple(call.query.get(name) for name in ("sort", "direction", "since"))
    key = ("comments", call.repository.id, asked)
    everything = call.repository.comments.values()
    return call.world.memo(key, lambda: sorted(since(call, everything), key=order)), order


def since(call: Call, items: Iterable[Any]) -> list[Any]:
    """Those that changed at or after the moment asked for."""
    if not call.query.get("since"):
        return list(items)
    try:
        bound = parse(call.query["since"]) + (not call.world.switches.since_inclusive)
    except ValueError:
        raise invalid("Issue", "since", value=call.query["since"]) from None
    return [item for item in items if item.updated_at >= bound]


def _as_of(call: Call, moment: int) -> list[Issue]:
    then = call.world.history.as_of(moment)
    live = [then.get(issue.id, issue) for issue in call.repository.issues.values()]
    known = set(call.repository.issues.values())
    lost = [past for past in then.values() if past and past.repository is call.repository]
    ids = {issue.id for issue in known}
    return [issue for issue in live if issue] + [past for past in lost if past.id not in ids]


def _order(call: Call, resource: str, sorts: tuple[str, ...], direction: str) -> Order[Any]:
    sort = _choice(call, resource, "sort", sorts, "created")
    sign = -1 if _choice(call, resource, "direction", ("asc", "desc"), direction) == "desc" else 1
    if sort == "comments":
        return lambda issue: (sign * len(issue.comments), sign * issue.id)
    if sort == "updated":
        return lambda item: (sign * item.updated_at, sign * item.id)
    return lambda item: (sign * item.created_at, sign * item.id)


def _choice(call: Call, resource: str, field: str, allowed: tuple[str, ...], default: str) -> str:
    value = call.query.get(field, default)
    if value not in allowed:
        raise invalid(resource, field, value=value)
    return value


def _select(call: Call, everything: Iterable[Issue], order: Order[Issue]) -> list[Issue]:
    tests = _tests(call)
    return sorted(
        (issue for issue in since(call, everything) if all(test(issue) for test in tests)), key=order
    )


def _tests(call: Call) -> list[Test]:
    tests: list[Test] = []
    state = _choice(call, "Issue", "state", ("open", "closed", "all"), "open")
    if state != "all":
        tests.append(lambda issue: issue.state == state)
    wanted = {name.strip().lower() for name in call.query.get("labels", "").split(",") if name.strip()}
    if wanted:
        tests.append(lambda issue: wanted <= {label.name.lower() for label in issue.labels})
    creator = call.query.get("creator", "").lower()
    if creator:
        tests.append(lambda issue: issue.user.login.lower() == creator)
    mentioned = call.query.get("mentioned", "").lower()
    if mentioned:
        tests.append(lambda issue: f"@{mentioned}" in (issue.body or "").lower())
    if call.query.get("type", "none") != "none":
        tests.append(lambda _: False)
    return tests + _assignee(call.query.get("assignee", "").lower()) + _milestone(call)


def _assignee(wanted: str) -> list[Test]:
    if wanted == "none":
        return [lambda issue: not issue.assignees]
    if wanted == "*":
        return [lambda issue: bool(issue.assignees)]
    return [lambda issue: wanted in {user.login.lower() for user in issue.assignees}] if wanted else []


def _milestone(call: Call) -> list[Test]:
    wanted = call.query.get("milestone", "")
    if wanted == "none":
        return [lambda issue: issue.milestone is None]
    if wanted == "*":
        return [lambda issue: issue.milestone is not None]
    if wanted and (not wanted.isdigit() or int(wanted) not in call.repository.milestones):
        raise invalid("Issue", "milestone", value=wanted)
    return (
        [lambda issue: issue.milestone is not None and issue.milestone.number == int(wanted)]
        if wanted
        else []
    )
