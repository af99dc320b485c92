"""What the sandbox's verbs share."""

from __future__ import annotations

from devlog_azure_devops.sandbox.access import Access, Token
from devlog_azure_devops.sandbox.exchange import Exchange
from devlog_azure_devops.sandbox.hooks import Hooks
from devlog_azure_devops.sandbox.model import Comment, Item, Project
from devlog_azure_devops.sandbox.world import World
from devlog_core.testing.sandbox.delivering import DeliveringSandbox

TOKEN = "sandbox-token"
TOKEN_USER = "devlog-bot"


class State(DeliveringSandbox):
    """A world with its credentials and the exchange that serves it."""

    world: World
    access: Access
    exchange: Exchange
    hooks: Hooks

    def __init__(self, form: str = "services") -> None:
        world, access = World(form), Access()
        access.tokens[TOKEN] = Token(world.user(TOKEN_USER))
        self.begin(world, access)

    def begin(self, world: World, access: Access) -> None:
        """Go on from this state; faults, witnesses, deliveries and the list of requests begin anew."""
        self.world, self.access = world, access
        self.exchange = Exchange(world, access)
        self.hooks = Hooks(world)
        world.listeners.append(self.hooks.hear)

    def project(self, name: str | None) -> Project:
        """A project by its name or id; none means the first."""
        found = next(iter(self.world.projects.values())) if name is None else self.world.project(name)
        if found is None:
            raise KeyError(name)
        return found

    def item(self, id: str | int) -> Item:
        """An item by its number, in the recycle bin or not."""
        found = self.world.item(str(id))
        if found is None:
            raise KeyError(id)
        return found

    def found_comment(self, id: str | int) -> tuple[Item, Comment]:
        """A comment by its id, and its item."""
        for item in self.world.items.values():
            for comment in item.comments:
                if str(comment.id) == str(id):
                    return item, comment
        raise KeyError(id)
