"""What a delivery says, for plugins whose systems deliver JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import RejectedError
from devlog_core.model.webhook import WebhookResult
from devlog_core.plugin.context import Log


def json_object(body: bytes) -> Mapping[str, Any]:
    """The object that a body is; RejectedError where it is none."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        raise RejectedError("the delivery is no JSON") from None
    if not isinstance(payload, Mapping):
        raise RejectedError("the delivery is no JSON object")
    return payload


def ignored(log: Log, delivery: Delivery, reason: str) -> WebhookResult:
    """Nothing follows from a delivery, and the log says why."""
    log.info("delivery_ignored", delivery=delivery.id, reason=reason)
    return WebhookResult()
