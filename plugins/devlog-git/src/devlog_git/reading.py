"""The steps from one state of a repository to another: one fixed sequence, however often it is begun."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from devlog_core.model.remote import Target
from devlog_git.history import History
from devlog_git.mapping import BranchNames
from devlog_git.state import State

Owners = frozenset[Target]
_NONE: Owners = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to tell: a commit, or a branch named after something, that is there or is there no longer."""

    kind: Literal["commit", "branch"]
    id: str
    """The sha of a commit, the name of a branch."""
    gone: bool = False
    fresh: bool = True
    """Whether it was unknown before; otherwise something about it has changed."""
    on_default: bool = False
    owners: Owners = _NONE
    """The entries and items on whose branches the commit is."""


class Side:
    """One state with only those of its tips that are still in the repository."""

    def __init__(self, state: State, present: frozenset[str], names: BranchNames) -> None:
        def kept(shas: Sequence[str]) -> tuple[str, ...]:
            return tuple(sha for sha in shas if sha in present)

        self.tips = kept(state.shas)
        self.default = kept(state.default_shas)
        self.branches: set[str] = set()
        """Those that are named after an entry or an item."""
        self.owners: defaultdict[str, Owners] = defaultdict(frozenset)
        """What each tip belongs to; nothing while no branch is known as the default."""
        for name in state.branches:
            if targets := names.targets(name):
                self.branches.add(name)
                for sha in kept(state.branch_shas(name)) if state.default_shas else ():
                    self.owners[sha] |= frozenset(targets)


class Reading:
    """Compares two states by what is reachable, never by date."""

    def __init__(self, history: History, old: State | None, new: State, names: BranchNames) -> None:
        old = old or State(tips={}, default=None)
        present = frozenset(history.existing(sorted({*old.shas, *new.shas})))
        self._history = history
        self._old = Side(old, present, names)
        self._new = Side(new, present, names)

    def steps(self) -> Generator[Step, None, None]:
        """Everything to tell, parents before children within each part."""
        old, new, walk = self._old, self._new, self._history.walk
        for name in sorted(new.branches - old.branches):
            yield Step(kind="branch", id=name)
        for name in sorted(old.branches - new.branches):
            yield Step(kind="branch", id=name, gone=True, fresh=False)
        owners = self._owners(new)
        for sha in walk(new.default, without=old.tips):
            yield Step(kind="commit", id=sha, on_default=True)
        for sha in walk(new.tips, without=(*old.tips, *new.default)):
            yield Step(kind="commit", id=sha, owners=owners.get(sha, _NONE))
        if old.tips:
            yield from self._changed(owners)
            for sha in walk(old.tips, without=new.tips):
                yield Step(kind="commit", id=sha, gone=True, fresh=False)

    def _changed(self, owners: dict[str, Owners]) -> Iterator[Step]:
        """Known commits of which something else is true now."""
        left: set[str] = set()
        if self._old.default != self._new.default:
            yield from self._landed()
            for sha in self._left():
                left.add(sha)
                yield Step(kind="commit", id=sha, fresh=False, owners=owners.get(sha, _NONE))
        for sha in self._adopted(owners):
            if sha not in left:
                yield Step(kind="commit", id=sha, fresh=False, owners=owners[sha])

    def _landed(self) -> Iterator[Step]:
        """Commits that have reached the default branch, with the branches that they came from."""
        old, new, walk = self._old, self._new, self._history.walk
        waiting = set(walk(old.tips, without=(*old.default, *new.default)))
        owners: dict[str, Owners] | None = None
        for sha in walk(old.tips, without=old.default):
            if sha not in waiting:
                owners = self._owners(old) if owners is None else owners
                yield Step(kind="commit", id=sha, fresh=False, on_default=True, owners=owners.get(sha, _NONE))

    def _left(self) -> Iterator[str]:
        """Commits that a rewritten default branch no longer holds but another branch does."""
        old, new, walk = self._old, self._new, self._history.walk
        lost = set(walk(old.default, without=new.tips))
        return (sha for sha in walk(old.default, without=new.default) if sha not in lost)

    def _adopted(self, owners: dict[str, Owners]) -> Iterator[str]:
        """Commits that have come onto a branch named after something."""
        if not owners:
            return
        tips = (*self._old.tips, *self._new.default)
        fresh = set(self._history.walk(self._new.tips, without=tips))
        before = self._owners(self._old)
        for sha in reversed(owners):
            if sha not in fresh and owners[sha] - before.get(sha, _NONE):
                yield sha

    def _owners(self, side: Side) -> dict[str, Owners]:
        """The owners of each commit that their branches have and the default one lacks, children first."""
        owners = side.owners.copy()
        belonging: dict[str, Owners] = {}
        for sha, parents in self._history.lineage(sorted(owners), without=side.default):
            belonging[sha] = owners[sha]
            for parent in parents:
                owners[parent] |= owners[sha]
        return belonging


def census(history: History, state: State, names: BranchNames) -> Generator[Step, None, None]:
    """Every branch named after something and every commit that there is."""
    present = frozenset(history.existing(state.shas))
    side = Side(state, present, names)
    for name in sorted(side.branches):
        yield Step(kind="branch", id=name)
    for sha in history.walk(side.tips):
        yield Step(kind="commit", id=sha)
