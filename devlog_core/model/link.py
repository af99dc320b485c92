"""The tie between an entry and one remote thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from devlog_core.model.remote import RemoteRef, Version

LinkKind = Literal["item", "commit", "branch", "pull_request", "build", "deployment", "document"]
STATED: frozenset[LinkKind] = frozenset(("build", "deployment"))
"""Kinds whose things have a state of their own, kept under `state` of the link's data."""
LinkState = Literal["pending", "linked", "gone"]


class Pair(NamedTuple):
    """One field of a base: what the entry held and what the place answered when they were last in step."""

    local: Any
    remote: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One entry at one remote thing of one integration."""

    uid: str
    entry: str
    integration: str
    kind: LinkKind = "item"
    ref: RemoteRef
    state: LinkState = "linked"
    marked: bool = False
    """Whether the remote item carries our mark because devlog created it."""
    base: Mapping[str, Pair] | None = None
    """Per field the pair last in step; None until the item has been read."""
    version: Version | None = None
    generation: int = 0
    """Grows with every read or write of the item, so that an older page is known."""
    seen: int = 0
    """The number of the latest snapshot or census that met the item."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """Title, author, time and files of a commit, a pull request or a build, and the state of the latter."""
    last_synced_at: datetime | None = None
