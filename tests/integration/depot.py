"""What the tests ask of a simulated Jira, in words of their own and not in the plugin's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from devlog_jira.richtext import codec
from devlog_jira.sandbox import JiraSandbox

DEPLOYMENTS = ("cloud", "server")
LABEL = re.compile(r"devlog-([0-9a-f-]{36})")
STATUS = {"To Do": "new", "In Progress": "in-progress", "In Review": "in-review", "Done": "done"}
PRIORITY = {"Lowest": "low", "Low": "low", "Medium": "medium", "High": "high", "Highest": "critical"}
TYPE = {"Story": "feature", "Bug": "bugfix", "Epic": "feature"}
GIVEN_UP = ("Won't Do", "Duplicate", "Cannot Reproduce")
ASKS = re.compile(r"/(search|search/jql|comment/list|worklog/list|issue/bulkfetch)$")
"""What is asked by POST, and changes nothing."""


class Depot(JiraSandbox):
    """A sandbox whose time stands still unless it is moved, and that knows whole projects."""

    def __init__(self, *projects: str, deployment: str = "cloud") -> None:
        super().__init__(projects or ("SHOP", "API"), deployment)
        self.clock.set("2025-03-01T12:00:00Z")
        self.clock.freeze()
        self.text = codec(self.world.cloud)

    def settings(self, project: str | None = None, **more: Any) -> dict[str, Any]:
        """The `config` table, with the token as a reference and no time to wait for look-ups."""
        return self.config(project) | {"token": "${JIRA_TOKEN}", "settle_seconds": 0} | more

    def written(self, markdown: str) -> Any:
        """A text as this Jira keeps it."""
        return self.text.write(markdown)

    def keys(self, project: str = "SHOP") -> list[str]:
        """All issues of a project, the oldest first."""
        with self.world.lock:
            return [issue.key for issue in self.world.issues.values() if issue.project.key == project]

    def shown(self, key: str) -> dict[str, Any]:
        """An issue in the words of an entry, as the default maps say it."""
        issue = self.read(key)
        fields = issue["fields"]
        marks = [found[1] for name in fields["labels"] if (found := LABEL.fullmatch(name))]
        resolution = (fields["resolution"] or {}).get("name")
        status = STATUS.get(fields["status"]["name"], fields["status"]["name"])
        return {
            "key": issue["key"],
            "uid": marks[0] if marks else None,
            "title": fields["summary"],
            "description": self._plain(fields["description"]),
            "status": "cancelled" if status == "done" and resolution in GIVEN_UP else status,
            "priority": PRIORITY[fields["priority"]["name"]],
            "type": TYPE.get(fields["issuetype"]["name"], "task"),
            "labels": sorted(name for name in fields["labels"] if not LABEL.fullmatch(name)),
            "assignees": [self._account(fields["assignee"])] if fields["assignee"] else [],
            "milestone": min((one["name"] for one in fields["fixVersions"]), default=None),
            "due": fields["duedate"],
            "notes": sorted(self._plain(comment["body"]) for comment in issue["comments"]),
        }

    def all(self, project: str = "SHOP") -> list[dict[str, Any]]:
        """All issues of a project as a person sees them."""
        return [self.shown(key) for key in self.keys(project)]

    def titled(self, title: str, project: str = "SHOP") -> str:
        """The one issue of that title."""
        found = [key for key in self.keys(project) if self.read(key)["fields"]["summary"] == title]
        assert len(found) == 1, f"{len(found)} issues are called {title!r}"
        return found[0]

    def sent(self) -> list[str]:
        """What was asked since the last time: `METHOD /path` without the query."""
        asked = [f"{entry['method']} {entry['path'].partition('?')[0]}" for entry in self.requests()]
        self.clear_requests()
        return asked

    def writes(self) -> list[str]:
        """Only what was to change something since the last time."""
        return [line for line in self.sent() if not line.startswith("GET ") and not ASKS.search(line)]

    def doubles(self, project: str = "SHOP") -> list[str]:
        """Marks that stand on more than one issue, comment or worklog."""
        marks: list[str] = []
        for key in self.keys(project):
            issue = self.read(key)
            marks += [name for name in issue["fields"]["labels"] if LABEL.fullmatch(name)]
            marks += [_uid(one) for one in (*issue["comments"], *issue["worklogs"]) if _uid(one)]
        return sorted({mark for mark in marks if marks.count(mark) > 1})

    def _plain(self, body: Any) -> str:
        return self.text.read(body) if body else ""

    def _account(self, user: Mapping[str, Any]) -> str:
        return str(user["accountId" if self.world.cloud else "name"])


def _uid(record: Mapping[str, Any]) -> str:
    held = {one["key"]: one["value"] for one in record["properties"]}
    mark = held.get("devlog-note") or held.get("devlog-worklog") or {}
    return str(mark.get("uid") or "")
