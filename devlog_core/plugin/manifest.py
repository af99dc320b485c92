"""What is known of each installed plugin, kept in a file so that listing needs no import of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from devlog_core.files import write_whole
from devlog_core.model.codec import from_json, to_json

Kind = Literal["tracker", "source", "observer", "other"]
_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One plugin as its distribution's version describes it."""

    name: str
    version: str = ""
    distribution: str = ""
    kind: Kind = "other"
    """`tracker` where its items are written as well as read."""
    status: Literal["available", "planned", "failed"] = "available"
    display_name: str = ""
    description: str = ""
    icon: str = ""
    features: tuple[str, ...] = ()
    schema: Mapping[str, Any] = field(default_factory=dict)
    """The JSON Schema of the integration's `config` table."""
    capabilities: Mapping[str, Any] = field(default_factory=dict)
    triggers: tuple[Mapping[str, Any], ...] = ()
    actions: tuple[Mapping[str, Any], ...] = ()
    """Name, description and the JSON Schemas of input and output."""
    hooks: tuple[str, ...] = ()
    """The hooks that it answers."""
    wraps: tuple[str, ...] = ()
    """The hooks of other plugins that it wraps."""
    error: str | None = None
    """Why it does not load, and the cure."""


class Manifests:
    """The manifests kept in one JSON file; a missing or broken file is an empty one."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._kept: dict[str, dict[str, Any]] | None = None

    def get(self, key: str) -> Manifest | None:
        """The manifest stored under this very version of the plugin."""
        data = self._read().get(key)
        return _manifest(data) if data else None

    def named(self, name: str) -> Manifest | None:
        """The last good manifest of a plugin, without asking which version is installed."""
        found = [data for data in self._read().values() if data.get("name") == name and not data.get("error")]
        return _manifest(found[-1]) if found else None

    def put(self, key: str, manifest: Manifest) -> None:
        """Keep a manifest in place of those of the plugin's other versions; an error replaces only errors."""
        kept = {
            old: data
            for old, data in self._read().items()
            if (data.get("name"), data.get("distribution")) != (manifest.name, manifest.distribution)
            or (manifest.error and not data.get("error"))
        }
        self._kept = {**kept, key: to_json(manifest)}
        if self._path is not None:
            # The cache saves time only: a workspace that cannot be written works without it.
            with suppress(OSError):
                write_whole(self._path, json.dumps({"format": _FORMAT, "plugins": self._kept}))

    def _read(self) -> dict[str, dict[str, Any]]:
        if self._kept is None:
            self._kept = {}
            with suppress(OSError, ValueError, AttributeError, TypeError, KeyError):
                data = json.loads(self._path.read_bytes()) if self._path else {}
                if data.get("format") == _FORMAT:
                    self._kept = {k: v for k, v in data["plugins"].items() if isinstance(v, dict)}
        return self._kept


def newest(sources: Iterable[Path]) -> int:
    """When the latest of these files, or of the Python files in these folders, was changed."""
    times = [0]
    for source in sources:
        for file in _python_files(source) if source.is_dir() else (str(source),):
            with suppress(OSError):
                times.append(os.stat(file).st_mtime_ns)  # noqa: PTH116 - see `_python_files`
    return max(times)


def _python_files(folder: Path) -> Iterator[str]:
    # Every command looks at all of them: `Path.rglob` takes several times as long.
    for place, _, files in os.walk(folder):
        yield from (f"{place}{os.sep}{file}" for file in files if file.endswith(".py"))


def _manifest(data: dict[str, Any]) -> Manifest | None:
    try:
        return from_json(Manifest, data)
    except (TypeError, ValueError, KeyError, AttributeError):
        return None
