"""Workspaces and simulated places to measure on; each place is a process of its own."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.request import ProxyHandler, Request, build_opener

from benchmarks.measure import BenchmarkError, Cost, spend

PYTHON = Path(sys.executable)
DEVLOG = PYTHON.with_name("devlog")

_MADE = 1_577_836_800
"""When the first issue was made; the others follow at ten minutes' distance."""
_APART = 600
_BATCH = 1000
_LABELS = (("bug",), ("enhancement", "area: api"), ())
_FOREIGN = ("DEVLOG_", "PYTHON", "GITHUB_", "GH_", "XDG_")
_open = build_opener(ProxyHandler({})).open


class Place:
    """A simulated system, steered by its verbs."""

    def __init__(self, plugin: str, url: str, config: Mapping[str, Any]) -> None:
        self.plugin = plugin
        self.url = url
        self.config = dict(config)

    def call(self, verb: str, **arguments: Any) -> Any:
        """Have the simulator do something, and return its answer."""
        asked = Request(f"{self.url}/_sandbox/{verb}", json.dumps(arguments).encode(), method="POST")
        with _open(asked) as answer:
            return json.load(answer)["result"]

    def fill(self, issues: int, comments: int = 0) -> None:
        """Put issues of GitHub's in place, each with so many comments, as if they had come over years."""
        for start in range(0, issues, _BATCH):
            some = range(start, min(start + _BATCH, issues))
            self.call("seed", items=[_issue(number, comments) for number in some])

    def begin(self) -> None:
        """Let some time pass, and count requests from here on."""
        self.call("advance", seconds=120)
        self.call("clear_requests")

    def requests(self) -> list[dict[str, Any]]:
        """What was asked since `begin`."""
        found: list[dict[str, Any]] = self.call("requests")
        return found


def _issue(number: int, comments: int) -> dict[str, Any]:
    made = _MADE + number * _APART
    words = (
        f"Step {number} does not do what the manual says.\n\n- seen with release {number % 17}\n- {'x' * 80}"
    )
    return {
        "title": f"Issue {number}: the import stops half way",
        "body": words,
        "user": f"person-{number % 23}",
        "labels": list(_LABELS[number % 3]),
        "state": "closed" if number % 4 == 0 else "open",
        "created_at": made,
        "updated_at": made + comments * 60,
        "comments": [
            {"body": f"Remark {k} on issue {number}.", "created_at": made + k * 60, "user": f"person-{k}"}
            for k in range(1, comments + 1)
        ],
    }


@dataclass
class Workspace:
    """A workspace of its own, worked on by the command line as a user would."""

    root: Path
    env: Mapping[str, str]

    def devlog(self, *arguments: str) -> Cost:
        """Run one command; raises BenchmarkError where it fails."""
        return spend([DEVLOG, "-C", self.root, *arguments], self.env)

    def read(self, *arguments: str) -> Any:
        """The document that a command prints."""
        return json.loads(self.devlog(*arguments, "--json").output)

    def connect(self, name: str, plugin: str, config: Mapping[str, Any]) -> None:
        """Configure an integration."""
        settings = [part for key, value in config.items() for part in ("--set", f"{key}={value}")]
        self.devlog("integrations", "add", name, "--plugin", plugin, *settings)

    def sync(self) -> Cost:
        """One sync; raises BenchmarkError where it was not whole."""
        cost = self.devlog("sync", "--json")
        for run in json.loads(cost.output)["runs"]:
            if run["status"] != "ok":
                raise BenchmarkError(f"the sync of {run['integration']} was {run['status']}: {run['errors']}")
        return cost


@dataclass
class Stage:
    """A folder to work in, and the places that serve until the stage is taken down."""

    folder: Path
    stack: ExitStack
    rounds: int | None = None
    """How many rounds to measure in, where the benchmark's own number is not wanted."""
    large: bool = False
    """Whether the sizes of the design are measured, which takes minutes, or smaller ones."""
    env: Mapping[str, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def times(self, rounds: int) -> int:
        """How many rounds to measure in."""
        return self.rounds or rounds

    def folder_for(self, name: str) -> Path:
        """A new empty folder."""
        made = self.folder / f"{name}-{next(self._numbers)}"
        made.mkdir()
        return made

    def workspace(self) -> Workspace:
        """A new workspace without integrations."""
        made = Workspace(self.folder_for("workspace"), self.env)
        made.devlog("init")
        return made

    def connected(self, place: Place) -> Workspace:
        """A new workspace with one integration, which has not been synced yet."""
        made = self.workspace()
        made.connect(place.plugin, place.plugin, place.config)
        return made

    def place(self, issues: int = 0, comments: int = 0) -> Place:
        """A simulated GitHub that holds so many issues with so many comments each."""
        place = self.serve("github")
        place.fill(issues, comments)
        place.begin()
        return place

    def serve(self, simulator: str) -> Place:
        """An empty place, by the name of its plugin and of its form where it has some."""
        process = subprocess.Popen(
            [DEVLOG, "sandbox", simulator, "--json"],
            env=dict(self.env), cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self.stack.callback(_end, process)
        served = _served(simulator, process.stdout)
        return Place(simulator.partition(":")[0], served["url"], served["config"])


def _served(simulator: str, told: IO[str] | None) -> dict[str, Any]:
    line = told.readline() if told else ""
    if not line:
        raise BenchmarkError(f"`devlog sandbox {simulator}` did not start")
    served: dict[str, Any] = json.loads(line)["sandboxes"][0]
    return served


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def stage(*, rounds: int | None = None, large: bool = False) -> Iterator[Stage]:
    """A stage, with nothing of the caller's settings on it."""
    with tempfile.TemporaryDirectory(prefix="devlog-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        yield Stage(folder, stack, rounds=rounds, large=large, env=_environment(folder))


def _environment(home: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(_FOREIGN) and not name.lower().endswith("_proxy")
    }
    return kept | {"HOME": str(home), "DEVLOG_USER": "bench", "NO_COLOR": "1"}
