"""Whatever happens to a repository, what was told adds up to what is there."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devlog_core.model.remote import RemoteThing

BRANCHES = ("main", "work", "devlog/dl-00000001-one", "devlog/dl-00000002-two")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["commit", "merge", "move", "delete", "sync"]),
        st.sampled_from(BRANCHES),
        st.integers(0, 50),
    ),
    min_size=5,
    max_size=14,
)


class World:
    """A repository under change, and a core that keeps only what it was told."""

    def __init__(self, repo: Any, serve: Callable[..., Any], read: Callable[..., Any]) -> None:
        self.repo = repo
        self.serve = serve
        self.read = read
        self.known: dict[str, RemoteThing] = {}
        self.cursor: Any = None
        self.tips = {"main": repo.graft("root")}
        self.all = list(self.tips.values())
        self._set("main", self.all[0])

    def _set(self, branch: str, sha: str) -> None:
        self.tips[branch] = sha
        self.repo.git("update-ref", f"refs/heads/{branch}", sha)

    def do(self, what: str, branch: str, number: int) -> None:
        """One thing that people do to repositories."""
        other = self.all[number % len(self.all)]
        if what == "sync":
            self.sync()
        elif what == "delete" and branch != "main" and branch in self.tips:
            del self.tips[branch]
            self.repo.git("update-ref", "-d", f"refs/heads/{branch}")
        elif what == "move":
            self._set(branch, other)
        elif what in ("commit", "merge"):
            parents = dict.fromkeys([self.tips.get(branch, other), *([other] if what == "merge" else [])])
            self.all.append(self.repo.graft(f"{len(self.all)}", *parents))
            self._set(branch, self.all[-1])

    def sync(self) -> None:
        """One reading, two steps to a page, each page by a new process."""
        result = self.read(self.serve(self.repo.path, page_size=3), self.cursor)
        for sha in result.gone:
            self.known.pop(sha, None)
        for thing in result.things:
            self.known[thing.ref.id] = thing
        self.cursor = result.next

    def check(self) -> None:
        """What is known is what git says."""
        commits = {sha: thing for sha, thing in self.known.items() if thing.kind == "commit"}
        assert commits.keys() == self.repo.shas("--branches")
        on_default = {sha for sha, thing in commits.items() if thing.data["on_default"]}
        assert on_default == self.repo.shas("main")
        named = {f"refs/heads/{name}" for name in self.tips if name.startswith("devlog/")}
        assert self.known.keys() - commits.keys() == named
        for name in self.tips:
            if name.startswith("devlog/"):
                for sha in self.repo.shas(f"refs/heads/{name}", "^refs/heads/main"):
                    assert name[7:18] in {target.entry for target in commits[sha].targets}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_what_was_told_adds_up(steps: Any, make_repo: Any, serve: Any, read: Any) -> None:
    """Branches, reachability and belonging converge, however the history was bent between two readings."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(make_repo(Path(folder)), serve, read)
        for step in steps:
            world.do(*step)
        world.sync()
        world.check()
        assert serve(world.repo.path).fetch_page(world.cursor, "delta").next is world.cursor


@pytest.mark.parametrize("page_size", [1, 2, 5])
def test_pages_of_any_size_tell_the_same(page_size: int, repo: Any, serve: Any, read: Any) -> None:
    """The size of a page decides nothing but the number of pages."""
    world = World(repo, serve, read)
    for what, branch, number in [
        ("commit", "work", 0),
        ("commit", "devlog/dl-00000001-one", 1),
        ("commit", "main", 0),
        ("merge", "main", 1),
        ("commit", "devlog/dl-00000002-two", 2),
    ]:
        world.do(what, branch, number)
    assert read(serve(repo.path, page_size=page_size)).things == read(serve(repo.path)).things
