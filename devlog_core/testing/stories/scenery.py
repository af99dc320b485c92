"""What a story is told around: the names of its places, the rules between them, and what it begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Protocol

from devlog_core.testing.stories.place import Place

START = datetime(2025, 3, 1, 12, tzinfo=UTC)
"""When a story begins whose places have clocks that can be set."""


@dataclass(frozen=True, kw_only=True)
class Set:
    """One story's places and workspace."""

    folder: Path
    environ: Mapping[str, str]
    places: dict[str, Place]
    found: Sequence[EntryPoint]
    """The plugins that there are."""
    start: datetime = START


class Scenery(Protocol):
    """Makes what each story begins with."""

    @property
    def names(self) -> tuple[str, ...]:
        """The places by the names of their integrations."""
        ...

    @property
    def profiles(self) -> Sequence[str]:
        """Rules of what goes where and who decides, one of which a story draws."""
        ...

    @property
    def variants(self) -> Sequence[str]:
        """Kinds of places, one of which a story draws."""
        ...

    def set(self, profile: str, variant: str) -> Set:
        """Everything as it is before a story."""
        ...
