"""The first pull against the peer within one process, when both have been imported. A script, run as one.

inside.py CONFIG FOLDER...    CONFIG as JSON; a workspace never synced for each round, and one to warm up
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.peer import read
from devlog_core.app import App
from devlog_core.sync.workbench import SyncOptions


class _Silent:
    def update(
        self, integration: str, phase: str, done: int, total: int | None, message: str = ""
    ) -> None: ...


def main(config: str, *folders: str) -> None:
    """Print what each round cost: lists of seconds on the clock and of processor time."""
    settings = json.loads(config)
    costs: dict[str, list[tuple[float, float]]] = {"devlog": [], "peer": []}
    for folder in folders:
        costs["devlog"].append(_cost(partial(_pull, Path(folder))))
        costs["peer"].append(
            _cost(lambda: read(settings["api_url"], settings["token"], settings["repository"]))
        )
    # The first round of each imports what is imported late.
    print(json.dumps({name: rounds[1:] for name, rounds in costs.items()}))


def _cost(act: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - wall, time.process_time() - cpu


def _pull(folder: Path) -> None:
    app = App(folder)
    (run,) = app.engine(_Silent()).sync(SyncOptions()).runs
    app.close()
    if run.status != "ok":
        raise SystemExit(f"the sync was {run.status}: {run.errors}")


if __name__ == "__main__":
    main(*sys.argv[1:])
