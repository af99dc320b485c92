"""Looking for what an earlier try may have created: by its mark, in lists, never by search, which lags."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from devlog_core.model.errors import TransientError
from devlog_core.model.times import rfc3339
from devlog_github.body import read_entry, read_note
from devlog_github.client import Client
from devlog_github.mapping import is_pull
from devlog_github.place import OVERLAP, PER_PAGE


def marked_issues(client: Client, scope: str, uid: str, tried_at: datetime | None) -> list[Any]:
    """Every issue that carries the entry's mark."""
    # Newest first: what was just created stands on the first page, whatever happens to the others.
    where = f"/repositories/{scope}/issues?state=all&sort=created&direction=desc&per_page={PER_PAGE}"
    return _marked(client, where, tried_at, lambda record: _uid_of_issue(record) == uid)


def marked_comments(client: Client, issue: str, uid: str, tried_at: datetime | None) -> list[Any]:
    """Every comment of the issue at this address that carries the note's mark."""
    where = f"{issue}/comments?per_page={PER_PAGE}"
    return _marked(client, where, tried_at, lambda record: read_note(record.get("body")).uid == uid)


def _marked(client: Client, where: str, tried_at: datetime | None, ours: Callable[[Any], bool]) -> list[Any]:
    asked_at: datetime | None = None
    found: dict[int, Any] = {}
    if tried_at is not None:
        since = rfc3339((tried_at - timedelta(seconds=OVERLAP)).replace(microsecond=0))
        where = f"{where}&since={since}"
    for answer in client.pages(where):
        asked_at = asked_at or answer.date
        for record in answer.records:
            if isinstance(record, dict) and ours(record):
                found[record["id"]] = record
    if not found and tried_at is not None and asked_at is not None:
        settled = tried_at + timedelta(seconds=client.config.settle_seconds)
        if asked_at < settled:
            # In our own clock: how long is left by theirs.
            retry_at = client.now() + (settled - asked_at)
            raise TransientError(
                f"{client.config.repository} may not yet list what was created a moment ago", retry_at
            )
    return list(found.values())


def _uid_of_issue(record: Any) -> str | None:
    body = record.get("body")
    return read_entry(body).uid if isinstance(body, str) and not is_pull(record) else None
