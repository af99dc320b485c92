"""Where a reading stands, as a cursor holds it; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from devlog_core.model.remote import Cursor, Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A reading between two pages."""

    scope: str
    mode: Mode
    revisions: str | None = None
    """The token behind the last revision that was read; None where the provider gives none."""
    links: str | None = None
    """The same for links between work items, which change without a revision."""
    since: str = ""
    """When the last reading began that brought anything; a delta without tokens asks from then."""
    seen: Mapping[str, int] = field(default_factory=dict)
    """Where there are no tokens, the revisions that the overlap of the next delta will meet again."""
    beside: tuple[str, ...] = ()
    """The fields that were read beside the usual ones, as the settings name them."""
    start: str = ""
    """The provider's time when the reading began; empty before its first answer."""
    after: int = 0
    """The id behind which the list goes on."""
    listed: bool = False
    """Whether the list was read to its end."""
    pending: tuple[int, ...] = ()
    """What the list named and is still to be read."""
    owed: tuple[tuple[str, str], ...] = ()
    """Artifacts that work items are linked to and that are still to be asked for, with the items' numbers."""
    fresh: Mapping[str, int] = field(default_factory=dict)
    """What this reading adds to `seen`."""

    @staticmethod
    def read(cursor: Cursor | None) -> Place | None:
        """The place of a cursor."""
        if cursor is None:
            return None
        data = cursor.data
        run = dict(data.get("reading") or {"mode": "delta"})
        run["pending"] = tuple(run.get("pending", ()))
        run["owed"] = tuple((uri, number) for uri, number in run.get("owed", ()))
        return Place(
            scope=data["project"],
            revisions=data.get("revisions"),
            links=data.get("links"),
            since=data.get("since", ""),
            seen=data.get("seen", {}),
            beside=tuple(data.get("beside", ())),
            **run,
        )

    def cursor(self) -> Cursor:
        """The cursor that continues here."""
        run: dict[str, Any] = {
            "mode": self.mode, "start": self.start, "after": self.after, "listed": self.listed,
            "pending": list(self.pending), "fresh": dict(self.fresh),
            "owed": [list(pair) for pair in self.owed],
        }  # fmt: skip
        return Cursor(data={**self._settled(), "reading": run})

    def finished(self) -> Cursor:
        """The cursor that the next delta starts from."""
        settled = {**self._settled(), "since": self.start}
        return Cursor(data=settled if self.revisions is not None else {**settled, "seen": dict(self.fresh)})

    def _settled(self) -> dict[str, Any]:
        kept: dict[str, Any] = {
            "project": self.scope, "revisions": self.revisions, "links": self.links, "since": self.since,
        }  # fmt: skip
        kept |= {"beside": list(self.beside)} if self.beside else {}
        return kept if self.revisions is not None else {**kept, "seen": dict(self.seen)}

    def taking(self, count: int) -> tuple[tuple[int, ...], Place]:
        """The next ids to read, and the place behind them."""
        return self.pending[:count], replace(self, pending=self.pending[count:])
