"""Node ids as GitHub makes them: a prefix and a packed list of numbers."""

from __future__ import annotations

from base64 import urlsafe_b64encode


def node_id(prefix: str, *numbers: int) -> str:
    """The opaque global id of a record, from its own id and that of its repository."""
    packed = bytes([0x91 + len(numbers), 0]) + b"".join(_pack(number) for number in numbers)
    return f"{prefix}_{urlsafe_b64encode(packed).decode().rstrip('=')}"


def _pack(number: int) -> bytes:
    # MessagePack's unsigned integers, of which ids need only the two widest.
    return b"\xce" + number.to_bytes(4, "big") if number < 2**32 else b"\xcf" + number.to_bytes(8, "big")
