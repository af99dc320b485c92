"""A prepared workspace and a prepared GitHub, from which the same sync can be begun any number of times."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.forks import FastDesk, Warm
from tests.integration.hub import Hub, shown, split

PLACES = {"shop": "acme/shop", "api": "acme/api"}


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What a sync is to meet."""

    id: str
    name: str
    prepare: Callable[[FastDesk, Hub], None]
    """Brings an empty workspace and an empty GitHub to where the sync begins."""
    arguments: tuple[str, ...] = ("sync", "--allow-create")
    page: int = 100
    """How many records there are on a page, until all is in step."""
    code: int = 0
    """What it ends with, where nobody kills it."""
    contested: tuple[str, ...] = ()
    """Titles of which two are known to differ."""
    apart: tuple[str, ...] = ()
    """In the words of `disagreements`, what is to stay as it is."""


@dataclass(kw_only=True)
class Stage:
    """A scene, as often as one likes."""

    scene: Scene
    desk: FastDesk
    hub: Hub
    folder: Path
    memory: Any = field(init=False)
    _count: int = 0

    def __post_init__(self) -> None:
        self.memory = self.hub.memory()

    @contextmanager
    def again(self) -> Iterator[FastDesk]:
        """The workspace, copied; GitHub is as it was."""
        self.hub.recall(self.memory)
        self.hub.switch("largest_page", self.scene.page)
        self._count += 1
        copied = self.desk.copy(self.folder / f"take-{self._count}" / "work")
        yield copied
        shutil.rmtree(copied.folder.parent)


@contextmanager
def staged(scene: Scene, warm: Warm, folder: Path) -> Iterator[Stage]:
    """The scene, prepared, with its GitHub running."""
    hub = Hub(*PLACES.values())
    hub.start()
    try:
        desk = FastDesk(folder / "template" / "work")
        desk.warm = warm
        scene.prepare(desk, hub)
        # What is seeded from now on is new to the workspace.
        hub.world.looked_at = True
        yield Stage(scene=scene, desk=desk, hub=hub, folder=folder)
    finally:
        warm.end()
        hub.stop()


def picture(desk: FastDesk, hub: Hub) -> dict[str, Any]:
    """Both sides and all that ties them, without what depends on the order of events."""
    return {
        "entries": sorted(
            (
                {
                    "title": entry["values"]["title"],
                    "values": {k: v for k, v in entry["values"].items() if not k.endswith("_at")},
                    "notes": sorted((note["content"], note["deleted"]) for note in entry["notes"]),
                    "links": sorted((link["integration"], link["kind"]) for link in entry["links"]),
                }
                for entry in desk.whole()
            ),
            key=lambda entry: entry["title"],
        ),
        "conflicts": sorted(
            (conflict["field"], sorted((c["place"], c["value"]) for c in conflict["candidates"]))
            for conflict in desk.do("conflicts", "list")
        ),
        **{repository: _issues(hub, repository) for repository in PLACES.values()},
        "outbox": [(row["integration"], row["state"]) for row in desk.do("outbox", "list")],
    }


def _issues(hub: Hub, repository: str) -> list[dict[str, Any]]:
    issues = []
    for key in hub.keys(repository):
        issue = hub.read(key)
        said = sorted((comment["user"]["login"], split(comment["body"])[0]) for comment in issue["comments"])
        issues.append({**shown(issue), "key": "", "notes": said, "author": issue["user"]["login"]})
    return sorted(issues, key=lambda issue: (issue["title"], issue["author"]))
