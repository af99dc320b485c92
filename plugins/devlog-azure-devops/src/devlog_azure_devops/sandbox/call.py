"""One request as its handler sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from devlog_azure_devops.sandbox.access import Access, Token, at_least
from devlog_azure_devops.sandbox.answer import SERVICES, RefusedError, missing, no_project, unseen, wrong
from devlog_azure_devops.sandbox.model import Item, ItemType, Project, Team, User
from devlog_azure_devops.sandbox.world import World
from devlog_core.testing.sandbox.answer import Answer

Handler = Callable[["Call"], Answer]


@dataclass(slots=True)
class Call:
    """What is asked, by whom; names of the query are in lower case."""

    world: World
    access: Access
    token: Token
    method: str
    path: str
    query: Mapping[str, str]
    body: Any = None
    version: str = "7.1"
    params: dict[str, str] = field(default_factory=dict)

    @property
    def actor(self) -> User:
        """The one who asks."""
        return self.token.user

    @property
    def fields(self) -> Mapping[str, Any]:
        """The body as an object."""
        if not isinstance(self.body, Mapping):
            raise wrong("Value cannot be null.\r\nParameter name: body", "VssPropertyValidationException")
        return self.body

    def part(self, name: str) -> Mapping[str, Any]:
        """An object of the body; one that is left out is empty."""
        found = self.fields.get(name) or {}
        if not isinstance(found, Mapping):
            raise wrong(f"The value of {name} is not an object.", "VssPropertyValidationException")
        return found

    def may(self, role: str, project: Project) -> bool:
        """Whether the token has this role there."""
        return at_least(self.access.role(self.token, project), role)

    def need(self, role: str, project: Project) -> None:
        """Refuse a token that has less than this role there."""
        if not self.may(role, project):
            told = (
                "TF237111: The current user does not have permissions to save work items under the "
                "specified area path."
            )
            raise RefusedError(403, told, "WorkItemTrackingUnauthorizedOperationException")

    def need_scope(self, service: str) -> None:
        """Refuse a token whose scopes leave a service out, as the provider does: nobody is known there."""
        if service in self.token.lacks:
            told = f"TF400813: The user '{self.actor.id}' is not authorized to access this resource."
            raise RefusedError(401, told, "UnauthorizedRequestException")

    def project(self, name: str | None = None) -> Project:
        """The project that the address, or a name, means."""
        wanted = self.params.get("project") if name is None else name
        found = self.world.project(wanted or "")
        if found is None or not self.may("read", found):
            raise no_project(wanted or "")
        return found

    def scope(self) -> Project | None:
        """The project of the address, where it names one."""
        return self.project() if self.params.get("project") else None

    def team(self) -> Team:
        """The team of the address, or the project's first."""
        teams = self.project().teams
        wanted = self.params.get("team")
        if not wanted:
            return next(iter(teams.values()))
        found = next(
            (one for one in teams.values() if wanted.casefold() in (one.id, one.name.casefold())), None
        )
        if found is None:
            told = f"The team with id '{wanted}' does not exist, or you do not have permission to access it."
            raise missing(told, "TeamNotFoundException")
        return found

    def type(self, name: str) -> ItemType:
        """A work item type of the project."""
        project = self.project()
        found = project.types.get(name.casefold())
        if found is None:
            told = (
                f"VS402323: Work item type {name} does not exist in project {project.name} or you do not "
                "have permission to access it."
            )
            raise missing(told, "WorkItemTypeNotFoundException")
        return found

    def sees(self, item: Item) -> bool:
        """Whether the token may know of an item."""
        return self.may("read", item.project)

    def item(self, id: str | None = None, deleted: bool = False) -> Item:
        """The item addressed, in the recycle bin where that is meant."""
        wanted = self.params["id"] if id is None else id
        found = self.world.item(wanted)
        scope = self.scope()
        outside = found is not None and scope is not None and found.project is not scope
        if found is None or outside or not self.sees(found) or (found.deleted is not None) != deleted:
            raise unseen(wanted)
        return found

    def number(self, name: str, default: int) -> int:
        """A whole number of the query."""
        text = self.query.get(name.lower(), "")
        if not text:
            return default
        if not text.lstrip("-").isdigit():
            told = f"The value '{text}' is not valid for the parameter {name}."
            raise RefusedError(400, told, "VssPropertyValidationException", SERVICES, 0)
        return int(text)

    def flag(self, name: str) -> bool:
        """A truth value of the query."""
        return self.query.get(name.lower(), "").lower() == "true"

    def words(self, name: str) -> list[str]:
        """The comma-separated words of one parameter."""
        return [word.strip() for word in self.query.get(name.lower(), "").split(",") if word.strip()]
