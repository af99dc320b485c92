"""The commit graph, read by git: who points where, and what is reachable from what."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from devlog_core.model.errors import DevlogError
from devlog_git.config import GitConfig
from devlog_git.repository import Repository, text
from devlog_git.state import HEAD, LOCAL, REMOTE, State, default_branch

_HEADS = "refs/heads/"


class History:
    """Reads one repository's refs and graph."""

    def __init__(self, repository: Repository, config: GitConfig) -> None:
        self._repository = repository
        self._config = config

    def state(self, before: State | None = None) -> State:
        """The refs as they stand now; `before` is the state last read."""
        remote = f"refs/remotes/{self._config.remote}/"
        tips: dict[str, str] = {}
        remote_head = head = None
        form = "--format=%(objectname) %(HEAD) %(refname) %(symref)"
        for line in self._repository.run("for-each-ref", form, _HEADS[:-1], remote[:-1]).splitlines():
            sha, star, name, target = _ref(line)
            if name.startswith(_HEADS):
                name = name.removeprefix(_HEADS)
                tips[LOCAL + name] = sha
                head = name if star else head
            elif name == f"{remote}HEAD":
                remote_head = target.removeprefix(remote) or None
            else:
                tips[REMOTE + name.removeprefix(remote)] = sha
        if head is None and not self._repository.head_branch() and (detached := self._repository.head()):
            tips[HEAD] = detached
        state = State(tips=tips, default=None, shallow=self._cut(), meaning=self._meaning())
        default = default_branch(
            self._config.default_branch,
            remote_head=remote_head,
            bare_head=head if self._repository.bare else None,
            names=state.branches,
            before=before.default if before else None,
            prefix=self._config.branch_prefix,
        )
        return replace(state, default=default)

    def kinds(self, shas: Collection[str]) -> dict[str, str]:
        """What each object is: `commit`, `tag`, or `missing`."""
        if not shas:
            return {}
        checks = self._repository.records(b"\n", "cat-file", "--batch-check", "--buffer", stdin=shas)
        return {sha: text(line.split()[1]) for sha, line in zip(shas, checks, strict=True)}

    def existing(self, shas: Collection[str]) -> list[str]:
        """Those commits of `shas` that are still in the repository, in the same order."""
        return [sha for sha, kind in self.kinds(shas).items() if kind in ("commit", "tag")]

    def walk(self, tips: Collection[str], *, without: Iterable[str] = ()) -> Iterator[str]:
        """Commits reachable from `tips` and not from `without`, parents before children."""
        for line in self._listed(tips, without, "--reverse"):
            yield line.decode("ascii")

    def lineage(
        self, tips: Collection[str], *, without: Iterable[str] = ()
    ) -> Iterator[tuple[str, list[str]]]:
        """The same commits, children before parents, each with its parents."""
        for line in self._listed(tips, without, "--parents"):
            sha, *parents = line.decode("ascii").split()
            yield sha, parents

    def _listed(self, tips: Collection[str], without: Iterable[str], option: str) -> Iterator[bytes]:
        lines = (*tips, *(f"^{sha}" for sha in without))
        command = ("rev-list", "--topo-order", option, "--stdin")
        return self._repository.records(b"\n", *command, stdin=lines) if tips else iter(())

    def count(self, tips: Collection[str], *, without: Iterable[str] = ()) -> int:
        """How many commits `walk` would give."""
        lines = "".join(f"{sha}\n" for sha in (*tips, *(f"^{sha}" for sha in without)))
        return (
            int(self._repository.run("rev-list", "--count", "--stdin", stdin=lines.encode())) if tips else 0
        )

    def intact(self, tips: Collection[str], *, without: Iterable[str] = ()) -> bool:
        """Whether all between can be walked, also where commits were collected as garbage."""
        try:
            self.count(tips, without=without)
        except DevlogError:
            return False
        return True

    def root(self, state: State) -> str | None:
        """The first commit of the default branch, by which every clone knows the repository.

        Without a default branch the lowest of all first commits; None while empty or shallow.
        """
        tips = state.default_shas or state.shas
        if not tips or state.shallow:
            return None
        # A second root that is merged in later must not make it another repository.
        only = ("--first-parent",) if state.default_shas else ()
        lines = "".join(f"{sha}\n" for sha in tips).encode()
        roots = self._repository.run("rev-list", "--max-parents=0", *only, "--stdin", stdin=lines)
        return min(roots.decode("ascii").split())

    def _cut(self) -> str:
        boundary = "\n".join(sorted(self._repository.boundary()))
        return hashlib.sha256(boundary.encode()).hexdigest()[:16] if boundary else ""

    def _meaning(self) -> str:
        return f"{','.join(self._config.trackers)} {self._config.branch_prefix}"


def _ref(line: bytes) -> tuple[str, bool, str, str]:
    sha, _, rest = line.partition(b" ")
    name, _, target = rest[2:].partition(b" ")
    return text(sha), rest[:1] == b"*", text(name), text(target)
