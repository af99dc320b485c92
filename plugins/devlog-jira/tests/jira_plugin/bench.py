"""A sandbox with services that write to it, and words for what was written."""

from __future__ import annotations

from typing import Any

from devlog_core.model.ids import new_uid
from devlog_core.model.remote import Draft, Mark
from devlog_core.testing import desk
from devlog_jira.sandbox import JiraSandbox

from .desk import Desk, opened

DEPLOYMENTS = ("cloud", "server")
CLOUD = {"baseUrl": "https://acme.atlassian.net", "version": "1001.0.0", "deploymentType": "Cloud"}
SERVER = {"baseUrl": "https://jira.acme.org", "version": "9.12.0", "deploymentType": "Server"}
WHOLE = {
    "title": "Fix login", "description": "Steps:\n\n1. go", "status": "new", "priority": "high",
    "type": "bugfix", "labels": ["ui", "web"], "assignees": [], "milestone": None, "parent": None,
    "dependencies": [], "due": "2026-03-31", "estimate": 90,
}  # fmt: skip

fields, sets = desk.fields, desk.sets


class Bench:
    """One simulated Jira and one service."""

    def __init__(self, deployment: str) -> None:
        self.jira = JiraSandbox(deployment=deployment)
        self.jira.start()
        self._desks: list[Desk] = []

    def desk(self, **changes: Any) -> Desk:
        """A service with a memory of its own."""
        self._desks.append(opened(self.jira.config(), **changes))
        return self._desks[-1]

    def close(self) -> None:
        for each in self._desks:
            each.service.close()
        self.jira.stop()

    def writes(self) -> list[str]:
        """The requests so far that were no GET, as method and last word of the path."""
        return [
            f"{one['method']} {one['path'].partition('?')[0].rpartition('/')[2]}"
            for one in self.jira.requests()
            if one["method"] != "GET" and "/search" not in one["path"] and "/list" not in one["path"]
        ]


def draft(**values: Any) -> Draft:
    """A new issue with a mark of its own."""
    return Draft(mark=Mark(uid=new_uid(), ref="dl-12345678"), values=WHOLE | values)
