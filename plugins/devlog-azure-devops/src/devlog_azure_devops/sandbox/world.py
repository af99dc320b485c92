"""The state of one sandbox, shared by its requests and by the verbs of its people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid5

from devlog_azure_devops.sandbox.events import Event, Listener
from devlog_azure_devops.sandbox.fields import FIELDS
from devlog_azure_devops.sandbox.model import FieldDef, Item, Node, Project, User
from devlog_core.testing.sandbox.world import BaseWorld

FORMS = {"services": ("sandbox", "7.2"), "server": ("tfs/DefaultCollection", "6.1")}
"""Where each form has its organisation or collection, and the newest version that it speaks."""
DOMAIN = "CORP"
"""Whose accounts a Server has, which knows people by their sign-in and not by their mail."""
NAMES = UUID("2f1d6c1e-9a3b-4f57-8f0e-5c7f5a6b9d42")
FIRST_IDS = {
    "item": 0, "node": 40, "watermark": 100, "comment": 5_000_000, "project": 0, "update": 0,
    "pull": 0, "build": 0, "pipeline": 0, "environment": 0, "deployment": 0, "release": 0,
    "rollout": 0, "definition": 0, "notification": 0, "relation": 900, "push": 0,
}  # fmt: skip


@dataclass(slots=True)
class Switches:
    """Behaviour of the provider that varies, or that is not written down."""

    search_lag: float = 0
    """Seconds that recent writes are missing from a WIQL query."""
    most_results: int = 20_000
    """Items that a WIQL query may find before it is refused."""
    reporting_page: int = 1000
    """Revisions in one page of the reporting interface, at most."""
    comment_page: int = 200
    """Comments in one page, at most."""
    project_page: int = 100
    """Projects in one page, at most."""
    newest_version: str = "7.2"
    """The newest version of the interface, which is a preview where it has a minor number."""
    reporting: bool = True
    """Whether the reporting interface is there."""
    markdown: bool = True
    """Whether long texts and comments may be Markdown; a Server knows HTML only."""
    longest_text: int = 1_048_576
    """Characters of a long text that are taken."""
    strips_comments: bool = False
    """Whether HTML comments are taken out of HTML texts."""
    sign_in_page: bool = False
    """Whether a wrong token gets the page to sign in at, with 203, and not 401."""
    build_page: int = 1000
    """Builds, pipelines, environments and deployments in one page, at most."""
    slow_projects: int = 0
    """How often the operation that makes a project is still in progress when it is asked for."""
    doubled_webhooks: bool = False
    """Whether each delivery is sent twice, as happens."""
    forged_webhooks: bool = False
    """Whether somebody else sends the same before it, without knowing the password."""


class World(BaseWorld):
    """Users, projects, items and ids; every change happens inside `writing`."""

    FRESH: ClassVar[Mapping[str, Callable[[], Any]]] = {**BaseWorld.FRESH, "listeners": list}

    def __init__(self, form: str = "services") -> None:
        super().__init__(FIRST_IDS)
        self.root, newest = FORMS[form]
        self.hosted = form == "services"
        self.switches = Switches(newest_version=newest, markdown=self.hosted)
        self.users: dict[str, User] = {}
        """By name in lower case."""
        self.projects: dict[str, Project] = {}
        """By id."""
        self.items: dict[int, Item] = {}
        self.destroyed: dict[int, tuple[str, int]] = {}
        """Projects' ids and watermarks of items that are gone for good."""
        self.fields: dict[str, FieldDef] = dict(FIELDS)
        self.tags: dict[str, dict[str, str]] = {}
        """Tags' names by project and by name in lower case."""
        self.operations: dict[str, int] = {}
        """How often each operation is still in progress."""
        self.shelves: dict[str, dict[Any, Any]] = {}
        """What services beside work items keep, by their names."""
        self.listeners: list[Listener] = []
        """Who hears of events, while the world is held."""

    @property
    def url(self) -> str:
        """The organisation's address, or the collection's."""
        return f"{self.base}/{self.root}"

    def now(self) -> int:
        """The present millisecond."""
        return self.clock.millis()

    def guid(self, *names: object) -> str:
        """An id that is the same for the same names in every sandbox."""
        return str(uuid5(NAMES, "/".join(str(name) for name in names)))

    def shelf(self, name: str) -> dict[Any, Any]:
        """What one service keeps."""
        return self.shelves.setdefault(name, {})

    def user(self, name: str) -> User:
        """The account of that name, mail, id or display name, made on first mention."""
        found = self.account(name)
        if found is None:
            short = name.partition("@")[0]
            own = f"{name}@example.com" if self.hosted else f"{DOMAIN}\\{name}"
            mail = name if "@" in name else own
            found = User(self.guid("user", name.casefold()), short, short.replace("-", " ").title(), mail)
            self.users[short.casefold()] = found
        return found

    def account(self, name: str) -> User | None:
        """The account that a text or an id means."""
        wanted = name.strip().casefold()
        if wanted.endswith(">") and "<" in wanted:
            wanted = wanted.rpartition("<")[2].rstrip(">")
        for user in self.users.values():
            known = (user.name, user.unique_name, user.id, user.descriptor, user.display_name)
            if wanted in (one.casefold() for one in known):
                return user
        return None

    def project(self, name: str) -> Project | None:
        """The project of that id or name."""
        wanted = name.casefold()
        if wanted in self.projects:
            return self.projects[wanted]
        return next((one for one in self.projects.values() if one.name.casefold() == wanted), None)

    def field(self, name: str) -> FieldDef | None:
        """The field of that reference name or name."""
        wanted = name.casefold()
        found = self.fields.get(wanted)
        return found or next((one for one in self.fields.values() if one.name.casefold() == wanted), None)

    def item(self, id: int | str) -> Item | None:
        """The item of that number, in the recycle bin or not."""
        return self.items.get(int(id)) if str(id).isdigit() else None

    def new_node(self, name: str) -> Node:
        """A new area or iteration."""
        number = self.new_id("node")
        return Node(number, self.guid("node", number), name)

    def tell(self, event: Event) -> None:
        """Let everybody who listens hear of an event."""
        for listener in list(self.listeners):
            listener(event)
