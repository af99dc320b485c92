"""The state of one sandbox, shared by its requests and by the verbs of its people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid5

from devlog_core.testing.sandbox.courier import Delivery
from devlog_core.testing.sandbox.world import BaseWorld
from devlog_jira.sandbox import defaults
from devlog_jira.sandbox.events import Event, Listener
from devlog_jira.sandbox.history import History
from devlog_jira.sandbox.model import (
    Board,
    Choice,
    FieldDef,
    Issue,
    IssueType,
    Link,
    LinkType,
    Project,
    Sprint,
    Status,
    User,
    Webhook,
)

# Far apart and far above 2**31 where they are many, so that a client with small integers fails here too.
FIRST_IDS = {
    "issue": 4_300_010_000, "comment": 4_400_010_000, "worklog": 4_500_010_000, "change": 4_600_010_000,
    "project": 10_000, "status": 10_100, "type": 10_200, "version": 10_300, "component": 10_400,
    "link": 20_000, "remote-link": 30_000, "transition": 10, "field": 10_100, "option": 10_500,
    "user": 10_100, "board": 0, "sprint": 0, "webhook": 0,
}  # fmt: skip
NAMES = UUID("6d0c4c4e-5b1e-4f63-9d39-0d2f4e3a8f10")


@dataclass(slots=True)
class Switches:
    """Behaviour of Jira that varies, or that is not written down."""

    search_lag: float = 0
    """Seconds that recent writes are missing from a search."""
    largest_page: int | None = None
    """Issues in one page of a search with fields; 100 on Cloud and 1,000 on Server unless told."""
    short_pages: bool = False
    """Whether pages of a Cloud search come shorter than asked for though more follow."""
    embedded_comments: int | None = None
    """How many comments ride along as a field; the rest is only counted in `total`."""
    captcha: bool = False
    """Whether the account has failed to sign in too often and must solve a riddle first."""
    strangers_pass: bool = False
    """Whether a wrong token is served as a stranger, who sees nothing, instead of being refused."""
    hidden_emails: bool = False
    """Whether nobody but the account itself sees e-mail addresses."""
    issue_bursts: bool = False
    """Whether more than 20 writes to one issue in 2 seconds, or 100 in 30, are refused."""
    old_server: bool = False
    """Whether a Server is older than 8.4 and tells of its create screens in the old form only."""
    longest_text: int = 32_767
    """Characters of a rich text that are taken."""
    doubled_webhooks: bool = False
    """Whether each delivery is sent twice, as happens."""
    forged_webhooks: bool = False
    """Whether somebody else sends the same before it, without knowing the secret."""


class World(BaseWorld):
    """Users, projects, issues and ids; every change happens inside `writing`."""

    FRESH: ClassVar[Mapping[str, Callable[[], Any]]] = {**BaseWorld.FRESH, "listeners": list}

    def __init__(self, deployment: str = "cloud") -> None:
        super().__init__(FIRST_IDS)
        self.deployment = deployment
        self.cloud = deployment == "cloud"
        self.switches = Switches()
        self.history = History()
        self.users: dict[str, User] = {}
        """By name in lower case."""
        self.projects: dict[int, Project] = {}
        self.issues: dict[int, Issue] = {}
        self.keys: dict[str, int] = {}
        """Issues' ids by every key that they had, in upper case."""
        self.project_keys: dict[str, int] = {}
        """Projects' ids by every key that they had, in upper case."""
        self.comments: dict[int, int] = {}
        """Issues' ids by the ids of their comments."""
        self.worklogs: dict[int, int] = {}
        """Issues' ids by the ids of their worklogs."""
        self.deleted_worklogs: dict[int, int] = {}
        """When each worklog was deleted, in milliseconds."""
        self.links: dict[int, Link] = {}
        self.boards: dict[int, Board] = {}
        self.sprints: dict[int, Sprint] = {}
        self.ranks: dict[int, int] = {}
        """Places of issues in the backlog, by their ids, where people gave them some."""
        self.webhooks: dict[int, Webhook] = {}
        self.undelivered: list[tuple[int, Delivery]] = []
        """When which deliveries were given up, oldest first."""
        self.listeners: list[Listener] = []
        """Who hears of events, while the world is held."""
        self.statuses: dict[str, Status] = {}
        """By name in lower case."""
        self.types: dict[str, IssueType] = {one.name.casefold(): one for one in defaults.types(self.cloud)}
        self.priorities: tuple[Choice, ...] = defaults.PRIORITIES
        self.resolutions: tuple[Choice, ...] = defaults.RESOLUTIONS
        self.link_types: tuple[LinkType, ...] = defaults.LINK_TYPES
        self.fields: dict[str, FieldDef] = {one.id: one for one in defaults.fields(self.cloud)}

    @property
    def api(self) -> str:
        """The version of the interface that addresses in answers name."""
        return "3" if self.cloud else "2"

    def now(self) -> int:
        """The present millisecond."""
        return self.clock.millis()

    def user(self, name: str) -> User:
        """The account of that name or account id, made on first mention."""
        found = self.users.get(name.casefold()) or self.account(name)
        if found is None:
            account = f"712020:{uuid5(NAMES, name.casefold())}"
            key = f"JIRAUSER{self.new_id('user')}"
            found = User(account, name, key, name.replace("-", " ").title(), f"{name}@example.com")
            self.users[name.casefold()] = found
        return found

    def account(self, account_id: str) -> User | None:
        """The account of that id."""
        return next((user for user in self.users.values() if user.account_id == account_id), None)

    def status(self, name: str, category: str) -> Status:
        """The status of that name, made on first mention."""
        found = self.statuses.get(name.casefold())
        if found is None:
            found = self.statuses[name.casefold()] = Status(self.new_id("status"), name, category)
        return found

    def project(self, key: str) -> Project | None:
        """The project of that id or of a key that it has or had."""
        if key.isdigit():
            return self.projects.get(int(key))
        return self.projects.get(self.project_keys.get(key.upper(), 0))

    def issue(self, key: str) -> Issue | None:
        """The issue of that id or of a key that it has or had."""
        return self.issues.get(int(key) if key.isdigit() else self.keys.get(key.upper(), 0))

    def tell(self, event: Event) -> None:
        """Let everybody who listens hear of an event."""
        for listener in self.listeners:
            listener(event)

    def remember(self, issue: Issue) -> None:
        """Keep how an issue stood before a change, for a search that lags behind."""
        self.history.remember(issue, self.now())
