"""One sync of one integration, as it is reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

RunStatus = Literal["running", "ok", "partial", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunError:
    """One thing that went wrong in a run."""

    kind: str
    message: str
    entry: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one sync of one integration did."""

    id: str
    integration: str
    status: RunStatus = "running"
    started_at: datetime
    duration_ms: int = 0
    pulled: Mapping[str, int] = field(default_factory=dict)
    """read, created, updated, unchanged, attached"""
    pushed: Mapping[str, int] = field(default_factory=dict)
    """created, updated"""
    conflicts: int = 0
    set_aside: int = 0
    requests: int = 0
    writes: int = 0
    errors: tuple[RunError, ...] = ()
    skipped: Mapping[str, Any] = field(default_factory=dict)
    """Why items were passed over: reason to count."""
