"""Marks of our own comments and worklogs that were met before, so that no request asks for them again.

A mark is written with its record and never changes, so what was once read stays true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

from devlog_jira.marks import NOTE_PROPERTY, WORKLOG_PROPERTY, mark_of

KEPT = {"comments": "marks.comments", "worklogs": "marks.worklogs"}
PROPERTIES = {"comments": NOTE_PROPERTY, "worklogs": WORKLOG_PROPERTY}
MOST = 1000
"""More than this and the memory would weigh more than the request that it saves."""


class MarkMemory:
    """The marks of comments or of worklogs by their ids; of one without a mark that too is remembered."""

    def __init__(self, state: MutableMapping[str, Any], kind: str) -> None:
        self._state = state
        self._key = KEPT[kind]
        self._property = PROPERTIES[kind]

    def known(self, record: Mapping[str, Any], kept: Mapping[str, str]) -> Mapping[str, Any]:
        """The record with its properties, where its mark is among those of `read`."""
        uid = kept.get(str(record.get("id")))
        if uid is None or "properties" in record:
            return record
        return {**record, "properties": [{"key": self._property, "value": {"uid": uid}}] if uid else []}

    def read(self) -> dict[str, str]:
        """All that is remembered."""
        return dict(self._state.get(self._key) or {})

    def learn(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Remember the marks of records that came with their properties."""
        self.keep({str(one["id"]): mark_of(one, self._property) or "" for one in records})

    def keep(self, marks: Mapping[str, str]) -> None:
        """Remember marks by the ids of their records."""
        kept = self.read()
        if any(kept.get(name) != uid for name, uid in marks.items()):
            latest = list({**kept, **marks}.items())[-MOST:]
            self._state[self._key] = dict(latest)
