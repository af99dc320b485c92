"""The token that Jira sends along with the deliveries of an app's webhooks."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

from devlog_core.model.errors import WebhookRejectedError
from devlog_core.model.times import EPOCH

_LEEWAY = timedelta(minutes=3)


def require_app_token(header: str, secret: str, now: datetime) -> None:
    """Return where the Authorization header is a token that was signed with the app's secret and still holds.

    Raises WebhookRejectedError. The token says who sent the delivery and nothing of its content.
    """
    scheme, _, token = header.strip().partition(" ")
    head, _, rest = token.strip().partition(".")
    claims, _, signature = rest.partition(".")
    expected = hmac.new(secret.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    given = _bytes(signature)
    if scheme.lower() not in ("bearer", "jwt") or not hmac.compare_digest(expected, given):
        raise WebhookRejectedError("the delivery's token was not signed with client_secret")
    # The algorithm is ours to choose, whatever the token says; one that says another is odd.
    if _object(head).get("alg") != "HS256":
        raise WebhookRejectedError("the delivery's token names an unknown algorithm")
    expires = _object(claims).get("exp")
    if not isinstance(expires, int | float) or EPOCH + timedelta(seconds=expires) < now - _LEEWAY:
        raise WebhookRejectedError("the delivery's token has expired")


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(_bytes(text))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
