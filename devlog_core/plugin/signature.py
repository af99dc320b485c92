"""Checking signatures of webhooks in constant time."""

from __future__ import annotations

import hashlib
import hmac

from devlog_core.model.errors import WebhookRejectedError


def require_hmac_sha256(
    secret: str | None, body: bytes, signature: str | None, prefix: str = "sha256="
) -> None:
    """Return where `signature` is the hexadecimal HMAC-SHA256 of `body` behind `prefix`.

    Raises WebhookRejectedError where it is not, and where no secret is configured.
    """
    if not secret:
        raise WebhookRejectedError("no webhook_secret is configured: set one here and at the provider")
    if not signature:
        raise WebhookRejectedError("the delivery carries no signature")
    expected = prefix + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.strip().encode()):
        raise WebhookRejectedError("the delivery's signature does not match webhook_secret")
