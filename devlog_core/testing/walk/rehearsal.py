"""The sync that nobody kills, and the moments at which one might."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Rehearsal:
    """The sync that nobody kills: its moments, and where it leads."""

    moments: tuple[str, ...]
    picture: dict[str, Any]

    def share(self, number: int, of: int) -> list[str]:
        """The moments of every n-th request and commit, so that all shares make the whole."""
        return share(self.moments, number, of)

    def compare(self, seen: Mapping[str, Any]) -> None:
        """Fail with what is otherwise than it was then."""
        for part, then in self.picture.items():
            missing = [one for one in then if one not in seen[part]]
            more = [one for one in seen[part] if one not in then]
            assert seen[part] == then, f"{part}: {more} instead of {missing}"


def share(moments: Sequence[str], number: int, of: int) -> list[str]:
    """Those of the moments that are about every n-th request and commit."""
    # Places take turns as they like: only the names are the same in every rehearsal.
    subjects = sorted({subject(moment) for moment in moments})[number::of]
    return [moment for moment in moments if subject(moment) in subjects]


def subject(moment: str) -> str:
    """The request or the commit that a moment is about."""
    return moment.partition(" ")[2]


def counted(moments: Sequence[str]) -> dict[str, int]:
    """How many requests, commits and kills there are in these moments."""
    subjects = {subject(moment) for moment in moments}
    commits = sum(each.startswith("commit of ") for each in subjects)
    return {"requests": len(subjects) - commits, "commits": commits, "kills": len(moments)}
