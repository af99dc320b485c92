"""One request as its handler sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from devlog_github.sandbox.access import Access, Token, at_least
from devlog_github.sandbox.answer import Answer, RefusedError, not_found
from devlog_github.sandbox.model import Comment, Issue, Repository, User
from devlog_github.sandbox.world import World

FOLLOW = "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects"


@dataclass(slots=True)
class Call:
    """What is asked, by whom, of which repository; faults may change the last three."""

    world: World
    access: Access
    token: Token
    method: str
    path: str
    query: dict[str, str]
    body: dict[str, Any] = field(default_factory=dict)
    target: Repository | None = None
    rest: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    as_of: int | None = None
    page_limit: int | None = None

    @property
    def repository(self) -> Repository:
        """The repository addressed."""
        if self.target is None:
            raise not_found()
        return self.target

    @property
    def actor(self) -> User:
        """The one who asks; a stranger may not."""
        if self.token.user is None:
            raise RefusedError(401, "Requires authentication")
        return self.token.user

    def may(self, role: str) -> bool:
        """Whether the token has this role here."""
        return at_least(self.access.role(self.token, self.repository), role)

    def need(self, role: str) -> User:
        """The actor, who must have this role here."""
        actor = self.actor
        if not self.may(role):
            raise RefusedError(403, "Must have admin rights to Repository.")
        return actor

    def issue(self) -> Issue:
        """The issue addressed; a deleted one is gone, a transferred one has moved."""
        number = int(self.params["number"])
        found = self.repository.issues.get(number)
        if found is not None:
            return found
        if number not in self.repository.gone:
            raise not_found()
        moved = self.repository.gone[number]
        if moved is None:
            raise RefusedError(410, "This issue was deleted")
        if not at_least(self.access.role(self.token, moved.repository), "pull"):
            raise not_found()
        tail = self.rest.removeprefix(f"/issues/{number}")
        raise self.redirect(f"/repositories/{moved.repository.id}/issues/{moved.number}{tail}")

    def comment(self) -> Comment:
        """The comment addressed."""
        found = self.repository.comments.get(int(self.params["comment"]))
        if found is None:
            raise not_found()
        return found

    def redirect(self, path: str) -> RedirectError:
        """The refusal that names a new address: 301 to read there, 307 to write there."""
        query = f"?{urlencode(self.query)}" if self.query else ""
        return RedirectError(
            f"{self.world.base}{path}{query}", 301 if self.method in ("GET", "HEAD") else 307
        )


class RedirectError(RefusedError):
    """What was asked for lives at another address."""

    def __init__(self, url: str, status: int) -> None:
        super().__init__(status, "Moved Permanently", headers={"Location": url}, docs=FOLLOW)
        self.url = url

    def answer(self) -> Answer:
        """The answer with its address in header and body."""
        body = {"message": self.message, "url": self.url, "documentation_url": self.docs}
        return Answer(self.status, body, dict(self.headers))


Handler = Callable[[Call], Answer]
