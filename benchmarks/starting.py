"""How long the commands take that people wait for."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

from benchmarks.figure import Benchmark, Found, compared
from benchmarks.measure import Cost, side_by_side, spend
from benchmarks.stage import DEVLOG, PYTHON, Stage, Workspace

ENTRIES = 10_000
ROUNDS = 15
_FILL = """
import sys
from pathlib import Path
from devlog_core.app import App

app = App(Path(sys.argv[1]))
for start in range(0, int(sys.argv[2]), 1000):
    with app.change("new") as recorder:
        for number in range(start, start + 1000):
            labels = ["api", "bug"] if number % 2 else []
            status = ("new", "in-progress", "done")[number % 3]
            text = "What there is to say about it. " * 10
            recorder.create(
                {"title": f"Entry {number}", "description": text, "labels": labels, "status": status}
            )
app.close()
"""


def listing(stage: Stage) -> Iterator[Found]:
    """`devlog list`, of a store with many entries, against importing click."""
    workspace = stage.workspace()
    spend([PYTHON, "-c", _FILL, workspace.root, str(ENTRIES)], stage.env)
    costs = side_by_side(
        {"list": lambda: workspace.devlog("list"), "click": lambda: _click(stage)}, stage.times(ROUNDS)
    )
    yield compared(
        f"`devlog list` with {ENTRIES:,} entries against `import click`", 3, costs["list"], costs["click"]
    )


def help_page(stage: Stage) -> Iterator[Found]:
    """`devlog --help` against importing click."""
    costs = side_by_side(
        {"help": lambda: spend([DEVLOG, "--help"], stage.env), "click": lambda: _click(stage)},
        stage.times(ROUNDS),
    )
    yield compared("`devlog --help` against `import click`", 2, costs["help"], costs["click"])


def adding(stage: Stage) -> Iterator[Found]:
    """`devlog new` with integrations configured, which it must not wait for, against none."""
    bare, connected = stage.workspace(), stage.workspace()
    _connect_four(stage, connected)
    costs = side_by_side(
        {"four": lambda: connected.devlog("new", "One more"), "none": lambda: bare.devlog("new", "One more")},
        stage.times(ROUNDS),
    )
    yield compared("adding an entry with 4 integrations against none", 1.1, costs["four"], costs["none"])


def _connect_four(stage: Stage, workspace: Workspace) -> None:
    """Three trackers, which nobody answers for, and a repository."""
    repository = stage.folder_for("repository")
    subprocess.run(["git", "init", "-q", repository], check=True, env=dict(stage.env))
    for number in range(3):
        # Nothing listens there: an entry is added whether its places can be reached or not.
        config = {"repository": f"acme/shop-{number}", "token": "none", "api_url": "http://127.0.0.1:9"}
        workspace.connect(f"tracker-{number}", "github", config)
    workspace.connect("git", "git", {"path": repository})


def _click(stage: Stage) -> Cost:
    return spend([PYTHON, "-c", "import click"], stage.env)


BENCHMARKS = (
    Benchmark(name="list", about="`devlog list` against importing click", run=listing),
    Benchmark(name="help", about="`devlog --help` against importing click", run=help_page),
    Benchmark(name="new", about="`devlog new` with integrations against none", run=adding),
)
