"""The sandbox itself: starting, stopping and filling it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from devlog_core.plugin.playing import PlayableSandbox
from devlog_core.testing.sandbox.steering import STEERING
from devlog_github.sandbox.playing import Playing
from devlog_github.sandbox.seeding import plant
from devlog_github.sandbox.steering import Steering
from devlog_github.sandbox.world import Switches


class GitHubSandbox(Playing, Steering, PlayableSandbox):
    """GitHub's REST interface to issues, on loopback and in memory.

    An id is an issue's number, or `owner/repo#12` in another repository than the first.
    """

    VERBS = (
        "seed", "read", "edit", "comment", "edit_comment", "delete_comment", "delete", "transfer",
        "open_pull", "merge", "lock", "config", *STEERING,
        "limit", "add_repository", "add_collaborator", "rename", "add_token", "permit", "revoke",
    )  # fmt: skip

    def __init__(
        self, repositories: Sequence[str] = ("acme/shop",), collaborators: Sequence[str] = ()
    ) -> None:
        super().__init__()
        for name in repositories:
            self.add_repository(name, collaborators=collaborators)

    @property
    def switches(self) -> Switches:
        """Behaviour that varies; change it by `switch`."""
        return self.world.switches

    def config(self, repository: str | None = None) -> dict[str, Any]:
        """The integration's `config` table for a repository, the first unless told."""
        token = next(iter(self.access.tokens), "")
        return {
            "repository": self.repository(repository).full_name,
            "token": token,
            "api_url": self.world.base,
        }

    def seed(self, items: Sequence[Mapping[str, Any]]) -> list[str]:
        """Put issues and pull requests in place, in GitHub's terms, and return their keys."""
        with self.world.writing():
            return [
                self.key(plant(self.world, self.repository(item.get("repository")), item)) for item in items
            ]
