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

    delivery_id: str
    reply: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookResult:
    """What a delivery hints at: items to read, events for triggers."""

    refs: tuple[RemoteRef, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRegistration:
    """A webhook as the provider keeps it."""

    id: str
    url: str
    events: tuple[str, ...] = ()
    expires_at: datetime | None = None
