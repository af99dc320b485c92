"""A command that has ended."""

from __future__ import annotations

import json
from typing import Any

SECONDS = 60
"""More than any command takes; it ends a hang, and measures nothing."""


class Ended:
    """A command that has ended: its exit code and what it printed."""

    def __init__(self, arguments: tuple[str, ...], code: int, out: str, err: str) -> None:
        self.arguments, self.code, self.out, self.err = arguments, code, out, err

    @property
    def json(self) -> Any:
        """Standard output, which is one JSON document."""
        return json.loads(self.out)

    def __str__(self) -> str:
        return f"devlog {' '.join(self.arguments)} ended with {self.code}\n{self.out}\n{self.err}"
