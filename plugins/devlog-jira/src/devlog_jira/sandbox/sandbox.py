"""The sandbox itself: starting, stopping and filling it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from devlog_core.plugin.playing import PlayableSandbox
from devlog_core.testing.sandbox.delivering import DELIVERING
from devlog_core.testing.sandbox.steering import STEERING
from devlog_jira.sandbox.playing import Playing
from devlog_jira.sandbox.seeding import plant
from devlog_jira.sandbox.state import TOKEN_USER
from devlog_jira.sandbox.steering import Steering
from devlog_jira.sandbox.teams import Teams
from devlog_jira.sandbox.world import Switches


class JiraSandbox(Playing, Teams, Steering, PlayableSandbox):
    """Jira's REST interface, as Cloud or as Server has it, on loopback and in memory.

    An id is an issue's key, a key that it had before it was moved, or its number among all issues.
    """

    FORMS = ("cloud", "server")
    VERBS = (
        "seed", "read", "edit", "comment", "edit_comment", "delete_comment", "delete", "move", "archive",
        "link", "unlink", "config", *STEERING,
        "add_project", "rename_project", "archive_project", "add_user", "add_version", "add_field", "require",
        "workflow", "add_token", "add_client", "oauth_token", "permit", "revoke", "limit",
        "add_board", "add_sprint", "sprint", "plan_sprint", "log_work", "edit_work", "delete_work",
        *DELIVERING,
    )  # fmt: skip

    def __init__(self, projects: Sequence[str] = ("SHOP",), deployment: str = "cloud") -> None:
        if deployment not in self.FORMS:
            raise ValueError(f"no deployment {deployment!r}; there are {', '.join(self.FORMS)}")
        super().__init__(deployment)
        for key in projects:
            self.add_project(key)

    def formed(self, form: str) -> JiraSandbox:
        """Another Jira, Cloud or Server."""
        return JiraSandbox(deployment=form)

    @property
    def switches(self) -> Switches:
        """Behaviour that varies; change it by `switch`."""
        return self.world.switches

    def config(self, project: str | None = None) -> dict[str, Any]:
        """The integration's `config` table for a project, the first unless told."""
        table = {
            "url": self.world.base,
            "project": self.project(project).key,
            "token": next(iter(self.access.tokens), ""),
        }
        return table | ({"email": self.world.user(TOKEN_USER).email} if self.world.cloud else {})

    def seed(self, items: Sequence[Mapping[str, Any]]) -> list[str]:
        """Put issues in place, in Jira's terms, and return their keys."""
        with self.world.writing():
            return [plant(self.world, self.project(item.get("project")), item).key for item in items]
