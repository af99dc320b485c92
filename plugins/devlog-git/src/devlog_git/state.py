"""What a cursor holds: the refs of a repository at one moment, and a place in a reading; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

LOCAL = "heads/"
REMOTE = "remote/"
HEAD = "HEAD"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The tips of a repository, by `heads/NAME`, `remote/NAME`, or `HEAD` where it is detached."""

    tips: Mapping[str, str]
    default: str | None
    """The name of the default branch, None where nothing tells which it is."""
    shallow: str = ""
    """A digest of where a shallow history is cut off."""
    meaning: str = ""
    """The settings by which messages were understood."""

    @property
    def shas(self) -> tuple[str, ...]:
        """Each tip once, in an order that does not depend on the names."""
        return tuple(sorted(set(self.tips.values())))

    @property
    def default_shas(self) -> tuple[str, ...]:
        """The tips of the default branch, here and at the remote."""
        return () if self.default is None else self.branch_shas(self.default)

    def branch_shas(self, name: str) -> tuple[str, ...]:
        """The tips of one branch, here and at the remote."""
        found = (self.tips.get(LOCAL + name), self.tips.get(REMOTE + name))
        return tuple(sorted({sha for sha in found if sha}))

    @property
    def branches(self) -> tuple[str, ...]:
        """The names of all branches, sorted."""
        names = (tip.partition("/")[2] for tip in self.tips if tip != HEAD)
        return tuple(sorted(set(names)))

    def to_json(self) -> dict[str, Any]:
        """The state as plain JSON."""
        return {
            "tips": dict(sorted(self.tips.items())),
            "default": self.default,
            "shallow": self.shallow,
            "meaning": self.meaning,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> State:
        """The state that `to_json` wrote; raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            tips={str(name): str(sha) for name, sha in dict(data["tips"]).items()},
            default=data["default"],
            shallow=str(data["shallow"]),
            meaning=str(data["meaning"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a reading from `old` to `new` has come; the steps between two states never change."""

    new: State
    old: State | None = None
    """None where everything is read from the beginning."""
    at: int = 0
    last: str = ""
    """The id of the latest step taken, by which a changed sequence would show."""
    total: int | None = None

    def after(self, count: int, last: str) -> Place:
        """The place when `count` more steps are taken."""
        return replace(self, at=self.at + count, last=last)

    def to_json(self) -> dict[str, Any]:
        """The place as plain JSON."""
        return {
            "new": self.new.to_json(),
            "old": self.old.to_json() if self.old else None,
            "at": self.at,
            "last": self.last,
            "total": self.total,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Place:
        """The place that `to_json` wrote; raises KeyError, TypeError or ValueError for anything else."""
        total = data["total"]
        return cls(
            new=State.from_json(data["new"]),
            old=State.from_json(data["old"]) if data["old"] else None,
            at=int(data["at"]),
            last=str(data["last"]),
            total=None if total is None else int(total),
        )


def default_branch(
    configured: str | None,
    *,
    remote_head: str | None,
    bare_head: str | None,
    names: Iterable[str],
    before: str | None,
    prefix: str,
) -> str | None:
    """The branch that closing takes effect on, None where nothing tells which.

    What is checked out says nothing: it changes with the work.
    """
    plain = [name for name in names if not (prefix and name.startswith(prefix))]
    for name in (configured, remote_head, bare_head):
        if name is not None:
            return name
    for name in ("main", "master", before):
        if name in plain:
            return name
    return plain[0] if len(plain) == 1 else None
