"""Looking for what an earlier try may have made, by its mark."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from devlog_azure_devops import wiql
from devlog_azure_devops.client import BATCH, Client
from devlog_azure_devops.discussion import Discussion
from devlog_azure_devops.listing import Lister
from devlog_azure_devops.mapping import Source, note_of
from devlog_azure_devops.marks import tag_of
from devlog_azure_devops.reading import Reader
from devlog_core.model.errors import TransientError
from devlog_core.model.remote import Mark, RemoteItem, RemoteNote, RemoteRef


class Finder:
    """Finds work items and comments by the marks that they were written with."""

    def __init__(self, client: Client, source: Source, reader: Reader, discussion: Discussion) -> None:
        self._client = client
        self._source = source
        self._reader = reader
        self._discussion = discussion
        self._lister = Lister(client, source.scope)

    def items(self, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteItem]:
        """Every work item that carries the entry's mark.

        Raises TransientError while a query may not know yet of what was just created.
        """
        ids, answer = self._lister.few(wiql.tagged(tag_of(mark.uid)))
        found: list[RemoteItem] = []
        for start in range(0, len(ids), BATCH):
            for record in self._client.batch(ids[start : start + BATCH]).values:
                item = None if record is None else self._reader.item(record)
                if item is not None and item.mark == mark.uid:
                    found.append(item)
        if not found and tried_at is not None and answer.date is not None:
            self._believe(tried_at, answer.date)
        return found

    def notes(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteNote]:
        """Every comment of the work item that carries the note's mark; its list has no index that lags."""
        if not self._client.has_comments:
            return []
        notes = [
            note_of(one, self._source) for one in self._discussion.read(ref.id) if not one.get("isDeleted")
        ]
        return [note for note in notes if note.mark == mark.uid]

    def _believe(self, tried_at: datetime, asked_at: datetime) -> None:
        settled = tried_at + timedelta(seconds=self._client.config.settle_seconds)
        if asked_at < settled:
            # In our own clock: how long is left by theirs.
            raise TransientError(
                f"a query may not know yet of what was created in {self._client.config.project} a moment ago",
                self._client.now() + (settled - asked_at),
            )
