"""Real repositories made with git, services that read them, and the three real histories."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.codec import from_json, to_json
from devlog_core.model.integration import Integration
from devlog_core.model.remote import Cursor, Event, Mode, RemoteRef, RemoteThing, SyncPage
from devlog_core.testing.context import Context
from devlog_git import plugin
from devlog_git.service import GitService

NOW = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
HISTORIES = ("pluggy", "click", "requests")


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of this machine's user reaches a test."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada Lovelace")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.com")


class Repo:
    """A repository and the git commands that make it what a test needs."""

    def __init__(self, path: Path, *options: str) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", *options)

    def git(self, *arguments: str, stdin: bytes = b"", **environment: str) -> str:
        """What git prints in this repository; it must succeed."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            input=stdin,
            capture_output=True,
            env={**os.environ, **environment},
            check=False,
        )
        assert done.returncode == 0, (arguments, done.stderr.decode())
        return done.stdout.decode("utf-8", "replace").rstrip("\n")

    def commit(self, message: str, files: Mapping[str, str] | None = None, **environment: str) -> str:
        """A new commit where the head is; its sha."""
        for name, content in (files or {}).items():
            target = self.path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content)
            self.git("add", "--", name)
        command = (
            "commit",
            "--quiet",
            "--allow-empty",
            "--allow-empty-message",
            "--cleanup=verbatim",
            "-F",
            "-",
        )
        self.git(*command, stdin=message.encode(), **environment)
        return self.git("rev-parse", "HEAD")

    def graft(self, message: str, *parents: str) -> str:
        """A new commit on these parents, on no branch yet."""
        tree = self.git("hash-object", "-t", "tree", "-w", "--stdin")
        ancestry = [part for parent in parents for part in ("-p", parent)]
        return self.git("commit-tree", tree, *ancestry, stdin=message.encode())

    def shas(self, *revisions: str) -> set[str]:
        """The commits that a rev-list gives."""
        return set(self.git("rev-list", *revisions).split())


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository on branch main."""
    return Repo(tmp_path / "repo")


@pytest.fixture
def make_repo(tmp_path: Path) -> Callable[..., Repo]:
    """Makes further repositories by name, with options of `git init`."""
    return lambda name, *options: Repo(tmp_path / name, *options)


Serve = Callable[..., GitService]


@contextmanager
def serving() -> Iterator[Serve]:
    """Makes services of repositories through the plugin's own hooks, and closes them at the end."""
    made: list[GitService] = []

    def start(path: Path | str, workspace: Path | str = "", **config: Any) -> GitService:
        config = {"path": str(path), **config}
        integration = Integration(name="git", plugin="git", workspace=str(workspace), config=config)
        service = plugin.devlog_initialize(integration, Context({}, NOW))
        assert isinstance(service, GitService)
        made.append(service)
        return service

    yield start
    for service in made:
        plugin.devlog_shutdown(service)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Makes services that are closed when the test ends."""
    with serving() as start:
        yield start


@dataclass
class Read:
    """All pages of one reading."""

    pages: list[SyncPage] = field(default_factory=list)
    next: Cursor | None = None

    @property
    def things(self) -> list[RemoteThing]:
        return [thing for page in self.pages for thing in page.refs]

    @property
    def commits(self) -> list[RemoteThing]:
        return [thing for thing in self.things if thing.kind == "commit"]

    @property
    def ids(self) -> list[str]:
        return [thing.ref.id for thing in self.commits]

    @property
    def branches(self) -> list[str]:
        return [thing.ref.key for thing in self.things if thing.kind == "branch"]

    @property
    def gone(self) -> list[str]:
        return [ref.id for page in self.pages for ref in page.gone]

    @property
    def present(self) -> list[RemoteRef]:
        return [ref for page in self.pages for ref in page.present]

    @property
    def events(self) -> list[Event]:
        return [event for page in self.pages for event in page.events]

    def named(self, sha: str) -> RemoteThing:
        """The one thing told of a commit."""
        found = [thing for thing in self.commits if thing.ref.id == sha]
        assert len(found) == 1, found
        return found[0]


def read_all(service: GitService, cursor: Cursor | None = None, mode: Mode = "delta") -> Read:
    """Reads pages to the end; each cursor and page crosses JSON on its way, as through a store."""
    result = Read()
    while True:
        page = plugin.devlog_sync(service, cursor, mode)
        assert from_json(SyncPage, json.loads(json.dumps(to_json(page)))) == page
        result.pages.append(page)
        cursor = result.next = page.next
        if not page.more:
            return result
        cursor = from_json(Cursor, json.loads(json.dumps(to_json(cursor))))


@pytest.fixture
def read() -> Callable[..., Read]:
    """Reads a service to the end."""
    return read_all


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data, beside the tree unless DEVLOG_SHARED names it."""
    found = Path(os.environ.get("DEVLOG_SHARED", Path(__file__).resolve().parents[4] / "shared"))
    if not (found / "data" / "git").is_dir():
        pytest.skip(f"{found} is absent; set DEVLOG_SHARED to the folder with data/")
    return found


@pytest.fixture(scope="session")
def facts(shared: Path) -> dict[str, Any]:
    """What is known about the real histories."""
    found: dict[str, Any] = json.loads((shared / "data" / "git" / "facts.json").read_text())
    return found


@pytest.fixture(scope="session")
def history(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Rebuilds a real history by name, once for all test processes; nobody may change it."""
    # With several processes each has a folder of its own below the one they share.
    root = tmp_path_factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    build = runpy.run_path(str(shared / "tools" / "git_history.py"))["build"]

    def of(name: str) -> Path:
        done = root / f"{name}.git"
        if not done.exists():
            with tempfile.TemporaryDirectory(dir=root) as folder:
                made = Path(folder) / "made"
                assert build(str(shared / "data" / "git" / f"{name}.commits.jsonl.gz"), str(made)) == 0
                try:
                    made.rename(done)
                except OSError:
                    assert done.exists(), "another test process was first, or the disk is full"
        return done

    return of


@pytest.fixture(scope="session")
def told(history: Callable[[str], Path]) -> Callable[[str], Read]:
    """All that is told of a real history, read once."""

    @cache
    def of(name: str) -> Read:
        with serving() as start:
            return read_all(start(history(name), tracker="hub"))

    return of


@pytest.fixture(params=HISTORIES)
def history_name(request: pytest.FixtureRequest) -> str:
    """Each of the three real histories."""
    return str(request.param)
