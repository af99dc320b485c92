"""Issues that were moved out of the project and are followed by their ids."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

KEPT = "moved"
MOST = 500
"""More than this and every query would carry too many ids; the oldest are then found by the census alone."""


class MovedIssues:
    """Their ids, kept between runs."""

    def __init__(self, state: MutableMapping[str, Any]) -> None:
        self._state = state
        self._ids: tuple[str, ...] | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """In the order in which they were met."""
        if self._ids is None:
            self._ids = tuple(self._state.get(KEPT) or ())
        return self._ids

    def met(self, record: Any, scope: str) -> None:
        """Note where an issue is, as it was just read."""
        project = (record.get("fields") or {}).get("project")
        where = str(project["id"]) if isinstance(project, dict) and project.get("id") else scope
        identity = str(record["id"])
        if where == scope:
            self.drop(identity)
        elif identity not in self.ids:
            self._keep((*self.ids, identity)[-MOST:])

    def drop(self, identity: str) -> None:
        """Follow it no more."""
        if identity in self.ids:
            self._keep(tuple(known for known in self.ids if known != identity))

    def _keep(self, ids: tuple[str, ...]) -> None:
        self._ids = ids
        self._state[KEPT] = list(ids)
