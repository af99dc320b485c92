"""Tokens: whose they are, what they may do, and how much they have used."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, field

from devlog_github.sandbox.answer import RefusedError
from devlog_github.sandbox.limits import Ledger
from devlog_github.sandbox.model import Repository, User
from devlog_github.sandbox.shapes.repositories import ROLES


@dataclass(slots=True)
class Token:
    """A credential with one role everywhere and others for some repositories."""

    user: User | None
    role: str
    roles: dict[int, str] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)


class Access:
    """The tokens of a sandbox."""

    def __init__(self) -> None:
        self.tokens: dict[str, Token] = {}
        self.anonymous = Token(None, "none", ledger=Ledger(core=60, search=10))

    def bearer(self, header: str | None) -> Token:
        """The token that a request shows; none at all is a stranger, a wrong one is refused."""
        if not header:
            return self.anonymous
        scheme, _, text = header.partition(" ")
        token = self.tokens.get(_basic(text) if scheme.lower() == "basic" else text.strip())
        if token is None or scheme.lower() not in ("basic", "bearer", "token"):
            raise RefusedError(401, "Bad credentials")
        return token

    @staticmethod
    def role(token: Token, repository: Repository) -> str:
        """What a token may do in a repository; everyone may read a public one."""
        granted = token.roles.get(repository.id, token.role)
        return "pull" if granted == "none" and not repository.private else granted


def at_least(role: str, wanted: str) -> bool:
    """Whether a role includes another."""
    return ROLES.index(role) >= ROLES.index(wanted)


def _basic(text: str) -> str:
    try:
        user, _, password = b64decode(text).decode().partition(":")
    except ValueError:
        return ""
    return user if password in ("", "x-oauth-basic") else password
