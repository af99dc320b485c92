"""Who may ask the board."""

from __future__ import annotations

import hmac
from collections.abc import Collection

from devlog_core.testing.reference.state import refused

TOKEN = "reference-token-5d1f"
SECRET = "reference-secret-7c2a"
"""What `config()` names for the board to sign its webhooks with."""


class Access:
    """The tokens that the board takes."""

    def __init__(self, tokens: Collection[str] = (TOKEN,)) -> None:
        self.tokens = set(tokens)

    def require(self, shown: str | None) -> None:
        """Refuse whoever shows no token of ours."""
        kind, _, token = (shown or "").partition(" ")
        if kind.lower() != "bearer" or not any(hmac.compare_digest(token, held) for held in self.tokens):
            raise refused(401, "the token is not known here")
