"""What the tests ask of a simulated GitHub, in words of their own and not in the plugin's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from devlog_github.sandbox import GitHubSandbox

MARK = re.compile(r"(?:\A|\n\n)<!-- devlog(-note)?:(?P<name>\S+)( uid=(?P<uid>[0-9a-f-]{36}))? -->\Z")
STATUS = {
    "status: in progress": "in-progress",
    "status: blocked": "blocked",
    "status: in review": "in-review",
    "status: testing": "testing",
}
PRIORITY = {"priority: low": "low", "priority: high": "high", "priority: critical": "critical"}
TYPE = {
    "type: feature": "feature",
    "type: bugfix": "bugfix",
    "type: refactor": "refactor",
    "type: docs": "docs",
}
REASON = {"completed": "done", "not_planned": "cancelled", "duplicate": "cancelled"}


class Hub(GitHubSandbox):
    """A sandbox whose time stands still unless it is moved, and that knows whole repositories."""

    def __init__(self, *repositories: str, collaborators: tuple[str, ...] = ("alice", "bob")) -> None:
        super().__init__(repositories or ("acme/shop",), collaborators)
        self.clock.set("2025-03-01T12:00:00Z")
        self.clock.freeze()

    def settings(self, repository: str | None = None, **more: Any) -> dict[str, Any]:
        """The `config` table, with the token as a reference and no time to wait for look-ups."""
        return self.config(repository) | {"token": "${GITHUB_TOKEN}", "settle_seconds": 0} | more

    def keys(self, repository: str | None = None) -> list[str]:
        """All issues, pull requests left out."""
        issues = self.repository(repository).issues.values()
        return [self.key(issue) for issue in issues if issue.pull is None]

    def all(self, repository: str | None = None) -> list[dict[str, Any]]:
        """All issues as a person sees them."""
        return [shown(self.read(key)) for key in self.keys(repository)]

    def titled(self, title: str, repository: str | None = None) -> str:
        """The one issue of that title."""
        found = [key for key in self.keys(repository) if self.read(key)["title"] == title]
        assert len(found) == 1, f"{len(found)} issues are called {title!r}"
        return found[0]

    def sent(self) -> list[str]:
        """What was asked since the last time: `METHOD /path` without the query."""
        asked = [f"{entry['method']} {entry['path'].partition('?')[0]}" for entry in self.requests()]
        self.clear_requests()
        return asked

    def writes(self) -> list[str]:
        """Only what was to change something since the last time."""
        return [line for line in self.sent() if not line.startswith("GET ")]


def shown(issue: dict[str, Any]) -> dict[str, Any]:
    """An issue in the words of an entry, as the default maps say it."""
    names = [label["name"] for label in issue["labels"]]
    text, uid = split(issue["body"])
    status = next((STATUS[name] for name in names if name in STATUS), "new")
    return {
        "key": str(issue["number"]),
        "uid": uid,
        "title": issue["title"],
        "description": text,
        "status": REASON[issue["state_reason"] or "completed"] if issue["state"] == "closed" else status,
        "priority": next((PRIORITY[name] for name in names if name in PRIORITY), "medium"),
        "type": next((TYPE[name] for name in names if name in TYPE), "task"),
        "labels": sorted(name for name in names if name not in {*STATUS, *PRIORITY, *TYPE}),
        "assignees": sorted(user["login"] for user in issue["assignees"]),
        "milestone": issue["milestone"]["title"] if issue["milestone"] else None,
        "notes": sorted(split(comment["body"])[0] for comment in issue["comments"]),
    }


def split(body: str | None) -> tuple[str, str | None]:
    """A text and the uid of the mark below it."""
    found = MARK.search(body or "")
    if not found:
        return body or "", None
    return (body or "")[: found.start()], found["uid"] or found["name"]


def doubles(hub: Hub, repository: str | None = None) -> list[str]:
    """Marks that stand on more than one issue or comment."""
    marks = list(_marks(hub, repository))
    return sorted({mark for mark in marks if marks.count(mark) > 1})


def _marks(hub: Hub, repository: str | None) -> Iterator[str]:
    for key in hub.keys(repository):
        issue = hub.read(key)
        for body in (issue["body"], *(comment["body"] for comment in issue["comments"])):
            uid = split(body)[1]
            if uid:
                yield uid
