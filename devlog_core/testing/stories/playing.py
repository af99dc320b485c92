"""What stories about any plugin begin with: its sandbox beside the reference tracker, and a workspace."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomlkit

from devlog_core.app import open_store
from devlog_core.config.workspace import Workspace
from devlog_core.testing.grounds import Grounds
from devlog_core.testing.sandbox import Control, Server
from devlog_core.testing.stories.boards import BoardPlace, new_board
from devlog_core.testing.stories.place import Place
from devlog_core.testing.stories.played import PlayedPlace
from devlog_core.testing.stories.scenery import Set
from devlog_core.testing.stories.wire import Line, wired
from devlog_core.testing.target import Target

TRIED, BOARD = "tried", "board"
PROFILES: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "mirrored": {TRIED: {"mirror": [BOARD]}, BOARD: {"mirror": [TRIED]}},
    "apart": {name: {"on_delete": "cancel", "on_archive": "close"} for name in (TRIED, BOARD)},
    "policies": {
        TRIED: {"mirror": [BOARD], "conflict": "newest"},
        BOARD: {"mirror": [TRIED], "conflict": "local"},
    },
    "chosen": {TRIED: {"create": "remote", "mirror": [BOARD]}, BOARD: {"create": "local"}},
}


@dataclass
class Scenes:
    """The plugin that is tried and the reference tracker, anew for each story."""

    target: Target
    grounds: Grounds
    folder: Path
    lines: dict[str, Line]
    server: Server
    isolation: str = "none"
    names: tuple[str, ...] = (TRIED, BOARD)
    profiles: tuple[str, ...] = tuple(PROFILES)
    variants: tuple[str, ...] = ("as it is",)
    _tried: PlayedPlace | None = field(default=None, init=False)

    def set(self, profile: str, variant: str) -> Set:
        """Everything as it is before a story."""
        start = datetime.now(UTC).replace(microsecond=0)
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        sandbox, url = self.grounds.again()
        more = {} if self.isolation == "none" else {"isolation": self.isolation}
        config = self.grounds.config()
        self._tried = tried = PlayedPlace(TRIED, self.target, sandbox, url, {**more, "config": config})
        self.lines.clear()
        self.lines[tried.address] = tried.line
        board = BoardPlace(BOARD, self.server, start.timestamp())
        places: dict[str, Place] = {TRIED: tried, BOARD: board}
        self._prepare(profile, places)
        return Set(
            folder=self.folder / "work",
            environ=self._environ(),
            places=places,
            found=self.target.found(),
            start=start,
        )

    def close(self) -> None:
        """Let go of what the latest story had."""
        if self._tried is not None:
            self._tried.close()

    def _prepare(self, profile: str, places: Mapping[str, Place]) -> None:
        inner = self.folder / "work" / ".devlog"
        inner.mkdir(parents=True)
        tables = {
            name: {**place.table(), "auto": {"reconcile": "1h"}, **PROFILES[profile][name]}
            for name, place in places.items()
        }
        settings = {"sync": {"create_guard": 100}, "integrations": tables}
        (inner / "config.toml").write_text(tomlkit.dumps(settings), encoding="utf-8")
        open_store("sqlite:///devlog.db", Workspace(self.folder / "work"), create=True).close()

    def _environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DEVLOG_", "XDG_"))}
        home = str(self.folder)
        return {**kept, "HOME": home, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": f"{home}/state"}


@contextmanager
def scenes(target: Target, grounds: Grounds, folder: Path, isolation: str) -> Iterator[Scenes]:
    """The scenes of stories, with the reference tracker running."""
    lines: dict[str, Line] = {}
    server = Server(0, new_board(0).exchange, Control({}))
    server.begin()
    made = Scenes(target, grounds, folder / "story", lines, server, isolation)
    try:
        with wired(lines):
            yield made
    finally:
        made.close()
        server.end()
