"""Notes and worklogs: the records kept under an entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devlog_core.model.entry import LOCAL
from devlog_core.model.times import rfc3339


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A remark under an entry; a comment on the remote side."""

    uid: str
    entry: str
    """The uid of the entry it stands under."""
    at: datetime
    edited_at: datetime | None = None
    author: str | None = None
    category: str = "progress"
    content: str
    files: tuple[str, ...] = ()
    origin: str = LOCAL
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklog:
    """Time spent on an entry; a time booking on the remote side."""

    uid: str
    entry: str
    at: datetime
    """When the time was spent."""
    edited_at: datetime | None = None
    author: str | None = None
    minutes: int
    text: str = ""
    origin: str = LOCAL
    deleted: bool = False


def booked(at: datetime, minutes: int, text: str) -> dict[str, Any]:
    """The values of a time booking as plain JSON, as the journal keeps them."""
    return {"at": rfc3339(at), "minutes": minutes, "text": text}
