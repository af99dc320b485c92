"""Names of answers that held nothing new, for asking whether they still stand."""

from __future__ import annotations

import hashlib
from collections.abc import MutableMapping
from typing import Any

from devlog_github.place import Place


class Etags:
    """One ETag for each list, kept beside the cursor.

    Only of an answer whose every record the cursor has seen: were one kept of an answer with news,
    and the run killed before the news was stored, the next run would be told that nothing changed.
    Beside the cursor and not in it, so that a quiet reading returns the very cursor that it was given.
    """

    def __init__(self, state: MutableMapping[str, Any]) -> None:
        self._state = state

    def known(self, place: Place) -> str | None:
        """The ETag of the list as this cursor knows it."""
        kept = self._state.get(_name(place))
        return kept["etag"] if kept and kept["of"] == _digest(place) else None

    def keep(self, place: Place, etag: str | None) -> None:
        """Remember the ETag of an answer without news."""
        if etag and etag != self.known(place):
            self._state[_name(place)] = {"of": _digest(place), "etag": etag}


def _name(place: Place) -> str:
    return f"etag.{place.part}"


def _digest(place: Place) -> str:
    return hashlib.sha256(place.key.encode()).hexdigest()[:32]
