"""A workspace that is worked at by the real command, one process for each.

What asks no place and is waited for runs in this process, by the same command: to start Python for
every look and every edit takes most of the time that there is. Whatever syncs is a process, and so
is all that happens while one runs.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from copy import copy, deepcopy
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from devlog_core.cli.main import run
from devlog_core.testing.ended import SECONDS, Ended

TOKEN = "sandbox-token"
OFFLINE = frozenset(
    "archive conflicts edit export history init link list new note outbox show undo unlink why".split()  # noqa: SIM905
)


def environment(home: Path) -> dict[str, str]:
    """What a command is told by its surroundings: nothing of this machine's user."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG", "TMPDIR") if name in os.environ}
    identity = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", "Ada Lovelace"), ("EMAIL", "ada@example.com"))
    }
    return {
        **kept,
        **identity,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "DEVLOG_USER": "ada",
        "GITHUB_TOKEN": TOKEN,
        "JIRA_TOKEN": TOKEN,
        "AZURE_DEVOPS_TOKEN": TOKEN,
        "NO_PROXY": "127.0.0.1",
    }


DeskT = TypeVar("DeskT", bound="Desk")


class Desk:
    """One workspace with its settings and its environment."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.environ = environment(folder.parent) | environ
        self.settings: dict[str, Any] = {"storage": {"url": "sqlite:///devlog.db"}}
        self.do("init")

    def copy(self: DeskT, folder: Path) -> DeskT:
        """Another workspace with the same store and the same settings."""
        shutil.copytree(self.folder, folder)
        made = copy(self)
        made.folder, made.settings = folder, deepcopy(self.settings)
        made.environ = self.environ | environment(folder.parent)
        return made

    @property
    def inner(self) -> Path:
        """The folder with settings and store."""
        return self.folder / ".devlog"

    def start(self, *arguments: str, json_: bool = True) -> subprocess.Popen[str]:
        """Begin a command and do not wait for it."""
        command = [sys.executable, "-m", "devlog_core", *self.told(arguments)]
        return subprocess.Popen(
            [*command, "--json"] if json_ else command,
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def told(self, arguments: tuple[str, ...]) -> list[str]:
        """The arguments as the command line takes them."""
        if arguments[0] == "init":
            return ["init", str(self.folder)]
        return ["-C", str(self.folder), *arguments]

    def try_(self, *arguments: str) -> Ended:
        """Run a command to its end, however that is."""
        return ended(arguments, self.start(*arguments))

    def here(self, *arguments: str) -> Ended:
        """Run a command without a process of its own."""
        out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
        with patch.dict(os.environ, self.environ, clear=True), redirect_stdout(out), redirect_stderr(err):
            code = run([*self.told(arguments), "--json"])
            out.flush()
        return Ended(arguments, code, out.buffer.getvalue().decode(), err.getvalue())

    def do(self, *arguments: str, code: int = 0) -> Any:
        """Run a command that ends with `code`, and return its JSON, None where it printed nothing."""
        waited = threading.current_thread() is threading.main_thread()
        done = self.here(*arguments) if waited and arguments[0] in OFFLINE else self.try_(*arguments)
        assert done.code == code, str(done)
        assert "Traceback" not in done.err, str(done)
        return done.json if done.out else None

    def connect(self, name: str, config: Mapping[str, Any], plugin: str = "github", **more: Any) -> None:
        """Write an integration into the settings."""
        table = {"plugin": plugin, **more, "config": dict(config)}
        self.settings.setdefault("integrations", {})[name] = table
        self.write()

    def write(self) -> None:
        """Write the settings as they are now."""
        (self.inner / "config.toml").write_text("".join(_toml((), self.settings)), encoding="utf-8")

    def sync(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        """Sync; the runs by the name of their integration, with `conflicts` and `plan` beside them."""
        return _by_name(self.do("sync", *arguments, code=code))

    def near(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        """Sync without a process of its own, where nothing else goes on meanwhile."""
        done = self.here("sync", *arguments)
        assert done.code == code, str(done)
        assert "Traceback" not in done.err, str(done)
        return _by_name(done.json)

    @property
    def budgets(self) -> Path:
        """The folder in which the processes of this user tell each other how their accounts stand."""
        return Path(self.environ["HOME"]) / ".local" / "state" / "devlog" / "budgets"

    def outlast_limits(self) -> None:
        """As when every limit that was met has ended."""
        for path in self.budgets.glob("*.json"):
            path.unlink()

    def new(self, title: str, *more: str) -> dict[str, Any]:
        """Add an entry."""
        made: dict[str, Any] = self.do("new", title, *more)
        return made

    def edit(self, entry: str, *more: str) -> dict[str, Any]:
        """Change an entry."""
        edited: dict[str, Any] = self.do("edit", entry, *more)
        return edited

    def show(self, entry: str) -> dict[str, Any]:
        """One entry with all that belongs to it."""
        shown: dict[str, Any] = self.do("show", entry)
        return shown

    def entries(self) -> list[dict[str, Any]]:
        """All entries, the oldest first, without their notes."""
        listed: list[dict[str, Any]] = self.do("list", "--all", "--limit", "100000")
        return listed[::-1]

    def whole(self) -> list[dict[str, Any]]:
        """All entries with their notes, as they are exported."""
        exported: list[dict[str, Any]] = self.do("export", "devlog")["entries"]
        return exported

    def of(self, key: str, name: str = "github") -> str:
        """The ref of the entry that is linked to this item."""
        found = [entry["ref"] for entry in self.entries() if key_at(entry, name) == key]
        assert len(found) == 1, f"{key} of {name} has {len(found)} entries"
        return str(found[0])


def _by_name(report: dict[str, Any]) -> dict[str, Any]:
    runs = {run["integration"]: run for run in report.pop("runs")}
    return {**report, **runs}


def key_at(entry: Mapping[str, Any], name: str = "github") -> str | None:
    """The key of the item that an entry is linked to at an integration."""
    keys = [
        link["remote_key"] for link in entry["links"] if (link["integration"], link["kind"]) == (name, "item")
    ]
    assert len(keys) < 2, f"{entry['ref']} has {keys} at {name}"
    return str(keys[0]) if keys else None


def ended(arguments: tuple[str, ...], process: subprocess.Popen[str]) -> Ended:
    """Wait for a command's end."""
    try:
        out, err = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        err += f"\nended after {SECONDS} s"
    return Ended(arguments, process.returncode, out, err)


def until(true: Callable[[], bool]) -> None:
    """Look until it is so."""
    for _ in range(600):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come to be")


def quiet(run: Mapping[str, Any], asks: int = 2) -> bool:
    """Whether a run had nothing to do, and asked no more than whether there is something."""
    return bool(run["status"] == "ok" and run["requests"] <= asks and run["writes"] == 0)


def _toml(path: tuple[str, ...], table: Mapping[str, Any]) -> list[str]:
    # JSON's strings, numbers, booleans and lists of these are TOML's too.
    plain = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    lines = [f"\n[{'.'.join(path)}]\n"] if path else []
    lines += [f"{key} = {json.dumps(value)}\n" for key, value in plain.items()]
    for key, value in table.items():
        if isinstance(value, Mapping):
            lines += _toml((*path, key), value)
    return lines
