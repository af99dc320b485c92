"""People: who writes and who is assigned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody, with one account name per integration."""

    id: str
    name: str
    emails: tuple[str, ...] = ()
    identities: Mapping[str, str] = field(default_factory=dict)
