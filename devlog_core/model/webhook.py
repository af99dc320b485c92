"""What a plugin tells of webhooks: whose they are, what they hint at, which are registered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devlog_core.model.remote import Event, RemoteRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A delivery whose signature holds: its id, and the reply where the provider wants one."""

    delivery_id: str  # Doubled deliveries have the same.
    reply: Mapping[str, Any] | None = None  # Sent back instead of an empty 202.


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookResult:
    """What a delivery hints at: items to read, events for triggers."""

    refs: tuple[RemoteRef, ...] = ()  # Items to read.
    events: tuple[Event, ...] = ()  # For triggers.


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRegistration:
    """A webhook as the provider keeps it."""

    id: str  # The provider's.
    url: str  # Where it delivers to.
    events: tuple[str, ...] = ()  # What it delivers, in the provider's words.
    expires_at: datetime | None = None  # None where it lasts.
