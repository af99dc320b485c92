"""What happened in the demo, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, kw_only=True)
class Step:
    """One step: what was typed, what others did meanwhile, and what had to hold."""

    name: str
    title: str
    commands: list[dict[str, Any]] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    checks: list[dict[str, Any]] = field(default_factory=list)
    requests: int = 0
    writes: int = 0
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether everything held."""
        return bool(self.checks) and all(check["ok"] for check in self.checks)

    def document(self) -> dict[str, Any]:
        """The step as JSON data."""
        return {
            "name": self.name,
            "title": self.title,
            "ok": self.ok,
            "seconds": round(self.seconds, 2),
            "requests": self.requests,
            "writes": self.writes,
            "commands": self.commands,
            "elsewhere": self.elsewhere,
            "checks": self.checks,
        }


class Broken(Exception):
    """A step did not go as it should; the demo ends there."""
