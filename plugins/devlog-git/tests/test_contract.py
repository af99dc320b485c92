"""A repository keeps the contract of plugins that only read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

import pytest

from devlog_core.plugin.playing import PlayableSandbox, Seen
from devlog_core.testing.contract import SourceContract
from devlog_git import plugin


class Commits(PlayableSandbox):
    """A real repository whose items are commits, each on a branch of its own.

    A commit never changes: whoever edits an item here merges it into the default branch, which says
    something new of it and gives it another title; to delete one takes its branch away.
    """

    def __init__(self, repo: Any) -> None:
        self._repo = repo
        self._merged: dict[str, str] = {}

    def start(self, port: int = 0) -> str:
        self._repo.commit("Begin", {"README": "A repository.\n"})
        # A process of its own sees the repository's settings, and none of the user's.
        self._repo.git("config", "user.name", "Ada Lovelace")
        self._repo.git("config", "user.email", "ada@example.com")
        return str(self._repo.path)

    def stop(self) -> None:
        """Nothing runs."""

    def config(self) -> dict[str, Any]:
        return {"path": str(self._repo.path)}

    def phrase(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: values[name] for name in ("title", "description", "author", "at") if name in values}

    def seed(self, items: Sequence[Mapping[str, Any]]) -> list[str]:
        made = [self._commit(item, "main") for item in items]
        for sha in made:
            self._repo.git("update-ref", f"refs/heads/work/{sha}", sha)
        return made

    def edit(self, id: str, values: Mapping[str, Any], by: str) -> None:
        self._merged[id] = self._commit({**values, "author": by}, "main", id)
        self._repo.git("update-ref", "refs/heads/main", self._merged[id])

    def comment(self, id: str, text: str, by: str) -> str:
        raise NotImplementedError("nobody comments on a commit")

    def delete(self, id: str) -> None:
        self._repo.git("update-ref", "-d", f"refs/heads/work/{id}")

    def read(self, id: str) -> dict[str, Any]:
        return {"sha": id, "message": self._repo.git("log", "-1", "--format=%B", self._merged.get(id, id))}

    def seen(self, id: str) -> Seen:
        title, _, description = self.read(id)["message"].partition("\n\n")
        return Seen(mention=id, title=title.strip(), description=description.strip())

    def fault(self, name: str, times: int = 1, match: str | None = None) -> None:
        raise NotImplementedError("a repository on disk answers no requests")

    def requests(self) -> list[dict[str, Any]]:
        return []

    def _commit(self, values: Mapping[str, Any], *parents: str) -> str:
        """One more commit on these parents, made where nothing is checked out."""
        who, at = str(values.get("author", "mona")), values.get("at")
        said = {"NAME": who, "EMAIL": f"{who}@example.com"}
        said |= {"DATE": at.isoformat()} if isinstance(at, datetime) else {}
        signed = {f"GIT_{role}_{what}": said[what] for role in ("AUTHOR", "COMMITTER") for what in said}
        message = f"{values.get('title', 'Untitled')}\n\n{values.get('description', '')}".encode()
        ancestry = [part for parent in parents for part in ("-p", parent)]
        sha: str = self._repo.git("commit-tree", "main^{tree}", *ancestry, stdin=message, **signed)
        return sha


class TestContract(SourceContract):
    """All laws of a place that is read, with commits for items."""

    plugin = plugin
    page_config: ClassVar[Mapping[str, Any]] = {"page_size": 7}

    @pytest.fixture(autouse=True)
    def at_a_place(self, make_repo: Callable[[str], Any]) -> None:
        """The repository of one test."""
        self.make_repo = make_repo

    def make_sandbox(self) -> PlayableSandbox:
        return Commits(self.make_repo("place"))


@pytest.mark.long
class TestApart(TestContract):
    """The same laws, with the plugin in a process of its own."""

    isolation = "process"
