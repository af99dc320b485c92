"""The kill walk through a sync of one plugin beside the reference tracker."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from devlog_core.plugin.playing import PlayableSandbox
from devlog_core.testing.ended import Ended
from devlog_core.testing.grounds import Grounds, beside, grounds
from devlog_core.testing.target import REFERENCE, Shelf, Target
from devlog_core.testing.walk.forks import Warm, warmed
from devlog_core.testing.walk.rehearsal import Rehearsal, counted
from devlog_core.testing.walk.scene import BOARD, TRIED, Place, Scene
from devlog_core.testing.workplace import surroundings

MOMENT = "DEVLOG_MOMENT"
"""Names the one moment of a walk, to walk through it again."""
_ARGUMENTS = ("sync", "--allow-create", "--json")
_CONFLICTS = 4
_KILLED = -9


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """How far a walk went."""

    requests: int
    """Those of the sync around which it was killed."""
    commits: int
    kills: int


def kill_walk(
    plugin_target: str,
    make_sandbox: Callable[[], PlayableSandbox],
    *,
    folder: Path,
    some: bool,
    make_config: Callable[[PlayableSandbox], Mapping[str, Any]] | None = None,
    isolation: str = "none",
) -> Walked:
    """Kill a sync at each of its moments, or at some, and look at what the next one makes of it.

    `plugin_target` is `module:object` as in an entry point; the plugin need not be installed, but a new
    process with this one's `sys.path` must find the module. `folder` is empty and the walk's own.
    Raises AssertionError with the moment and what is otherwise than without a kill.
    """
    shelf = Shelf(folder / "shelf", Target(plugin_target))
    told = {**surroundings(folder), **shelf.environ}
    with (
        grounds(make_sandbox, make_config) as tried,
        grounds(beside, None) as board,
        warmed(*shelf.modules, environ=told) as warm,
    ):
        walk = _Walk(shelf, tried, board, warm, folder, told, isolation)
        rehearsal, about = walk.rehearse()
        given = os.environ.get(MOMENT)
        moments = [given] if given else _some(rehearsal, about) if some else _all(rehearsal)
        for moment in moments:
            walk.kill(rehearsal, moment, about.get(moment, ""))
    return Walked(**counted(moments))


@dataclass
class _Walk:
    shelf: Shelf
    tried: Grounds
    board: Grounds
    warm: Warm
    folder: Path
    environ: Mapping[str, str]
    isolation: str
    _kept: tuple[Any, Any] | None = field(default=None, init=False)
    """What both places hold where the sync begins, if they can go back to it."""

    @contextmanager
    def take(self) -> Iterator[Scene]:
        """The scene, prepared."""
        shutil.rmtree(self.folder / "state", ignore_errors=True)
        scene = self._scene(self.folder / "take")
        try:
            if self._kept is None:
                scene.prepare(self.isolation)
                # The command looks at all that is installed, once: later ones know of it.
                self.warm.fork(self.folder, self.environ, "-C", str(scene.folder), "plugins").wait()
                self._keep(scene.folder)
            yield scene
        finally:
            self.warm.end()
            scene.close()

    def _scene(self, folder: Path) -> Scene:
        first, second = self._kept or (None, None)
        (sandbox, _), (board, _) = self.tried.again(first), self.board.again(second)
        if self._kept is not None:
            shutil.copytree(self.folder / "kept", folder)
        return Scene(
            folder,
            self.environ,
            self.shelf,
            Place(TRIED, self.shelf.target, sandbox, self.tried.config()),
            Place(BOARD, Target(REFERENCE), board, self.board.config()),
        )

    def _keep(self, folder: Path) -> None:
        held = self.tried.remember(), self.board.remember()
        if None not in held:
            self._kept = held
            shutil.copytree(folder, self.folder / "kept")

    def run(self, scene: Scene, **fate: Any) -> Ended:
        """The sync, as a process."""
        places = {urlsplit(there.url).netloc: name for name, there in self._named().items()}
        command = ("-C", str(scene.folder), *_ARGUMENTS)
        fork = self.warm.fork(self.folder, self.environ, *command, fate={**fate, "places": places})
        return fork.wait()

    def rehearse(self) -> tuple[Rehearsal, dict[str, str]]:
        """The sync that nobody kills, and what each of its moments is about."""
        diary = self.folder / "diary"
        with self.take() as scene:
            done = self.run(scene, diary=str(diary))
            assert done.code == _CONFLICTS, f"a sync that nobody kills does not end with a conflict: {done}"
            seen = scene.outcome()
        _whole(seen)
        lines = [line.split("\t") for line in diary.read_text(encoding="utf-8").splitlines()]
        about = {line[0]: " in ".join(filter(None, line[1:])) for line in lines}
        return Rehearsal(tuple(about), seen), about

    def kill(self, rehearsal: Rehearsal, moment: str, about: str) -> None:
        """Kill the sync at this moment; the next one must lead to where the rehearsal led."""
        with self.take() as scene:
            done = self.run(scene, moment=moment)
            assert done.code == _KILLED, f"a sync never came to: {moment} ({about})\n{done}"
            try:
                rehearsal.compare(scene.outcome())
            except AssertionError as error:
                again = f"{MOMENT}='{moment}' walks through it again"
                raise AssertionError(
                    f"after a kill at the moment: {moment} ({about})\n{error}\n{again}"
                ) from error

    def _named(self) -> dict[str, Grounds]:
        return {TRIED: self.tried, BOARD: self.board}


def _all(rehearsal: Rehearsal) -> list[str]:
    """The moments of the plugin's own sync; the reference tracker has walks of its own."""
    return [moment for moment in rehearsal.moments if TRIED in moment]


def _some(rehearsal: Rehearsal, about: Mapping[str, str]) -> list[str]:
    """After the requests of the first item and of the first comment that are made, and before a commit."""
    answered = [moment for moment in _all(rehearsal) if moment.startswith("answered ")]
    made = [moment for moment in answered if about[moment].endswith(" in create")]
    noted = [moment for moment in answered if about[moment].endswith(" in put_note")]
    stored = [moment for moment in _all(rehearsal) if moment.startswith("before commit")]
    return list(dict.fromkeys([*made[:2], *noted[:1], *stored[-2:-1]]))


def _whole(picture: Mapping[str, Any]) -> None:
    """Each place shows each title once, and each entry is linked to both."""
    for name in (TRIED, BOARD):
        titles = [item["values"].get("title") for item in picture[name]]
        assert len(titles) == len(set(titles)), f"{name} shows something twice: {sorted(map(str, titles))}"
    for entry in picture["entries"]:
        title, held = entry["values"].get("title"), [name for name, _ in entry["links"]]
        wanted = [TRIED] if title == "made for tried" else [BOARD, TRIED]
        assert held == wanted, f"the entry {title!r} is linked to {held}, and not to {wanted}"
