"""Who asks: API tokens, personal access tokens and OAuth, and what each may do in which project."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, field
from uuid import uuid4

from devlog_jira.sandbox.answer import PlainError, RefusedError
from devlog_jira.sandbox.model import Project, User
from devlog_jira.sandbox.world import World

ROLES = ("none", "browse", "comment", "write", "admin")
LIFETIME = 3600
"""Seconds that an OAuth access token is good for."""
FAILED = {"X-Seraph-Loginreason": "AUTHENTICATED_FAILED"}
RIDDLE = "Basic Authentication Failure - Reason : AUTHENTICATION_DENIED"
DENIED = {
    "X-Seraph-Loginreason": "AUTHENTICATION_DENIED",
    "X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE",
}


@dataclass(slots=True)
class Token:
    """A credential with one role everywhere and others for some projects; `oauth` ones run out."""

    user: User | None
    role: str = "write"
    roles: dict[int, str] = field(default_factory=dict)
    oauth: bool = False
    expires: int | None = None


@dataclass(slots=True)
class Client:
    """An OAuth client, whose refresh token changes with each use."""

    id: str
    secret: str
    refresh: str
    user: User


class Access:
    """The credentials of a sandbox."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.tokens: dict[str, Token] = {}
        self.clients: list[Client] = []
        self.stranger = Token(None, "none")

    def shown(self, header: str | None) -> Token:
        """The token that a request shows; none at all is a stranger, a wrong one is refused."""
        if not header:
            return self.stranger
        if self._world.switches.captcha:
            status = 401 if self._world.cloud else 403
            raise PlainError(status, RIDDLE, headers=DENIED)
        scheme, _, text = header.partition(" ")
        found = self._basic(text) if scheme.lower() == "basic" else self._bearer(text.strip())
        if found is not None:
            return found
        if self._world.switches.strangers_pass:
            return self.stranger
        raise PlainError(401, "Client must be authenticated to access this resource.", headers=FAILED)

    def refresh(self, client_id: str, secret: str, token: str) -> dict[str, object]:
        """New tokens for a refresh token, which is worth nothing afterwards; raises RefusedError."""
        client = next((one for one in self.clients if (one.id, one.secret) == (client_id, secret)), None)
        if client is None:
            raise OAuthError(401, "access_denied", "Unauthorized")
        if client.refresh != token:
            raise OAuthError(403, "invalid_grant", "Unknown or invalid refresh token.")
        client.refresh, made = f"refresh-{uuid4().hex}", f"access-{uuid4().hex}"
        self.tokens[made] = Token(client.user, oauth=True, expires=self._world.clock.now() + LIFETIME)
        return {
            "access_token": made,
            "refresh_token": client.refresh,
            "expires_in": LIFETIME,
            "scope": "read:jira-work write:jira-work offline_access",
            "token_type": "Bearer",
        }

    @staticmethod
    def role(token: Token, project: Project) -> str:
        """What a token may do in a project."""
        return token.roles.get(project.id, token.role)

    def _basic(self, text: str) -> Token | None:
        try:
            name, _, secret = b64decode(text).decode().partition(":")
        except ValueError:
            return None
        found = self.tokens.get(secret)
        if found is None or found.user is None or found.oauth:
            return None
        mine = (found.user.email,) if self._world.cloud else (found.user.name, found.user.email)
        return found if name in mine else None

    def _bearer(self, secret: str) -> Token | None:
        found = self.tokens.get(secret)
        if found is None or (found.expires is not None and found.expires <= self._world.clock.now()):
            return None
        # An API token of Cloud works with Basic only, a personal access token of Server as Bearer.
        return found if found.oauth or not self._world.cloud else None


class OAuthError(RefusedError):
    """A refusal in the shape of the authorization server."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(status, description)
        self.error = error

    def body(self) -> dict[str, str]:
        """What it says."""
        return {"error": self.error, "error_description": self.message}


def at_least(role: str, wanted: str) -> bool:
    """Whether a role includes another."""
    return ROLES.index(role) >= ROLES.index(wanted)
