"""One request as its handler sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from devlog_core.testing.sandbox.answer import Answer
from devlog_jira.sandbox.access import Access, Token, at_least
from devlog_jira.sandbox.answer import RefusedError, no_project, unseen, wrong
from devlog_jira.sandbox.model import Comment, Issue, Project, User
from devlog_jira.sandbox.shapes.view import View
from devlog_jira.sandbox.world import World

STRANGER = "You are not authenticated. Authentication required to perform this operation."
Handler = Callable[["Call"], Answer]


@dataclass(slots=True)
class Call:
    """What is asked, by whom; `body` is any JSON, `version` 2 or 3, `stale` how old lists are in ms."""

    world: World
    access: Access
    token: Token
    method: str
    path: str
    query: Mapping[str, str]
    body: Any = None
    version: int = 3
    params: Mapping[str, str] = field(default_factory=dict)
    stale: int = 0

    @property
    def actor(self) -> User:
        """The one who asks; a stranger may not."""
        if self.token.user is None:
            raise RefusedError(401, STRANGER)
        return self.token.user

    def known(self) -> None:
        """Refuse a stranger."""
        _ = self.actor

    @property
    def fields(self) -> Mapping[str, Any]:
        """The body as an object."""
        if not isinstance(self.body, Mapping):
            raise RefusedError(400, "Unexpected character in JSON: an object is needed")
        return self.body

    @property
    def api(self) -> str:
        """The address of the interface in the version that was asked."""
        return f"{self.world.base}/rest/api/{self.version}"

    @property
    def view(self) -> View:
        """The eyes that the answer is made for."""
        return View(self.world, self.version, self.token.user)

    def may(self, role: str, project: Project) -> bool:
        """Whether the token has this role there."""
        return at_least(self.access.role(self.token, project), role)

    def sees(self, issue: Issue) -> bool:
        """Whether the token may know of an issue."""
        return self.may("browse", issue.project)

    def need(self, role: str, project: Project, what: str) -> User:
        """The actor, who must have this role there; `what` completes the refusal."""
        actor = self.actor
        if not self.may(role, project):
            raise RefusedError(403, f"You do not have permission to {what}.")
        return actor

    def issue(self, key: str | None = None) -> Issue:
        """The issue addressed by id, by its key or by one that it had before it was moved."""
        found = self.world.issue(self.params["issue"] if key is None else key)
        if found is None or not self.sees(found):
            raise unseen()
        return found

    def edited(self, role: str = "write", what: str = "edit issues in this project") -> Issue:
        """The same, for a change: refused where the role is missing or the issue is archived."""
        found = self.issue()
        self.need(role, found.project, what)
        if found.archived or found.project.archived:
            raise RefusedError(400, f"Issue {found.key} is archived. You can't edit archived issues.")
        return found

    def project(self, key: str | None = None) -> Project:
        """The project addressed by id, by its key or by one that it had."""
        wanted = self.params["project"] if key is None else key
        found = self.world.project(wanted)
        if found is None or not self.may("browse", found):
            raise no_project(wanted)
        return found

    def comment(self, issue: Issue) -> Comment:
        """The comment addressed."""
        number = self.params["comment"]
        found = next((one for one in issue.comments if str(one.id) == number), None)
        if found is None:
            raise RefusedError(404, f"Can not find a comment for the id: {number}.")
        return found

    def number(self, name: str, default: int) -> int:
        """A whole number of the query."""
        text = self.query.get(name, "")
        if not text:
            return default
        if not text.lstrip("-").isdigit():
            raise wrong(**{name: f"'{text}' is not a whole number"})
        return int(text)

    def words(self, name: str) -> tuple[str, ...]:
        """The comma-separated words of one parameter, given once or several times."""
        return tuple(word.strip() for word in self.query.get(name, "").split(",") if word.strip())
