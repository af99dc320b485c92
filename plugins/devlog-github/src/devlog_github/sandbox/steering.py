"""What a test or a demo sets from outside of GitHub's own: tokens, limits, repositories."""

from __future__ import annotations

from collections.abc import Sequence

from devlog_core.testing.sandbox.served import ServedSandbox
from devlog_github.sandbox.access import Token
from devlog_github.sandbox.model import Repository
from devlog_github.sandbox.people import ensure_label
from devlog_github.sandbox.removal import rename_repository
from devlog_github.sandbox.shapes.repositories import ROLES
from devlog_github.sandbox.state import TOKEN_USER, State

FIRST_LABELS = ("bug", "documentation", "duplicate", "enhancement", "good first issue", "help wanted")


class Steering(State, ServedSandbox):
    """Verbs that no person on the website has."""

    def add_repository(
        self, name: str, private: bool = False, organization: bool = True, collaborators: Sequence[str] = ()
    ) -> None:
        """Make a repository; an older one of that name is no longer reached by it."""
        with self.world.writing():
            if self.world.named(name) is not None:
                raise ValueError(f"{name} exists")
            owner, _, short = name.partition("/")
            kind = "Organization" if organization else "User"
            now, holder = self.world.clock.now(), self.world.user(owner, kind)
            made = Repository(self.world.new_id("repository"), holder, short, now, private)
            for label in FIRST_LABELS:
                ensure_label(self.world, made, label).default = True
            for login in (TOKEN_USER, *collaborators):
                made.collaborators[self.world.user(login).login.lower()] = "push"
            self.world.repositories[made.id] = made
            self.world.names[name.lower()] = made.id

    def add_collaborator(self, login: str, repository: str | None = None) -> None:
        """Let a person be assigned in a repository."""
        with self.world.writing():
            self.repository(repository).collaborators[self.world.user(login).login.lower()] = "push"

    def rename(self, new: str, repository: str | None = None) -> None:
        """Give a repository another name, or with `owner/name` another owner; the old one redirects."""
        with self.world.writing():
            rename_repository(self.world, self.repository(repository), new)

    def add_token(self, token: str, login: str, permission: str = "push") -> None:
        """Make another token with one role everywhere."""
        with self.world.writing():
            self.access.tokens[token] = Token(self.world.user(login), _role(permission))

    def permit(self, permission: str, token: str | None = None, repository: str | None = None) -> None:
        """Set what a token (the first unless told) may do, everywhere or in one repository."""
        with self.world.writing():
            found = self.access.tokens[token or next(iter(self.access.tokens))]
            if repository is None:
                found.role = _role(permission)
            else:
                found.roles[self.repository(repository).id] = _role(permission)

    def revoke(self, token: str | None = None) -> None:
        """Make a token worthless."""
        with self.world.writing():
            del self.access.tokens[token or next(iter(self.access.tokens))]

    def limit(self, remaining: int, resource: str = "core", token: str | None = None) -> None:
        """Leave a token only so many requests in the running window."""
        with self.world.writing():
            ledger = self.access.tokens[token or next(iter(self.access.tokens))].ledger
            ledger.leave(resource, self.world.clock.now(), remaining)


def _role(name: str) -> str:
    if name not in ROLES:
        raise ValueError(f"no permission {name!r}; there are {', '.join(ROLES)}")
    return name
