"""Which records a reading has delivered, kept small enough for a cursor; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from devlog_core.model.codec import to_json
from devlog_core.model.fields import canonical

NAME_DIGITS = 8
DIGITS = NAME_DIGITS + 8
LIMIT = 4096
"""More than this and the cursor would weigh more than the list that it saves."""


class Seen:
    """The last fingerprint of each record changed at or after `floor`, by the second of its last change.

    What changed before the floor counts as seen.
    """

    def __init__(self, floor: int, start: int, prints: Mapping[str, str] | None = None) -> None:
        self.floor = floor
        self.start = start
        """The second in which the reading began: nothing unseen was changed before, but for the lag."""
        self._prints = {int(second): _cut(text) for second, text in (prints or {}).items()}

    def __contains__(self, entry: tuple[int, str]) -> bool:
        second, mark = entry
        return second < self.floor or mark in self._prints.get(second, ())

    def holds(self, mark: str) -> bool:
        """Whether a record is remembered, of a second that it does not tell."""
        return any(mark in marks for marks in self._prints.values())

    def add(self, second: int, mark: str) -> None:
        """Remember one record, in place of what it was before."""
        if second >= self.floor:
            held = self._prints.setdefault(second, set())
            held -= {other for other in held if other[:NAME_DIGITS] == mark[:NAME_DIGITS]}
            held.add(mark)

    def raised(self, floor: int) -> Seen:
        """The same without what changed before a later floor."""
        result = Seen(max(floor, self.floor), self.start)
        for second, marks in self._prints.items():
            if second >= result.floor:
                result._prints[second] = set(marks)
        return result

    def joined(self, other: Seen) -> Seen:
        """What either has seen, above the higher floor."""
        result = self.raised(other.floor)
        result.start = max(self.start, other.start)
        for second, marks in other.raised(self.floor)._prints.items():
            for mark in marks:
                result.add(second, mark)
        return result

    def bounded(self) -> Seen:
        """The same within the limit.

        After more changes than the limit in the minute before the reading, what changed before
        its start counts as seen without proof. Where that is not enough, nothing is kept: the
        next reading delivers some records again, which does no harm.
        """
        if len(self) <= LIMIT:
            return self
        later = self.raised(self.start)
        return later if len(later) <= LIMIT else Seen(later.floor, self.start)

    def __len__(self) -> int:
        return sum(len(marks) for marks in self._prints.values())

    def to_json(self) -> dict[str, Any]:
        """For the cursor."""
        prints = {str(second): "".join(sorted(self._prints[second])) for second in sorted(self._prints)}
        return {"floor": self.floor, "start": self.start, "seen": prints}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Seen:
        """What `to_json` wrote."""
        return Seen(data["floor"], data["start"], data["seen"])


def fingerprint(name: str, value: Any) -> str:
    """A short print of a record: its first half tells the record, its second what was made of it."""
    return _digest(name) + _digest(canonical(to_json(value)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:NAME_DIGITS]


def _cut(text: str) -> set[str]:
    return {text[place : place + DIGITS] for place in range(0, len(text), DIGITS)}
