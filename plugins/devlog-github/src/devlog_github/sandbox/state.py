"""What the sandbox's verbs share."""

from __future__ import annotations

from devlog_core.testing.sandbox.steering import BaseSteering
from devlog_github.sandbox.access import Access, Token
from devlog_github.sandbox.exchange import Exchange
from devlog_github.sandbox.model import Comment, Issue, Repository
from devlog_github.sandbox.world import World

TOKEN = "sandbox-token"
TOKEN_USER = "devlog-bot"


class State(BaseSteering):
    """A world with its tokens and the exchange that serves it."""

    world: World
    access: Access
    exchange: Exchange

    def __init__(self) -> None:
        world, access = World(), Access()
        access.tokens[TOKEN] = Token(world.user(TOKEN_USER), "push")
        self.begin(world, access)

    def begin(self, world: World, access: Access) -> None:
        """Go on from this state; faults, witnesses and the list of requests begin anew."""
        self.world, self.access = world, access
        self.exchange = Exchange(world, access)

    @property
    def first(self) -> Repository:
        """The repository that bare numbers mean."""
        return next(iter(self.world.repositories.values()))

    def repository(self, name: str | None) -> Repository:
        """A repository by its present name; none means the first."""
        found = self.first if name is None else self.world.named(name)
        if found is None:
            raise KeyError(name)
        return found

    def issue(self, id: str) -> Issue:
        """An issue by `12`, `#12` or `owner/repo#12`."""
        name, _, number = str(id).rpartition("#")
        found = self.repository(name or None).issues.get(int(number))
        if found is None:
            raise KeyError(id)
        return found

    def found_comment(self, id: str) -> Comment:
        """A comment of any repository by its id."""
        for repository in self.world.repositories.values():
            if int(id) in repository.comments:
                return repository.comments[int(id)]
        raise KeyError(id)

    def key(self, issue: Issue) -> str:
        """What addresses an issue: its number, with the repository's name unless it is the first."""
        name = "" if issue.repository is self.first else f"{issue.repository.full_name}#"
        return f"{name}{issue.number}"
