"""Finding the workspace that a command is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from devlog_core.model.errors import UsageError

DIRECTORY = ".devlog"
VARIABLE = "DEVLOG_WORKSPACE"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A directory with `.devlog/` in it, and the paths of what devlog keeps there."""

    root: Path

    @property
    def directory(self) -> Path:
        """`.devlog/`, which relative paths of the storage start from."""
        return self.root / DIRECTORY

    @property
    def config_file(self) -> Path:
        return self.directory / "config.toml"

    @property
    def cache(self) -> Path:
        """What can be made again at any time."""
        return self.directory / "cache"

    @property
    def workflows(self) -> Path:
        return self.directory / "workflows"


def find_workspace(start: Path, environ: Mapping[str, str], chosen: Path | None = None) -> Workspace:
    """The workspace of `chosen` (the flag `-C`), of DEVLOG_WORKSPACE, of `start` or of a directory above it.

    Raises UsageError where there is none.
    """
    if chosen is not None:
        return _upwards(_existing(start / chosen.expanduser(), f"-C {chosen}"))
    if named := environ.get(VARIABLE):
        place = _existing(start / Path(named).expanduser(), f"{VARIABLE}={named}")
        if not (place / DIRECTORY).is_dir():
            raise UsageError(f"{VARIABLE}={named}: no {DIRECTORY}/ there; run `devlog init {named}`")
        return Workspace(place)
    return _upwards(start.absolute())


def _existing(place: Path, said: str) -> Path:
    if not place.is_dir():
        raise UsageError(f"{said}: there is no such directory")
    return place.resolve()


def _upwards(start: Path) -> Workspace:
    for place in (start, *start.parents):
        if (place / DIRECTORY).is_dir():
            return Workspace(place)
    raise UsageError(f"no workspace in {start} or above it; run `devlog init` to make one here")
