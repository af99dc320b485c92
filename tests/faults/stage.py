"""A prepared workspace and prepared places, from which the same sync can be begun any number of times."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from devlog_core.testing.walk.forks import Warm
from tests.faults.grounds import Grounds
from tests.forks import FastDesk

GroundsT = TypeVar("GroundsT", bound=Grounds)


@dataclass(frozen=True, kw_only=True)
class Scene(Generic[GroundsT]):
    """What a sync is to meet."""

    id: str
    name: str
    make: Callable[[], GroundsT]
    """Makes the places, empty."""
    prepare: Callable[[FastDesk, GroundsT], None]
    """Brings an empty workspace and empty places to where the sync begins."""
    arguments: tuple[str, ...] = ("sync", "--allow-create")
    page: int = 100
    """How many records there are on a page, until all is in step."""
    code: int = 0
    """What it ends with, where nobody kills it."""
    contested: tuple[str, ...] = ()
    """Titles of which two are known to differ."""
    asks: int = 2
    """How many requests of one place a sync makes at most that has nothing to do."""
    apart: tuple[str, ...] = ()
    """In the words of `disagreements`, what is to stay as it is."""


@dataclass(kw_only=True)
class Stage(Generic[GroundsT]):
    """A scene, as often as one likes."""

    scene: Scene[GroundsT]
    desk: FastDesk
    hub: GroundsT
    folder: Path
    memory: Any = field(init=False)
    _count: int = 0

    def __post_init__(self) -> None:
        self.memory = self.hub.memory()

    @contextmanager
    def again(self) -> Iterator[FastDesk]:
        """The workspace, copied; the places are as they were."""
        self.hub.recall(self.memory)
        self.hub.paged(self.scene.page)
        self._count += 1
        copied = self.desk.copy(self.folder / f"take-{self._count}" / "work")
        yield copied
        shutil.rmtree(copied.folder.parent)


@contextmanager
def staged(scene: Scene[GroundsT], warm: Warm, folder: Path) -> Iterator[Stage[GroundsT]]:
    """The scene, prepared, with its places running."""
    hub = scene.make()
    hub.start()
    try:
        desk = FastDesk(folder / "template" / "work", warm)
        scene.prepare(desk, hub)
        hub.settle_in()
        yield Stage(scene=scene, desk=desk, hub=hub, folder=folder)
    finally:
        warm.end()
        hub.stop()


def picture(desk: FastDesk, hub: Grounds) -> dict[str, Any]:
    """All sides and all that ties them, without what depends on the order of events."""
    return {
        "entries": sorted(
            (
                {
                    "title": entry["values"]["title"],
                    "values": {k: v for k, v in entry["values"].items() if not k.endswith("_at")},
                    "notes": sorted((note["content"], note["deleted"]) for note in entry["notes"]),
                    "worklogs": sorted((w["minutes"], w["text"], w["deleted"]) for w in entry["worklogs"]),
                    "links": sorted((link["integration"], link["kind"]) for link in entry["links"]),
                }
                for entry in desk.whole()
            ),
            key=lambda entry: entry["title"],
        ),
        "things": sorted(
            (entry["title"], link["kind"], link["remote_key"], link["state"])
            for entry in desk.entries()
            for link in entry["links"]
            if link["kind"] != "item"
        ),
        "events": _events(desk),
        "conflicts": sorted(
            (conflict["field"], sorted((c["place"], c["value"]) for c in conflict["candidates"]))
            for conflict in desk.do("conflicts", "list")
        ),
        **hub.pictures(),
        "outbox": [(row["integration"], row["state"]) for row in desk.do("outbox", "list")],
    }


def _events(desk: FastDesk) -> list[tuple[str, ...]]:
    """What happened beside items; what the items' own changes are called depends on who saw them when."""
    asked = "SELECT name, id FROM events WHERE name LIKE '%.pull_request.%' OR name NOT LIKE '%.%.%'"
    with closing(sqlite3.connect(desk.inner / "devlog.db")) as store:
        return sorted(store.execute(asked))
