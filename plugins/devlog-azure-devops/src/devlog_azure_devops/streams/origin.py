"""Whose records are read; all that pure functions need to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One project as one integration reads it."""

    integration: str
    """By this name work items of the project are targets."""
    scope: str
    """The project's immutable id."""
    project: str
    """The project's name."""
    url: str
    """The organisation, where people open it."""

    def page(self, path: str) -> str:
        """The address of a page of the project for people."""
        return f"{self.url}/{quote(self.project)}/{path}"
