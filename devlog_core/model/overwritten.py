"""What a write of ours replaced although nobody had read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devlog_core.model.remote import FieldChange, RemoteRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """An earlier update of ours: by field what stood there as we had read it, and what stood there after."""

    ref: RemoteRef  # The item that was written.
    fields: Mapping[str, FieldChange]  # By field.
    at: datetime
    """The time of the write, by the provider's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overwritten:
    """A value that a write of ours replaced although nobody had read it."""

    ref: RemoteRef  # The item.
    field: str  # Its name.
    value: Any
    """Of a set, the elements that were lost."""
    at: datetime
    """When it was set there."""
    by: str | None = None
    """The account that had set it."""
