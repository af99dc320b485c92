"""A workspace in this process: the real settings, store, plugins and engine, with a clock of the story's."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from importlib.metadata import EntryPoint
from pathlib import Path

from devlog_core.app import App
from devlog_core.config.manager import ConfigurationManager
from devlog_core.model.run import Run
from devlog_core.plugin.http import Meter
from devlog_core.plugin.isolation.confinement import BUBBLEWRAP
from devlog_core.storage.unit import Unit
from devlog_core.sync.engine import Engine
from devlog_core.sync.place import Progress
from devlog_core.sync.recorder import Cause, Recorder
from devlog_core.sync.workbench import SyncOptions, Workbench

Sleep = Callable[[float], None]


class Passing(threading.Event):
    """A wait that does not last: the time that it takes passes at once."""

    def __init__(self, sleep: Sleep) -> None:
        super().__init__()
        self._sleep = sleep

    def wait(self, timeout: float | None = None) -> bool:
        if timeout:
            self._sleep(timeout)
        return self.is_set()


class Silent:
    """A progress that says nothing."""

    def update(self, integration: str, phase: str, done: int, total: int | None, message: str = "") -> None:
        return None


class Workplace(App):
    """One process's view of the workspace; another one is another process."""

    def __init__(
        self,
        folder: Path,
        environ: Mapping[str, str],
        found: Sequence[EntryPoint],
        clock: Callable[[], datetime],
        sleep: Sleep,
        seed: int = 7,
    ) -> None:
        super().__init__(folder, environ=environ)
        self._found = found
        self._clock, self._sleep, self._rng = clock, sleep, random.Random(seed)

    @cached_property
    def configuration(self) -> ConfigurationManager:
        return ConfigurationManager.load(self.workspace, environ=self.environ, found=self._found)

    def bench(self, progress: Progress) -> Workbench:
        return replace(
            super().bench(progress),
            clock=self._clock,
            rng=self._rng,
            meter=lambda: Meter(cancelled=Passing(self._sleep)),
        )

    def recorder(self, unit: Unit, why: str = "edit") -> Recorder:
        """Changes entries as a person here does."""
        cause = Cause(at=self._clock(), actor="ada", why=why)
        return Recorder(unit, self.routes, cause)

    def sync(self, options: SyncOptions) -> tuple[Run, ...]:
        """One sync; what went wrong stands in its runs."""
        return Engine(self.bench(Silent())).sync(options).runs


def surroundings(home: Path) -> dict[str, str]:
    """What a command is told by its surroundings: its bubblewrap, and no other setting of this machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DEVLOG_", "XDG_"))}
    places = {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_STATE_HOME": str(home / "state")}
    return {**kept, **confining(), **places}


def confining() -> dict[str, str]:
    """What is said here of bubblewrap: where it may make no namespaces, no isolated plugin starts without."""
    return {BUBBLEWRAP: os.environ[BUBBLEWRAP]} if BUBBLEWRAP in os.environ else {}
