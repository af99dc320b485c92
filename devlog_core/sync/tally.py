"""Counting what one run does."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, MutableSequence
from dataclasses import dataclass, field
from datetime import datetime

from devlog_core.model.ids import new_uid
from devlog_core.model.run import Run, RunError, RunStatus
from devlog_core.model.saying import in_one_line
from devlog_core.plugin.http import Meter


@dataclass
class PlanRow:
    """One thing that a sync would do."""

    integration: str
    direction: str
    operation: str
    entry: str | None
    remote_key: str | None
    fields: tuple[str, ...] = ()


@dataclass
class Tally:
    """The counts of one run while it goes on."""

    integration: str
    started_at: datetime
    meter: Meter
    redact: Callable[[str], str] = str
    id: str = field(default_factory=new_uid)
    pulled: Counter[str] = field(default_factory=Counter)
    pushed: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    conflicts: int = 0
    set_aside: int = 0
    waiting: int = 0
    """Rows that stay for a later sync."""
    errors: list[RunError] = field(default_factory=list)
    failed: bool = False
    plan: MutableSequence[PlanRow] = field(default_factory=list)
    """What a sync would do; a real one keeps none of it."""
    _created: set[int] = field(default_factory=set)
    _updated: set[int] = field(default_factory=set)
    _begun: float = field(default_factory=time.monotonic)

    def touched(self, number: int, outcome: str) -> None:
        """Count what reading did to the entry of that number; one that was created counts only as that."""
        if outcome == "created":
            self._created.add(number)
        elif outcome == "updated" and number not in self._created:
            self._updated.add(number)
        self.pulled["created"], self.pulled["updated"] = len(self._created), len(self._updated)

    def error(self, kind: str, message: str, entry: str | None = None) -> None:
        """Note something that went wrong; the same thing once."""
        error = RunError(kind=kind, message=self.told(message), entry=entry)
        if error not in self.errors:
            self.errors.append(error)

    def told(self, message: str) -> str:
        """A message as it may be kept and shown: in one line, without secrets."""
        return in_one_line(self.redact(message))

    def run(self) -> Run:
        """The run as it stands."""
        status: RunStatus = "ok"
        if self.failed:
            status = "failed"
        elif self.errors or self.waiting or self.set_aside:
            status = "partial"
        return Run(
            id=self.id,
            integration=self.integration,
            status=status,
            started_at=self.started_at,
            duration_ms=int((time.monotonic() - self._begun) * 1000),
            pulled={
                name: self.pulled[name] for name in ("read", "created", "updated", "unchanged", "attached")
            },
            pushed={name: self.pushed[name] for name in ("created", "updated")},
            conflicts=self.conflicts,
            set_aside=self.set_aside,
            requests=self.meter.requests,
            writes=self.meter.writes,
            errors=tuple(self.errors),
            skipped=dict(self.skipped),
        )
