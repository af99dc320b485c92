"""Comments and worklogs that devlog wrote; no other one is ever touched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_core.model.errors import GoneError, RejectedError, StaleError
from devlog_core.model.remote import RemoteRef
from devlog_jira.client import Client
from devlog_jira.mapping import restricted
from devlog_jira.marks import mark_of
from devlog_jira.richtext import dropped

Record = Mapping[str, Any]


class OwnRecords:
    """The comments or the worklogs of issues, each looked at before it is changed."""

    def __init__(self, client: Client, kind: str, key: str, params: Mapping[str, str] | None = None) -> None:
        self._client = client
        self._kind = kind
        self._key = key
        self._params = params

    def path(self, ref: RemoteRef, one: RemoteRef | None = None) -> str:
        """The address of an issue's list, or of one of its records."""
        return self._client.path("issue", ref.id, self._kind, *([one.id] if one is not None else []))

    def read(self, ref: RemoteRef, one: RemoteRef, uid: str | None) -> Record | None:
        """The record as it stands, None where it is gone.

        Raises RejectedError where devlog did not write it, or where somebody has hidden it from others.
        """
        record = self._record(ref, one)
        if record is None:
            return None
        mark = mark_of(record, self._key)
        if mark is None or (uid is not None and mark != uid):
            raise RejectedError(f"the {self._kind} {one.id} was not written by devlog, and stays as it is")
        if restricted(record):
            raise RejectedError(f"the {self._kind} {one.id} is shown to some only now, and stays as it is")
        return record

    def held(self, ref: RemoteRef, one: RemoteRef, uid: str) -> Record:
        """The same, to be changed; raises StaleError where it is gone."""
        record = self.read(ref, one, uid)
        if record is None:
            # Not GoneError, which would be taken for the end.
            raise StaleError(f"the {self._kind} {one.id} was deleted at Jira")
        return record

    def put(self, ref: RemoteRef, one: RemoteRef | None, body: Mapping[str, Any], gone: str) -> Record:
        """Write a new record or change one; `gone` says what it means that Jira finds nothing there."""
        method = "POST" if one is None else "PUT"
        answer = self._client.send(method, self.path(ref, one), body, self._params, accept=(404, 413))
        if answer.status == 404:
            raise GoneError(f"the issue was deleted, or {gone} ({answer.message})")
        if answer.status == 413:
            raise RejectedError(f"Jira did not take the {self._kind}: {answer.message}")
        record: Record = answer.data
        return record

    def delete(self, ref: RemoteRef, one: RemoteRef) -> None:
        """Remove a record of ours; one that is gone already is no error."""
        if self.read(ref, one, None) is not None:
            self._client.send("DELETE", self.path(ref, one), params=self._params, accept=(404,))

    def _record(self, ref: RemoteRef, one: RemoteRef) -> Record | None:
        if self._client.cloud:
            # Only this list shows the properties of a comment.
            where = self._client.path(self._kind, "list")
            data = self._client.send("POST", where, {"ids": [int(one.id)]}, {"expand": "properties"}).data
            found = data.get("values") if isinstance(data, Mapping) else data
            return next((record for record in found or () if str(record.get("id")) == one.id), None)
        answer = self._client.get(self.path(ref, one), {"expand": "properties"}, accept=(404,))
        return None if answer.status == 404 else answer.data


def not_lost(what: str, old: str, new: str) -> None:
    """Raises RejectedError where the new text, as Jira will show it, lacks what Markdown cannot say."""
    lost = dropped(old, new)
    if lost:
        raise RejectedError(f"{what} would lose {', '.join(lost)} of Jira's, which Markdown cannot say")
