"""Version vectors: which edits of which replica something rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Vector = Mapping[str, int]
"""By replica, the sequence of its latest change that counts."""


def covers(later: Vector, earlier: Vector) -> bool:
    """Whether everything in `earlier` is in `later` too."""
    return all(later.get(replica, 0) >= seq for replica, seq in earlier.items())


def joined(vectors: Iterable[Vector]) -> dict[str, int]:
    """The latest of each replica."""
    latest: dict[str, int] = {}
    for vector in vectors:
        for replica, seq in vector.items():
            latest[replica] = max(seq, latest.get(replica, 0))
    return latest
