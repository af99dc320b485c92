"""Whether a work item is at home in the project of the settings, by whatever name that goes now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from devlog_azure_devops.client import Client


class Home:
    """One project by its immutable id."""

    def __init__(self, client: Client, identity: str, name: str) -> None:
        self.id = identity
        self._client = client
        self._known = {name.casefold(): True}

    def holds(self, name: Any) -> bool:
        """Whether a project's name is this one's; a name that is new may be another project or a new name."""
        if not name:
            return True
        plain = str(name).casefold()
        if plain not in self._known:
            answer = self._client.get(f"/_apis/projects/{quote(str(name), safe='')}", accept=(403, 404))
            told = answer.data.get("id") if isinstance(answer.data, Mapping) else None
            self._known[plain] = str(told) == self.id
        return self._known[plain]
