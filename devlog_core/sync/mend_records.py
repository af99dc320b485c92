"""What a damaged note or worklog is mended with: what can be read of it, else what the journal says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from devlog_core.model.times import from_micros, parse_time, to_micros
from devlog_core.storage.connection import Row
from devlog_core.storage.records import read_note, read_worklog
from devlog_core.storage.rows import load_list
from devlog_core.sync.mend_entry import attempt

Columns = dict[str, Any]


def note_columns(row: Row, told: Mapping[str, Any], first: datetime) -> Columns | None:
    """The columns to set, or None where the text is lost.

    `told` is what the journal says last of it, `first` the time of the journal's first record of it.
    """
    content = row["content"] if isinstance(row["content"], str) else told.get("content")
    if content is None:
        return None
    fixed = {
        **_times(row, None, first),
        "content": content,
        "files": row["files"] if attempt(load_list, row["files"]) is not None else "[]",
    }
    read_note({**row, **fixed})
    return fixed


def worklog_columns(row: Row, told: Mapping[str, Any], first: datetime) -> Columns | None:
    """The same of a worklog, whose minutes must be known."""
    minutes = row["minutes"] if isinstance(row["minutes"], int) else told.get("minutes")
    if not isinstance(minutes, int):
        return None
    fixed = {
        **_times(row, attempt(parse_time, told.get("at")), first),
        "minutes": minutes,
        "text": row["text"] if isinstance(row["text"], str) else told.get("text") or "",
    }
    read_worklog({**row, **fixed})
    return fixed


def _times(row: Row, told: datetime | None, first: datetime) -> Columns:
    at = attempt(from_micros, row["at"]) or told or first
    edited_at = row["edited_at"] if attempt(from_micros, row["edited_at"]) else None
    return {"at": to_micros(at), "edited_at": edited_at}
