"""Looking for what an earlier try may have created: by its mark, in lists, never by search, which lags."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from devlog_core.model.errors import TransientError
from devlog_core.model.remote import Mark, RemoteItem, RemoteNote, RemoteRef
from devlog_core.model.times import rfc3339
from devlog_github.body import read_entry, read_note
from devlog_github.client import Client
from devlog_github.home import Home
from devlog_github.mapping import is_pull, item_of, note_of
from devlog_github.place import OVERLAP, PER_PAGE
from devlog_github.vocabulary import Vocabulary
from devlog_github.writing import Writer, address


class Finder:
    """Reads the newest of a list until it is certain."""

    def __init__(self, client: Client, words: Vocabulary, writer: Writer, home: Home) -> None:
        self._client = client
        self._words = words
        self._writer = writer
        self._home = home

    def items(self, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteItem]:
        """Every issue that carries the entry's mark; what a killed process has left half made is finished."""
        scope = self._home.id
        # Newest first: what was just created stands on the first page, whatever happens to the others.
        where = f"/repositories/{scope}/issues?state=all&sort=created&direction=desc&per_page={PER_PAGE}"
        found = _marked(self._client, where, tried_at, lambda record: _uid_of_issue(record) == mark.uid)
        return [item_of(self._writer.completed(scope, record), scope, self._words) for record in found]

    def notes(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteNote]:
        """Every comment of the issue that carries the note's mark."""
        scope = self._home.of(ref)
        where = f"{address(ref, scope)}/comments?per_page={PER_PAGE}"
        ours = _marked(self._client, where, tried_at, lambda one: read_note(one.get("body")).uid == mark.uid)
        return [note_of(record, scope) for record in ours]


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
