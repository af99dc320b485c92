"""What the lines of an issue's history say, in the entry's terms; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from devlog_jira.mapping import Source, line, minutes
from devlog_jira.richtext import codec

Record = Mapping[str, Any]


def said(field: str, item: Record, source: Source, *, new: bool) -> Any:
    """The value before or after a change, as the issue would show it; None where there was none."""
    by_id = item.get("to" if new else "from")
    told = str(item.get("toString" if new else "fromString") or "")
    if field == "title":
        return line(told)
    if field == "description":
        return _text(told, source)
    if field == "status":
        return source.words.status(told, dict(source.words.offered.statuses).get(told, ""))
    if field in ("priority", "type"):
        return source.words.read(field, told)
    if field == "assignees":
        return [str(by_id)] if by_id else []
    if field == "due":
        return str(by_id or told)[:10] or None
    if field == "estimate":
        seconds = str(by_id or told)
        return minutes(seconds) if seconds.isdigit() else None
    return str(by_id) if by_id else None


def _text(told: str, source: Source) -> str:
    """Markdown of a text that a history keeps: wiki text mostly, an ADF document at times."""
    if told.startswith('{"') and source.cloud:
        try:
            return source.text.read(json.loads(told))
        except ValueError:
            return told
    return codec(False).read(told)
