"""Commits and the files they touched, read a page at a time from the object store."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import IO

from devlog_core.model.errors import DevlogError
from devlog_git.commits import Commit, parse_commit
from devlog_git.repository import Repository, text

# With more candidates than this git looks for renames by equal content only.
_RENAME_LIMIT = 400
_STATUS_LENGTH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The paths that a commit touched against its first parent: those kept, and the number of all."""

    names: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    """Old and new path of those that moved."""
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A commit that cannot be read, and why."""

    sha: str
    reason: str


def read_commits(repository: Repository, shas: Collection[str]) -> Iterator[Commit | Unreadable]:
    """Each commit in the order asked for."""
    if not shas:
        return
    with repository.stream("cat-file", "--batch", "--buffer", stdin=shas) as out:
        for sha in shas:
            raw = _object(out)
            try:
                yield parse_commit(sha, raw)
            except ValueError as error:
                yield Unreadable(sha=sha, reason=str(error))


def read_files(repository: Repository, shas: Collection[str], limit: int) -> dict[str, Files]:
    """The files that each commit touched, at most `limit` names each.

    A commit at the cut of a shallow history is left out, since nobody knows what it
    touched; so are all where a partial clone lacks the trees.
    """
    cut = repository.boundary()
    asked = [sha for sha in shas if sha not in cut]
    if not asked:
        return {}
    partial = repository.ask("config", "--get-regexp", r"^remote\..*\.promisor$") is not None
    # A partial clone has no contents to compare and must not fetch them.
    renames = ("-M100%",) if partial else ("-M", f"-l{_RENAME_LIMIT}")
    command = ("diff-tree", "--stdin", "-r", "-z", "--root", "--name-status", "--diff-merges=first-parent")
    changes = _changes(repository.records(b"\0", *command, "--no-ext-diff", *renames, stdin=asked))
    try:
        return {sha: _files(of_one, limit) for sha, of_one in groupby(changes, key=lambda change: change[0])}
    except DevlogError:
        if partial:
            return {}
        raise


def _object(out: IO[bytes]) -> bytes:
    """The next object of a batch; empty where git has none of that name."""
    head = out.readline().split()
    if len(head) != 3:
        return b""
    raw = out.read(int(head[2]))
    out.read(1)
    return raw


Change = tuple[str, str, str | None]


def _changes(pieces: Iterator[bytes]) -> Iterator[Change]:
    """Commit, path and former path of each change."""
    sha = ""
    for piece in pieces:
        if len(piece) > _STATUS_LENGTH:
            sha = text(piece)
            continue
        path = text(next(pieces))
        moved = piece[:1] in (b"R", b"C")
        yield (sha, text(next(pieces)), path) if moved else (sha, path, None)


def _files(changes: Iterator[Change], limit: int) -> Files:
    names: list[str] = []
    renamed: list[tuple[str, str]] = []
    count = 0
    for count, (_, name, former) in enumerate(changes, 1):
        if count <= limit:
            names.append(name)
            if former is not None:
                renamed.append((former, name))
    return Files(names=tuple(names), renamed=tuple(renamed), count=count)
