"""The places of a scene, told and asked as one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from devlog_core.testing.sandbox.exchange import Hook
from tests.integration.agree import disagreements
from tests.integration.desk import Desk
from tests.integration.hub import Hub, shown, split


class Served(Protocol):
    """What a walk asks of one simulated system, or of several together."""

    def start(self) -> Any:
        """Begin to serve."""

    def stop(self) -> None:
        """End serving."""

    def settle_in(self) -> None:
        """From now on whatever is seeded is new to the workspace."""

    def memory(self) -> Any:
        """Everything as it is now, for `recall`."""

    def recall(self, memory: Any) -> None:
        """Be as it was then, at the same addresses; hooks and the list of requests are gone."""

    def paged(self, page: int) -> None:
        """Lists come in pages of so many records; with 100 all is as it usually is."""

    def on_request(self, hook: Hook) -> None:
        """Call `hook` just before and just after each request."""

    def unhook(self) -> None:
        """Call nobody any more whom `on_request` named."""

    def advance(self, seconds: float) -> None:
        """Let time pass."""

    def requests(self) -> list[dict[str, Any]]:
        """Every request since the list was begun."""

    def clear_requests(self) -> None:
        """Begin the list of requests anew."""

    def writes(self) -> list[str]:
        """What was to change something since the last time."""


class Grounds(Served, Protocol):
    """The places of a scene, whatever they are."""

    @property
    def places(self) -> Mapping[str, str]:
        """Repositories or projects by the names of their integrations."""

    def pictures(self) -> dict[str, Any]:
        """All that they show, without what depends on the order of events."""

    def apart(self, desk: Desk, contested: Collection[str]) -> list[str]:
        """In words, whatever differs between the entries and what they show."""


class Twins(Hub):
    """Repositories of one GitHub, two unless told."""

    def __init__(self, *repositories: str) -> None:
        super().__init__(*(repositories or PLACES.values()))

    @property
    def places(self) -> Mapping[str, str]:
        return PLACES

    def settle_in(self) -> None:
        self.world.looked_at = True

    def paged(self, page: int) -> None:
        self.switch("largest_page", page)

    def unhook(self) -> None:
        self.exchange.hooks.clear()

    def pictures(self) -> dict[str, Any]:
        return {repository: issues_of(self, repository) for repository in PLACES.values()}

    def apart(self, desk: Desk, contested: Collection[str]) -> list[str]:
        return disagreements(desk, self, PLACES, contested=contested)


PLACES = {"shop": "acme/shop", "api": "acme/api"}


def issues_of(hub: Hub, repository: str) -> list[dict[str, Any]]:
    """All issues of a repository, without what depends on the order of events."""
    issues = []
    for key in hub.keys(repository):
        issue = hub.read(key)
        said = sorted((comment["user"]["login"], split(comment["body"])[0]) for comment in issue["comments"])
        issues.append({**shown(issue), "key": "", "notes": said, "author": issue["user"]["login"]})
    return sorted(issues, key=lambda issue: (issue["title"], issue["author"]))
