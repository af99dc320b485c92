"""Stories about one plugin beside the reference tracker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devlog_core.plugin.playing import PlayableSandbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was told."""

    seed: int
    stories: int
    steps: int
    syncs: int


def tell_stories(
    plugin_target: str,
    make_sandbox: Callable[[], PlayableSandbox],
    *,
    folder: Path,
    stories: int,
    steps: int,
    seed: int | None = None,
    make_config: Callable[[PlayableSandbox], Mapping[str, Any]] | None = None,
    isolation: str = "none",
) -> Told:
    """Tell so many stories of so many steps; those of a seed are the same each time, None draws one.

    `plugin_target` is `module:object` as in an entry point; the plugin need not be installed.
    Raises AssertionError with the broken law, the shortest story that breaks it, and the seed that tells
    it again. Wants hypothesis, as the extra `devlog-core[testing]` brings it.
    """
    raise NotImplementedError("stories are on their way")
