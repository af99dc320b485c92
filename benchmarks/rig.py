"""A workspace and simulated places in one process, for counting requests; times mean nothing here."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.measure import BenchmarkError
from devlog_core.cli.main import run
from devlog_github.sandbox import GitHubSandbox

REPOSITORIES = ("acme/shop", "acme/api")


class Rig:
    """Two repositories and a workspace that may be connected to them."""

    def __init__(self, folder: Path, hub: GitHubSandbox) -> None:
        self.hub = hub
        self._folder = folder / "work"
        self._environ = {
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "PATH": os.environ.get("PATH", ""),
            "DEVLOG_USER": "ada",
            "GITHUB_TOKEN": str(hub.config()["token"]),
            "NO_PROXY": "127.0.0.1",
        }
        self._folder.mkdir(parents=True)
        self.devlog("init")

    def devlog(self, *arguments: str, code: int = 0) -> Any:
        """Run one command; raises BenchmarkError where it does not end with `code`."""
        told = (
            ["init", str(self._folder)] if arguments[0] == "init" else ["-C", str(self._folder), *arguments]
        )
        out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
        with patch.dict(os.environ, self._environ, clear=True), redirect_stdout(out), redirect_stderr(err):
            ended = run([*told, "--json"])
            out.flush()
        text = out.buffer.getvalue().decode()
        if ended != code:
            raise BenchmarkError(f"devlog {' '.join(arguments)}: exit {ended}: {err.getvalue()}{text}")
        return json.loads(text) if text else None

    def connect(self, name: str, repository: str, **more: str) -> None:
        """Configure an integration with one of the repositories; no time is waited for its searches."""
        config = self.hub.config(repository) | {"token": "${GITHUB_TOKEN}", "settle_seconds": 0}
        told = [part for key, value in config.items() for part in ("--set", f"{key}={value}")]
        self.devlog("integrations", "add", name, "--plugin", "github", *told)
        for key, value in more.items():
            self.devlog("config", "set", f"integrations.{name}.{key}", value)

    def seed(self, issues: int, comments: int = 0, repository: str | None = None) -> list[str]:
        """Add issues to a repository, each with so many comments, and let a day go by."""
        start = int(self.hub.clock.now())
        made = [
            {
                "title": f"issue {n}",
                "body": f"what there is to say about {n}",
                "created_at": start + n,
                "comments": [{"body": f"remark {n}.{c}", "created_at": start + n} for c in range(comments)],
            }
            for n in range(issues)
        ]
        keys = [str(key) for key in self.hub.seed(made, **({"repository": repository} if repository else {}))]
        self.hub.advance(86_400)
        return keys

    def sync(self, *arguments: str, code: int = 0) -> tuple[int, int]:
        """One sync some minutes later: how many requests it sent, and how many of them were writes."""
        self.hub.advance(300)
        self.hub.clear_requests()
        runs = self.devlog("sync", *arguments, code=code)["runs"]
        sent = [entry["method"] for entry in self.hub.requests()]
        told = sum(run["requests"] for run in runs)
        if told != len(sent):
            raise BenchmarkError(f"{told} requests were told and {len(sent)} were sent")
        return len(sent), sum(method != "GET" for method in sent)


@contextmanager
def rig(folder: Path) -> Iterator[Rig]:
    """A new workspace, and a simulated GitHub that serves until the end."""
    hub = GitHubSandbox(REPOSITORIES, ("alice", "bob"))
    hub.clock.set("2025-03-01T12:00:00Z")
    hub.clock.freeze()
    hub.start()
    try:
        yield Rig(folder, hub)
    finally:
        hub.stop()
