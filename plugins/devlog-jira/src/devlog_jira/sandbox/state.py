"""What the sandbox's verbs share."""

from __future__ import annotations

from devlog_core.testing.sandbox.delivering import DeliveringSandbox
from devlog_jira.sandbox.access import Access, Token
from devlog_jira.sandbox.exchange import Exchange
from devlog_jira.sandbox.hooks import Hooks
from devlog_jira.sandbox.model import Comment, Issue, Project
from devlog_jira.sandbox.shapes.view import View
from devlog_jira.sandbox.world import World

TOKEN = "sandbox-token"
TOKEN_USER = "devlog-bot"


class State(DeliveringSandbox):
    """A world with its credentials and the exchange that serves it."""

    world: World
    access: Access
    exchange: Exchange
    hooks: Hooks

    def __init__(self, deployment: str = "cloud") -> None:
        world = World(deployment)
        self.begin(world, Access(world))
        self.access.tokens[TOKEN] = Token(self.world.user(TOKEN_USER))

    def begin(self, world: World, access: Access) -> None:
        """Go on from this state; faults, witnesses, deliveries and the list of requests begin anew."""
        self.world, self.access = world, access
        self.exchange = Exchange(world, access)
        self.hooks = Hooks(world)
        world.listeners.append(self.hooks.hear)

    @property
    def view(self) -> View:
        """The eyes of the first token's account, in the newest version of the interface."""
        return View(self.world, 3 if self.world.cloud else 2, self.world.user(TOKEN_USER))

    @property
    def first(self) -> Project:
        """The project that is meant where none is named."""
        return next(iter(self.world.projects.values()))

    def project(self, key: str | None) -> Project:
        """A project by its key; none means the first."""
        found = self.first if key is None else self.world.project(key)
        if found is None:
            raise KeyError(key)
        return found

    def issue(self, id: str) -> Issue:
        """An issue by its key, one that it had, or its id."""
        found = self.world.issue(str(id))
        if found is None:
            raise KeyError(id)
        return found

    def found_comment(self, id: str) -> tuple[Issue, Comment]:
        """A comment by its id, and its issue."""
        issue = self.world.issues[self.world.comments[int(id)]]
        return issue, next(comment for comment in issue.comments if comment.id == int(id))
