"""The kill walk through a sync of one plugin beside the reference tracker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devlog_core.plugin.playing import PlayableSandbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """How far a walk went."""

    requests: int
    """Of the sync that nobody kills."""
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
    raise NotImplementedError("the kill walk is on its way")
