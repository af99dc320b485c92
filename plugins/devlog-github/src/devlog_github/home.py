"""The repository that an integration is about, by its immutable id."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from devlog_core.model.remote import RemoteRef
from devlog_github.account import known_id
from devlog_github.client import Client


@dataclass(frozen=True, slots=True)
class Home:
    """Says where to ask; the id is asked for only where it was not before."""

    client: Client
    state: MutableMapping[str, Any]

    @property
    def id(self) -> str:
        """The repository's id."""
        return known_id(self.client, self.state)

    def of(self, ref: RemoteRef) -> str:
        """The id of the repository that an issue or comment was read from."""
        return ref.scope or self.id
