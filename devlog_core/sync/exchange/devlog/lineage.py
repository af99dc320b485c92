"""What each field, note and worklog of an entry rests on: whose edits are in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from devlog_core.model.entry import Entry
from devlog_core.model.fields import FIELDS, canonical
from devlog_core.model.times import from_micros, parse_time, rfc3339
from devlog_core.storage.connection import Row
from devlog_core.storage.unit import Unit
from devlog_core.sync.exchange.contests import contested
from devlog_core.sync.exchange.devlog.vectors import Vector, covers, joined
from devlog_core.sync.exchange.devlog.versions import Version
from devlog_core.sync.exchange.threeway import UNKNOWN

OWNER = "exchange"
"""Under which the store remembers what imports brought."""
_KEPT = 20
"""How many imports back the base of a merge is looked for."""
BIRTH = "entry"


class Lineage:
    """The lineage of one entry within one transaction.

    A change made here rests on itself and on what stood before, which the journal tells.
    What an import brought is journaled here as well, but rests on edits of other replicas:
    those are remembered as points, a place in the journal with the edits up to there.
    """

    def __init__(self, unit: Unit, entry: str) -> None:
        self._unit = unit
        self._entry = entry
        memory = unit.state.get(OWNER, entry) or {}
        self._points: dict[str, list[list[Any]]] = memory.get("points", {})
        self._rivals: dict[str, list[dict[str, Any]]] = memory.get("rivals", {})
        rows = unit.session.rows("changes_last_per_field", entry=entry, replica=unit.replica)
        self._last = {row["field"]: row for row in rows}

    @property
    def contests(self) -> bool:
        """Whether an import left fields to be decided, or they were decided since."""
        return bool(self._rivals)

    def names(self) -> set[str]:
        """The fields that were ever changed by themselves, here or by an import."""
        return {*self._last, *self._points}

    def version(self, name: str, value: Any) -> Version:
        """The value held here, with what it rests on."""
        row = self._row(name)
        vector = self.vector(name)
        if row is None:
            return Version(value=value, vector=vector)
        # A record whose time cannot be read is named, and is a version all the same.
        read = self._unit.session.readable("change", [row], lambda told: from_micros(told["at"]))
        return Version(value=value, vector=vector, at=read[0] if read else None, by=row["actor"])

    def vector(self, name: str) -> Vector:
        """What the value held here rests on; of a name never changed by itself, the birth of the entry."""
        row = self._row(name)
        seq = row["seq"] if row else 0
        points = [self._points[each][-1] for each in _with_birth(name) if each in self._points]
        known, vector = max(points, key=lambda point: point[0]) if points else (0, {})
        if seq > known:
            vector = {**vector, self._unit.replica: seq}
        if name in self._rivals and not self._waits(name):
            # Decided since: the value held rests on a decision that knew the others.
            vector = joined([vector, *(rival["vector"] for rival in self._rivals[name])])
        return dict(vector)

    def rivals(self, name: str) -> list[Version]:
        """The other values, brought by imports, among which somebody must decide."""
        if name not in self._rivals or not self._waits(name):
            return []
        return [
            Version(
                value=rival["value"],
                vector=rival["vector"],
                at=parse_time(rival["at"]) if rival["at"] else None,
                by=rival["by"],
            )
            for rival in self._rivals[name]
        ]

    def base(self, entry: Entry, name: str, theirs: Sequence[Version]) -> Any:
        """The latest value that stood here and that all of their edits rest on, or UNKNOWN."""
        found: Any = UNKNOWN
        value: Any = UNKNOWN
        for value, vector in self._history(entry, name):
            if all(covers(version.vector, vector) for version in theirs):
                found = value
        current = entry.value(name) if ":" not in name else value
        return found if value is not UNKNOWN and canonical(value) == canonical(current) else UNKNOWN

    @property
    def birth(self) -> int:
        """The place in the journal where the entry was made."""
        return int(self._last[BIRTH]["seq"]) if BIRTH in self._last else 0

    def rest(self, name: str, versions: Sequence[Version], seq: int | None = None) -> None:
        """From now on the value held rests on the first version's edits, and the others wait beside it.

        `seq` is the place in the journal from which on this is so.
        """
        point = [self._unit.changes.latest() if seq is None else seq, dict(versions[0].vector)]
        self._points[name] = [*self._points.get(name, ()), point][-_KEPT:]
        self._rivals.pop(name, None)
        if len(versions) > 1:
            self._rivals[name] = [_told(version) for version in versions[1:]]

    def save(self) -> None:
        """Remember it."""
        memory = {"points": self._points, "rivals": self._rivals}
        self._unit.state.put(OWNER, self._entry, memory)

    def _row(self, name: str) -> Row | None:
        rows = [self._last[each] for each in _with_birth(name) if each in self._last]
        return max(rows, key=lambda row: int(row["seq"]), default=None)

    def _waits(self, name: str) -> bool:
        return contested(self._unit.conflicts.of(self._entry).get(name))

    def _history(self, entry: Entry, name: str) -> list[tuple[Any, Vector]]:
        """Every value that stood here with what it rested on, oldest first."""
        replica = self._unit.replica
        events: list[tuple[int, int, Any]] = []
        if ":" not in name:
            births = [c for c in self._unit.changes.of(entry.uid, BIRTH) if isinstance(c.new, Mapping)]
            default = FIELDS[name].default if name in FIELDS else None
            events += [(birth.seq, 0, birth.new.get(name, default)) for birth in births[:1]]
        events += [(change.seq, 0, change.new) for change in self._unit.changes.of(entry.uid, name)]
        for each in _with_birth(name):
            events += [(seq, 1, vector) for seq, vector in self._points.get(each, ())]
        history: list[tuple[Any, Vector]] = []
        value, vector = None, dict[str, int]()
        for seq, kind, told in sorted(events, key=lambda event: event[:2]):
            if kind == 0:
                value, vector = told, {**vector, replica: seq}
                history.append((value, vector))
            else:
                vector = told
                if history and history[-1][1].get(replica) == seq:
                    history.pop()
                history.append((value, vector))
        return history


def _with_birth(name: str) -> tuple[str, ...]:
    """The names in the journal that tell of a field; notes and worklogs are born by themselves."""
    return (name,) if ":" in name or name == BIRTH else (name, BIRTH)


def _told(version: Version) -> dict[str, Any]:
    at: datetime | None = version.at
    return {
        "value": version.value,
        "vector": dict(version.vector),
        "at": rfc3339(at) if at else None,
        "by": version.by,
    }
