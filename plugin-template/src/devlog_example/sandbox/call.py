"""One request as its handler sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from devlog_core.testing.sandbox import RefusedError

from devlog_example.sandbox.model import Comment, Task
from devlog_example.sandbox.world import World


@dataclass(slots=True)
class Call:
    """What is asked of the world by whom, and the revision that is expected, where one is."""

    world: World
    by: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    expected: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)

    def task(self) -> Task:
        """The task addressed."""
        return self.world.task(int(self.params["task"]))

    def comment(self) -> Comment:
        """The comment addressed."""
        return self.world.comment(self.task(), int(self.params["comment"]))

    def expect(self, revision: int) -> None:
        """Refuse where the thing is no longer as the request expects it."""
        if self.expected is not None and self.expected != f'"{revision}"':
            raise RefusedError(412, "it was changed meanwhile")
