"""Stories about one plugin beside the reference tracker."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devlog_core.plugin.playing import PlayableSandbox
from devlog_core.testing.grounds import grounds
from devlog_core.testing.stories.attack import SEED, tell
from devlog_core.testing.stories.machine import Machine
from devlog_core.testing.stories.playing import scenes
from devlog_core.testing.target import Shelf, Target


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
    Raises AssertionError with the broken law, the story that breaks it, and the seed that tells it again:
    named in DEVLOG_SEED, it also looks for the shortest story that breaks the law, which takes minutes.
    Wants hypothesis, as the extra `devlog-core[testing]` brings it.
    """
    given = os.environ.get(SEED)
    number = random.SystemRandom().randrange(2**32) if seed is None else seed
    number = int(given) if given else number
    counts = dict.fromkeys(Machine.counts, 0)
    shelf = Shelf(folder / "shelf", Target(plugin_target))
    with grounds(make_sandbox, make_config) as there, scenes(shelf, there, folder, isolation) as stage:
        story = type("Story", (Machine,), {"stage": stage, "counts": counts})
        try:
            tell(story, number, stories, steps, shorten=bool(given))
        except AssertionError as broken:
            raise AssertionError(_told(broken, number)) from broken
    return Told(seed=number, stories=counts["stories"], steps=counts["steps"], syncs=counts["syncs"])


def _told(broken: AssertionError, number: int) -> str:
    """What is broken, the story of it, and how to hear it again."""
    story = "\n".join(getattr(broken, "__notes__", ()))
    return f"{broken}\n\n{story}\n\n{SEED}={number} tells these stories again, and looks for the shortest"
