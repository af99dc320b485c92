"""The state of one sandbox, shared by its requests and by the verbs of its people."""

from __future__ import annotations

from dataclasses import dataclass

from devlog_core.testing.sandbox.world import BaseWorld
from devlog_github.sandbox.history import History
from devlog_github.sandbox.model import Issue, Repository, User

# Far above 2**31 where the real ones are, so that a client with small integers fails here too.
FIRST_IDS = {
    "user": 10_000, "repository": 515_435_000, "issue": 3_235_871_000, "comment": 2_900_000_000,
    "label": 4_341_279_000, "milestone": 8_200_000, "pull": 1_990_000_000, "event": 12_600_000_000,
}  # fmt: skip


@dataclass(slots=True)
class Switches:
    """Behaviour of GitHub that varies, or that is not written down."""

    search_lag: int = 30
    largest_page: int = 100
    cursor_links: bool = False
    since_inclusive: bool = True
    strict_assignees: bool = False
    old_server: bool = False


class World(BaseWorld):
    """Users, repositories and ids; every change happens inside `writing`."""

    def __init__(self) -> None:
        super().__init__(FIRST_IDS)
        self.switches = Switches()
        self.history = History()
        self.users: dict[str, User] = {}
        self.repositories: dict[int, Repository] = {}
        self.names: dict[str, int] = {}

    def user(self, login: str, kind: str = "User") -> User:
        """The account of that login, made on first mention."""
        found = self.users.get(login.lower())
        if found is None:
            found = User(self.new_id("user"), login, self.clock.now(), kind)
            self.users[login.lower()] = found
        return found

    def named(self, full_name: str) -> Repository | None:
        """The repository that carries this name now."""
        found = self.repositories.get(self.names.get(full_name.lower(), 0))
        return found if found is not None and found.full_name.lower() == full_name.lower() else None

    def moved(self, full_name: str) -> Repository | None:
        """The repository that carried this name once, unless another has it now."""
        return self.repositories.get(self.names.get(full_name.lower(), 0))

    def remember(self, issue: Issue) -> None:
        """Keep how an issue stood before a change, for answers that lag behind."""
        self.history.remember(issue, self.clock.now())
