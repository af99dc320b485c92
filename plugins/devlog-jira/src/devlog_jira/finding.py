"""Looking for what an earlier try may have made, by its mark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from devlog_core.model.errors import TransientError
from devlog_core.model.remote import Mark, RemoteItem, RemoteNote, RemoteRef, RemoteWorklog
from devlog_jira import jql
from devlog_jira.client import Client
from devlog_jira.completing import Completer
from devlog_jira.mapping import Source, note_of, worklog_of
from devlog_jira.marks import (
    ISSUE_PROPERTY,
    NOTE_PROPERTY,
    WORKLOG_PROPERTY,
    label_of,
    mark_of,
    mark_of_issue,
    properties,
)
from devlog_jira.reading import Reader

Record = Mapping[str, Any]
EARLIER = timedelta(minutes=2)
"""How far before the latest try an issue of ours may say that it was created."""


class Finder:
    """Finds issues, comments and time bookings by the marks that they were written with."""

    def __init__(self, client: Client, source: Source, reader: Reader, completer: Completer) -> None:
        self._client = client
        self._source = source
        self._reader = reader
        self._completer = completer

    def items(self, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteItem]:
        """Every issue that carries the entry's mark, the new ones of our account without its label included.

        Raises TransientError while the index of the search may not know yet of what was just created.
        """
        found: dict[str, RemoteItem] = {}
        asked_at: datetime | None = None
        for query in self._queries(mark, tried_at):
            for answer in self._client.search(query, self._source.fields):
                asked_at = asked_at or answer.date
                for record in answer.issues:
                    if self._uid(record) == mark.uid:
                        item = self._reader.item(record)
                        found[item.ref.id] = replace(item, mark=mark.uid, pending=tuple(item.values))
        if not found and tried_at is not None and asked_at is not None:
            self._believe(tried_at, asked_at)
        return list(found.values())

    def notes(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteNote]:
        """Every comment of the issue that carries the note's mark; its own list has no index that lags."""
        records = self._completer.marked(ref.id, "comments").found
        return [
            note_of(record, self._source) for record in records if mark_of(record, NOTE_PROPERTY) == mark.uid
        ]

    def worklogs(self, ref: RemoteRef, mark: Mark) -> Sequence[RemoteWorklog]:
        """Every time booking of the issue that carries the worklog's mark."""
        records = self._completer.marked(ref.id, "worklogs").found
        return [
            worklog_of(record, self._source)
            for record in records
            if mark_of(record, WORKLOG_PROPERTY) == mark.uid
        ]

    def _queries(self, mark: Mark, tried_at: datetime | None) -> Iterator[str]:
        yield jql.labelled(self._source.scope, label_of(mark.uid))
        if self._client.cloud and tried_at is not None:
            # A rule of the project may have taken the label away; the property is still there.
            yield jql.ours_since(self._source.scope, tried_at - EARLIER)

    def _uid(self, record: Record) -> str | None:
        told = properties(record).get(ISSUE_PROPERTY)
        uid = told.get("uid") if isinstance(told, Mapping) else None
        return str(uid) if uid else mark_of_issue(record, self._source.cloud)

    def _believe(self, tried_at: datetime, asked_at: datetime) -> None:
        settled = tried_at + timedelta(seconds=self._client.config.settle_seconds)
        if asked_at < settled:
            # In our own clock: how long is left by theirs.
            raise TransientError(
                f"Jira's search may not know yet of what was created in {self._client.config.project} a "
                "moment ago",
                self._client.now() + (settled - asked_at),
            )
