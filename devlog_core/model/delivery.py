"""One webhook as it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A received webhook, stored before anything is made of it."""

    id: str  # What `verify` answered.
    integration: str  # By name.
    headers: Mapping[str, str]  # As they came, whatever their case.
    body: bytes  # As it came.
    received_at: datetime  # By our own clock.
