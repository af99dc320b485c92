"""What waits to be sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

RowState = Literal["pending", "retry", "set-aside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """This entry must reach that integration; what to send is computed when it is sent."""

    row: int
    entry: str
    integration: str
    seq: int
    """The store's sequence of the latest change that asked for it."""
    state: RowState = "pending"
    attempts: int = 0
    next_at: datetime | None = None
    error: str | None = None
    aside: Mapping[str, Any] = field(default_factory=dict)
    """Fields that the place rejected, with the value that it rejected."""

    @property
    def trouble(self) -> str | None:
        """What the place said against it; None while nothing did."""
        if self.error:
            return self.error
        return f"refused there: {', '.join(sorted(self.aside))}" if self.aside else None
