"""Identities: uids, the short refs that people share, and slugs."""

from __future__ import annotations

import os
import re
import time
import unicodedata
import uuid

_NAMESPACE = uuid.UUID("5c0b3c8e-9d0c-5f0e-8a57-2f6f1d1f9d10")
REF_DIGITS = 8
"""How many digits a ref has where nothing clashes."""
REF_PATTERN = re.compile(r"\bdl-[0-9a-f]{8,32}\b")
"""An entry's ref, such as dl-7c41f09a, in a text."""
_KEY = r"(?<![^\W_])(?<![^\W_]_)(?<![A-Z0-9]-)[A-Z][A-Z0-9_]{1,254}-[1-9][0-9]{0,17}(?![^\W_])(?!\.[0-9])"
KEY_PATTERN = re.compile(_KEY + r"(?!-[0-9])")
"""An item's key with its project's, such as SHOP-12, in a text; not half of CVE-2024-1 or of SHOP-12.5."""
KEY_IN_NAME = re.compile(_KEY)
"""The same in the name of a branch, where a hyphen stands for a blank: SHOP-12-404-page."""


def new_uid() -> str:
    """A UUIDv7 (RFC 9562): unique, and sorted by the time it was made."""
    millis = time.time_ns() // 1_000_000
    value = (millis << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return str(uuid.UUID(int=value))


def remote_uid(host: str, remote_id: str, kind: str = "item") -> str:
    """The UUIDv5 that every store gives to the same remote thing of one host."""
    return str(uuid.uuid5(_NAMESPACE, f"{kind}:{host.lower()}:{remote_id}"))


def ref_of(uid: str, digits: int = REF_DIGITS) -> str:
    """`dl-` and the last `digits` hexadecimal digits of the uid."""
    return "dl-" + uid.replace("-", "")[-digits:]


def slug(title: str, limit: int = 60) -> str:
    """A lower-case key of letters, digits and hyphens made from a title; `entry` where none is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return words[:limit].rstrip("-") or "entry"
