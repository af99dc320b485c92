"""Who asks: personal access tokens and Entra tokens, and what each may do in which project."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, field

from devlog_azure_devops.sandbox.model import Project, User

ROLES = ("none", "read", "comment", "write", "admin")


@dataclass(slots=True)
class Token:
    """A credential with one role everywhere and others for some projects; bearer ones run out."""

    user: User
    role: str = "write"
    roles: dict[str, str] = field(default_factory=dict)
    bearer: bool = False
    expires: int | None = None
    lacks: frozenset[str] = frozenset()
    """Services that its scopes leave out: build, environment, release."""


class Access:
    """The credentials of a sandbox."""

    def __init__(self) -> None:
        self.tokens: dict[str, Token] = {}

    def shown(self, header: str | None, now: int) -> Token | None:
        """The token that a request shows; none where it is missing, wrong or has run out."""
        scheme, _, text = (header or "").partition(" ")
        if scheme.lower() == "basic":
            found = self.tokens.get(_password(text))
        else:
            found = self.tokens.get(text.strip()) if scheme.lower() == "bearer" else None
        if found is None or (found.expires is not None and found.expires <= now):
            return None
        return found if found.bearer == (scheme.lower() == "bearer") else None

    @staticmethod
    def role(token: Token, project: Project) -> str:
        """What a token may do in a project."""
        return token.roles.get(project.id, token.role)


def at_least(role: str, wanted: str) -> bool:
    """Whether a role includes another."""
    return ROLES.index(role) >= ROLES.index(wanted)


def _password(text: str) -> str:
    try:
        return b64decode(text).decode().partition(":")[2]
    except ValueError:
        return ""
