"""An installed plugin before it is loaded: its entry point and where that comes from."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import EntryPoint, distributions
from pathlib import Path

from devlog_core.plugin.manifest import newest

GROUP = "devlog.plugins"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One entry point of one distribution."""

    name: str
    value: str
    distribution: str
    """Empty where no distribution says that it owns the entry point."""
    version: str
    editable: bool
    """Whether the code may change without a new version."""
    point: EntryPoint

    @classmethod
    def of(cls, point: EntryPoint) -> Candidate:
        """The candidate that an entry point names; nothing of it is imported."""
        dist = point.dist
        return cls(
            name=point.name,
            value=point.value,
            distribution=str(dist.name or "") if dist else "",
            version=str(dist.version or "") if dist else "",
            editable=_editable(dist.read_text("direct_url.json")) if dist else True,
            point=point,
        )

    def rank(self) -> tuple[str, bool, str]:
        """The order of candidates: by name, the distribution called after it first."""
        return (self.name, self.distribution != f"devlog-{self.name}", self.distribution)

    @cached_property
    def key(self) -> str:
        """What stands for the state that the plugin's code was in when this was first asked."""
        stamp = newest(self.sources()) if self.editable else 0
        return f"{self.name}={self.value} {self.distribution} {self.version} {stamp or ''}".rstrip()

    def sources(self) -> list[Path]:
        """The package's folder, or its file, found without importing it."""
        try:
            spec = importlib.util.find_spec(self.value.partition(":")[0].partition(".")[0].strip())
        except (ImportError, ValueError, AttributeError):
            return []
        if spec is None:
            return []
        if spec.submodule_search_locations is not None:
            return [Path(place) for place in spec.submodule_search_locations]
        return [Path(spec.origin)] if spec.origin else []


def installed() -> tuple[list[EntryPoint], dict[str, Exception]]:
    """The entry points of all installed plugins, and the distributions that cannot say theirs.

    The standard loop over entry points stops at the first distribution whose list is damaged.
    """
    found: list[EntryPoint] = []
    seen: set[str] = set()
    damaged: dict[str, Exception] = {}
    for dist in distributions():
        if GROUP not in (dist.read_text("entry_points.txt") or ""):
            continue
        name = str(dist.name or "")
        if name in seen:
            # Of two copies of one distribution, the first on the path is the one that is imported.
            continue
        seen |= {name} if name else set()
        try:
            found += [point for point in dist.entry_points if point.group == GROUP]
        except Exception as error:  # noqa: BLE001 - a damaged list may fail in any way
            damaged[name] = error
    return found, damaged


def _editable(direct_url: str | None) -> bool:
    try:
        return bool(json.loads(direct_url or "{}").get("dir_info", {}).get("editable"))
    except (ValueError, AttributeError):
        return False
