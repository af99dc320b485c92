"""Remembering that the configuration was checked, so that it need not be again until something changes."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devlog_core.config.sources import Layer, is_setting
from devlog_core.files import write_whole
from devlog_core.model.codec import from_json, to_json
from devlog_core.plugin.manifest import newest

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the last whole check found; it holds no setting's value."""

    fingerprint: str
    problems: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    trackers: tuple[str, ...] = ()
    """The integrations whose items are written as well as read."""
    watched: tuple[str, ...] = ()
    """Sources of editable plugins, which change without a new version."""
    stamp: int = 0

    def holds(self, fingerprint: str) -> bool:
        """Whether nothing that was checked has changed since."""
        return self.fingerprint == fingerprint and self.stamp == newest(map(Path, self.watched))


def fingerprint(
    files: Iterable[Layer],
    environ: Mapping[str, str],
    flags: Mapping[str, Any],
    found: Sequence[EntryPoint] | None,
) -> str:
    """One text that stands for all that a check looks at."""
    looked_at = {
        "format": _FORMAT,
        "files": [[str(layer.file), layer.text] for layer in files],
        "environment": sorted((k, v) for k, v in environ.items() if is_setting(k)),
        "flags": {key: repr(value) for key, value in flags.items()},
        "installed": installed() if found is None else [repr(point) for point in found],
    }
    return hashlib.sha256(json.dumps(looked_at, sort_keys=True).encode()).hexdigest()


def installed() -> list[tuple[str, int]]:
    """Every installed distribution with its version and time, read from the folders' names alone."""
    found = []
    for place in dict.fromkeys(sys.path):
        with suppress(OSError), os.scandir(place or ".") as entries:
            packages = [entry for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]
            found += [(package.path, package.stat().st_mtime_ns) for package in packages]
    return sorted(found)


def recall(path: Path) -> Checked | None:
    """The last check, where it was kept and can be read."""
    try:
        return from_json(Checked, json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return None


def keep(path: Path, checked: Checked) -> None:
    """Keep a check for the next command; a workspace that cannot be written does without."""
    with suppress(OSError):
        write_whole(path, json.dumps(to_json(checked)))
