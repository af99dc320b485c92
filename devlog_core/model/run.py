"""One sync of one integration, as it is reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

RunStatus = Literal["running", "ok", "partial", "failed"]  # `partial`: some of it waits.


@dataclass(frozen=True, slots=True, kw_only=True)
class RunError:
    """One thing that went wrong in a run."""

    kind: str  # That of the error's class.
    message: str  # One line with the cure.
    entry: str | None = None  # The ref of the one it is about.


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one sync of one integration did."""

    id: str  # Its name.
    integration: str  # By name.
    status: RunStatus = "running"  # How it stands.
    started_at: datetime  # When.
    duration_ms: int = 0  # Milliseconds.
    pulled: Mapping[str, int] = field(default_factory=dict)
    """read, created, updated, unchanged, attached"""
    pushed: Mapping[str, int] = field(default_factory=dict)
    """created, updated"""
    conflicts: int = 0  # New ones.
    set_aside: int = 0  # What was refused and waits for somebody.
    requests: int = 0  # All that were sent.
    writes: int = 0  # Those of them that change something.
    errors: tuple[RunError, ...] = ()  # In the order they came.
    skipped: Mapping[str, Any] = field(default_factory=dict)
    """Why items were passed over: reason to count."""
