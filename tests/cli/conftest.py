"""The command line as a process, a workspace to run it in, and a remote system in a file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from devlog_core.storage.sqlite import SqliteStore
from devlog_core.sync.documents import Documents
from devlog_core.sync.lookup import find_entry
from devlog_core.testing.distribution import lay_out
from devlog_core.testing.walk.forks import Warm, warmed

ROOT = Path(__file__).parents[2]
SHELF = Path(__file__).parent / "shelf"
Result = subprocess.CompletedProcess[str]

_ENTRY_POINTS = """\
[devlog.plugins]
sample = devlog_sample:plugin

[devlog.commands]
wave = devlog_extra:wave
broken = devlog_absent:command
wrong = devlog_extra:not_a_command
"""


class Devlog:
    """Runs `devlog` in one directory."""

    def __init__(self, cwd: Path, environ: Mapping[str, str], warm: Warm) -> None:
        self.cwd = cwd
        self.environ = dict(environ)
        self.warm = warm

    @property
    def config(self) -> Path:
        """The workspace's settings."""
        return self.cwd / ".devlog" / "config.toml"

    def __call__(
        self, *args: str, stdin: str = "", env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> Result:
        told = {**self.environ, **(env or {})}
        if any(told.get(name) != self.warm.environ.get(name) for name in told if name.startswith("PYTHON")):
            return self.run(*args, input=stdin, env=told, cwd=cwd or self.cwd)
        ended = self.warm.fork(cwd or self.cwd, told, *args, typed=stdin).wait()
        return Result(args, ended.code, ended.out, ended.err)

    def run(self, *args: str, **more: Any) -> Result:
        """One command in a Python of its own, run as `subprocess.run` is told."""
        options: dict[str, Any] = {"cwd": self.cwd, "env": self.environ, "timeout": 60, "check": False}
        options |= {"capture_output": True, "text": True, "encoding": "utf-8"} | more
        return subprocess.run([*self.command, *args], **options)

    @property
    def command(self) -> list[str]:
        """What starts it."""
        return [sys.executable, "-m", "devlog_core"]

    def ok(self, *args: str, **more: Any) -> str:
        """What it prints, ending well."""
        result = self(*args, **more)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def json(self, *args: str, code: int = 0, **more: Any) -> Any:
        """The one document that it prints."""
        result = self(*args, "--json", **more)
        assert result.returncode == code, result.stderr
        return json.loads(result.stdout)

    def peek(self, name: str) -> dict[str, Any]:
        """What `show` would print, read in this process: for looking before and after."""
        with closing(SqliteStore(self.cwd / ".devlog" / "devlog.db").open()) as store, store.read() as unit:
            return Documents(unit).entry(find_entry(unit, name))

    def refused(self, *args: str, code: int, **more: Any) -> str:
        """The one line with which it refuses, having printed nothing else."""
        result = self(*args, **more)
        assert (result.returncode, result.stdout) == (code, ""), result.stderr
        lines = [line for line in result.stderr.splitlines() if not line.startswith("warning: ")]
        assert len(lines) == 1, result.stderr
        assert lines[0].startswith("error: ")
        return lines[0]


class Remote:
    """The remote system of the sample plugin, as the people there change it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            self.write({"scope": "shop", "revision": 0, "items": {}})

    def read(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        return found

    def write(self, state: Mapping[str, Any]) -> None:
        self.path.write_text(json.dumps(state), encoding="utf-8")

    def set(self, **more: Any) -> None:
        """Change how the system behaves."""
        self.write(self.read() | more)

    def put(self, key: str, **values: Any) -> None:
        """Somebody there makes an item, or edits one."""
        state = self.read()
        item = state["items"].setdefault(key, {"values": {}, "notes": []})
        item["values"] |= values
        state["revision"] += 1
        item["revision"] = state["revision"]
        self.write(state)

    def values(self, key: str) -> dict[str, Any]:
        """What an item holds there."""
        found: dict[str, Any] = self.read()["items"][key]["values"]
        return found


@pytest.fixture(scope="session")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment without anything of the user's, with the sample plugin installed."""
    home = tmp_path_factory.mktemp("home")
    installed = tmp_path_factory.mktemp("installed")
    for module in SHELF.glob("*.py"):
        shutil.copy(module, installed)
    lay_out(installed, "devlog-sample", _ENTRY_POINTS)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "PYTHONPATH": os.pathsep.join((str(installed), str(ROOT))),
        "PYTHONUTF8": "1",
        "DEVLOG_USER": "Ada",
        "TZ": "UTC",
    }


@pytest.fixture(scope="session")
def warm(environ: Mapping[str, str]) -> Iterator[Warm]:
    """What forks commands where the sample plugin is installed."""
    with warmed(environ=environ) as running:
        yield running


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where every test's workspace stands: settings checked once in one place need no check again."""
    return tmp_path_factory.mktemp("place") / "work"


@pytest.fixture(scope="session")
def made(place: Path, environ: Mapping[str, str], warm: Warm) -> Callable[..., Path]:
    """Makes a workspace by these commands, once, and gives a copy of it."""
    kept: dict[str, Path] = {}

    def make(name: str, prepare: Callable[[Devlog], None]) -> Path:
        if name not in kept:
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            prepare(Devlog(place, environ, warm))
            kept[name] = place.with_name(name)
            shutil.copytree(place, kept[name])
        return kept[name]

    return make


@pytest.fixture
def restore(
    place: Path, environ: Mapping[str, str], warm: Warm, made: Callable[..., Path]
) -> Callable[..., Devlog]:
    """Puts a workspace that was made once in its place again."""

    def put(name: str, prepare: Callable[[Devlog], None]) -> Devlog:
        source = made(name, prepare)
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(source, place)
        return Devlog(place, environ, warm)

    return put


@pytest.fixture
def empty(tmp_path: Path, environ: Mapping[str, str], warm: Warm) -> Devlog:
    """`devlog` where there is no workspace."""
    return Devlog(tmp_path, environ, warm)


@pytest.fixture
def devlog(restore: Callable[..., Devlog]) -> Devlog:
    """`devlog` in a fresh workspace."""
    return restore("fresh", lambda devlog: devlog.ok("init"))


@pytest.fixture
def connect(devlog: Devlog) -> Callable[..., Remote]:
    """Makes a remote system and an integration with it, by name."""

    def make(name: str = "tracker", **more: str) -> Remote:
        return _connect(devlog, name, more)

    return make


@pytest.fixture
def remote(devlog: Devlog, restore: Callable[..., Devlog]) -> Remote:
    """The remote system behind the integration `tracker`."""

    def prepare(devlog: Devlog) -> None:
        devlog.ok("init")
        _connect(devlog, "tracker", {})
        devlog.ok("list")

    return Remote(restore("connected", prepare).cwd / "tracker.json")


def _connect(devlog: Devlog, name: str, more: Mapping[str, str]) -> Remote:
    remote = Remote(devlog.cwd / f"{name}.json")
    lines = [f"\n[integrations.{name}]", 'plugin = "sample"']
    lines += [f"{key} = {value}" for key, value in more.items() if key != "token"]
    lines += [f"[integrations.{name}.config]", f'path = "{remote.path}"']
    lines += [f'token = "{more["token"]}"'] if "token" in more else []
    with devlog.config.open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return remote
