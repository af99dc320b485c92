"""The sandbox itself: starting, stopping and filling it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from devlog_core.plugin.playing import PlayableSandbox
from devlog_github.sandbox.clock import Clock
from devlog_github.sandbox.control import Control
from devlog_github.sandbox.playing import Playing
from devlog_github.sandbox.seeding import plant
from devlog_github.sandbox.server import Server
from devlog_github.sandbox.steering import Steering
from devlog_github.sandbox.world import Switches

VERBS = (
    "seed", "read", "edit", "comment", "edit_comment", "delete_comment", "delete", "transfer",
    "open_pull", "merge", "lock",
    "config", "fault", "clear_faults", "requests", "clear_requests", "advance", "set_time", "switch", "limit",
    "add_repository", "add_collaborator", "rename", "add_token", "permit", "revoke",
)  # fmt: skip


class GitHubSandbox(Playing, Steering, PlayableSandbox):
    """GitHub's REST interface to issues, on loopback and in memory.

    An id is an issue's number, or `owner/repo#12` in another repository than the first.
    """

    def __init__(
        self, repositories: Sequence[str] = ("acme/shop",), collaborators: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self._server: Server | None = None
        for name in repositories:
            self.add_repository(name, collaborators=collaborators)

    @property
    def clock(self) -> Clock:
        """The sandbox's own time."""
        return self.world.clock

    @property
    def switches(self) -> Switches:
        """Behaviour that varies; change it by `switch`."""
        return self.world.switches

    @property
    def url(self) -> str:
        """The base URL, once it has started."""
        return self.world.base

    def start(self, port: int = 0) -> str:
        """Begin to serve on loopback and return the base URL."""
        if self._server is None:
            control = Control({name: getattr(self, name) for name in VERBS})
            self._server = Server(port, self.exchange, control)
            with self.world.writing():
                self.world.base = f"http://127.0.0.1:{self._server.server_port}"
            self._server.begin()
        return self.world.base

    def connections(self) -> int:
        """How many connections have been opened since the start."""
        return self._server.accepted if self._server else 0

    def stop(self) -> None:
        """End serving; the state stays, and `start` serves it again."""
        if self._server is not None:
            self._server.end()
            self._server = None

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
