"""What stories about any plugin begin with: its sandbox beside the reference tracker, and a workspace."""

from __future__ import annotations

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
from devlog_core.testing.target import Shelf
from devlog_core.testing.workplace import surroundings

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

    shelf: Shelf
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
        shutil.rmtree(self.folder / "state", ignore_errors=True)
        sandbox, url = self.grounds.again()
        more = {} if self.isolation == "none" else {"isolation": self.isolation}
        config = self.grounds.config()
        self._tried = tried = PlayedPlace(TRIED, self.shelf.target, sandbox, url, {**more, "config": config})
        self.lines.clear()
        self.lines[tried.address] = tried.line
        board = BoardPlace(BOARD, self.server, start.timestamp())
        places: dict[str, Place] = {TRIED: tried, BOARD: board}
        folder = self.folder / profile
        self._prepare(folder, profile, places)
        return Set(
            folder=folder,
            environ=surroundings(self.folder),
            places=places,
            found=self.shelf.points,
            start=start,
        )

    def close(self) -> None:
        """Let go of what the latest story had."""
        if self._tried is not None:
            self._tried.close()

    def _prepare(self, folder: Path, profile: str, places: Mapping[str, Place]) -> None:
        inner = folder / ".devlog"
        inner.mkdir(parents=True, exist_ok=True)
        tables = {
            name: {**place.table(), "auto": {"reconcile": "1h"}, **PROFILES[profile][name]}
            for name, place in places.items()
        }
        settings = tomlkit.dumps({"sync": {"create_guard": 100}, "integrations": tables})
        config = inner / "config.toml"
        # Settings that have not changed are not checked again.
        if not config.is_file() or config.read_text(encoding="utf-8") != settings:
            config.write_text(settings, encoding="utf-8")
        for stale in inner.glob("devlog.db*"):
            stale.unlink()
        open_store("sqlite:///devlog.db", Workspace(folder), create=True).close()


@contextmanager
def scenes(shelf: Shelf, grounds: Grounds, folder: Path, isolation: str) -> Iterator[Scenes]:
    """The scenes of stories, with the reference tracker running."""
    lines: dict[str, Line] = {}
    server = Server(0, new_board(0).exchange, Control({}))
    server.begin()
    made = Scenes(shelf, grounds, folder / "story", lines, server, isolation)
    try:
        with wired(lines):
            yield made
    finally:
        made.close()
        server.end()
