"""What a service can do, said once, so that the engine need not ask or guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCapability:
    """How one field of an entry lives at the place."""

    read: bool = True  # Whether it is read there.
    write: bool = True  # Whether it is written there.
    lossy: str | None = None
    """What the place cannot say about this field, in words; None where it says all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a service reads, writes and promises."""

    fields: Mapping[str, FieldCapability] = field(default_factory=dict)
    """By name; what is not named is neither read nor written."""
    notes: bool = False
    """Whether notes become comments and back."""
    worklogs: bool = False  # Whether they become time bookings and back.
    precondition: bool = False
    """Whether the provider refuses a write on a changed item by itself."""
    recovery: tuple[str, ...] = ()
    """The fields whose value, overwritten between our read and our write, `overwritten` can tell."""
    batch_size: int = 1
    """How many items one write request may change."""
    settle_seconds: float = 0.0
    """How long after a write a search for its mark may miss it."""

    def reads(self, name: str) -> bool:
        """Whether the field is read from the place."""
        capability = self.fields.get(name)
        return capability is not None and capability.read

    def writes(self, name: str) -> bool:
        """Whether the field is written to the place."""
        capability = self.fields.get(name)
        return capability is not None and capability.write
