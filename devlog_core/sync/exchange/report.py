"""What an import did, and everything odd that it met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Done = Literal["created", "updated", "unchanged"]
Progress = Callable[[int, int | None], None]
"""Told how many records are done, and of how many where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddity:
    """Something in a source that is not as expected, and what was made of it."""

    where: str
    what: str


class RecordError(ValueError):
    """One record cannot be taken in: it is set aside whole and named."""

    def __init__(self, what: str, where: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where


@dataclass(slots=True)
class Report:
    """The counts of one import, by record."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    oddities: list[Oddity] = field(default_factory=list)

    def count(self, done: Done) -> None:
        """One more record was taken in."""
        setattr(self, done, getattr(self, done) + 1)

    def odd(self, where: str, what: str) -> None:
        """Name something odd."""
        self.oddities.append(Oddity(where=where, what=what))

    def reject(self, where: str, what: str) -> None:
        """One record was set aside; the others are taken in."""
        self.rejected += 1
        self.odd(where, f"{what}; this record was set aside whole")

    @property
    def done(self) -> int:
        """How many records were taken in or known already."""
        return self.created + self.updated + self.unchanged

    def document(self) -> dict[str, Any]:
        """The report as plain JSON."""
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "oddities": [{"where": odd.where, "what": odd.what} for odd in self.oddities],
        }
