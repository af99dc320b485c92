"""Booking time: only the worklogs that devlog wrote are changed or removed, and estimates stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from devlog_core.model.errors import RejectedError, StaleError
from devlog_core.model.ids import new_uid
from devlog_core.model.remote import Mark, RemoteRef, RemoteWorklog, WorklogDraft
from devlog_jira import forms
from devlog_jira.client import Client
from devlog_jira.fieldkinds import jira_time
from devlog_jira.mapping import Source, worklog_of
from devlog_jira.markmemory import MarkMemory
from devlog_jira.marks import WORKLOG_PROPERTY, property_of
from devlog_jira.ownrecords import OwnRecords, not_lost

Find = Callable[[RemoteRef, Mark], Sequence[RemoteWorklog]]
"""All bookings of an issue that carry a mark."""
LEAVE = {"adjustEstimate": "leave"}
"""The estimate is a field of its own, and nothing else changes it."""


class Booker:
    """Writes the worklogs of issues."""

    def __init__(self, client: Client, source: Source, find: Find) -> None:
        self._find = find
        self._client = client
        self._source = source
        self._owned = OwnRecords(client, "worklog", WORKLOG_PROPERTY, LEAVE)

    def put(self, ref: RemoteRef, draft: WorklogDraft) -> RemoteWorklog:
        """A new booking, or other minutes and words for one of ours.

        Jira books whole minutes from one on, under the account of the credentials.
        """
        if draft.minutes < 1:
            raise RejectedError("Jira books no time of less than a minute: remove the worklog instead")
        body = self._body(draft)
        if draft.ref is None:
            marked = {**body, "properties": [property_of(draft.mark, WORKLOG_PROPERTY)]}
            booked = self._put(ref, marked, draft)
            MarkMemory(self._client.context.state, "worklogs").keep({booked.ref.id: draft.mark.uid})
            return booked
        record = self._owned.held(ref, draft.ref, draft.mark.uid)
        held = replace(worklog_of(record, self._source), mark=draft.mark.uid)
        text = self._source.text.read(body["comment"])
        if (held.minutes, held.text, held.at) == (draft.minutes, text, draft.at or held.at):
            return held
        if draft.old_minutes not in (None, held.minutes) or draft.old_text not in (None, held.text):
            raise StaleError(f"the worklog {draft.ref.id} was changed at Jira since it was read")
        not_lost(f"the worklog {draft.ref.id}", held.text, text)
        return self._put(ref, body, draft)

    def delete(self, ref: RemoteRef, worklog: RemoteRef) -> None:
        """Remove a booking of ours; one that is gone already is no error."""
        self._owned.delete(ref, worklog)

    def log(self, form: forms.LogWork) -> forms.Logged:
        """A booking that somebody asks for; one with the same identity is not made again."""
        ref, mark = RemoteRef(id=form.item), Mark(uid=form.uid or new_uid())
        found = self._find(ref, mark) if form.uid else ()
        draft = WorklogDraft(
            mark=mark, ref=None, minutes=form.minutes, text=form.text, at=form.at or self._client.now()
        )
        made = found[0] if found else self.put(ref, draft)
        return forms.Logged(id=made.ref.id, minutes=made.minutes, at=made.at, created=not found)

    def _body(self, draft: WorklogDraft) -> dict[str, Any]:
        body: dict[str, Any] = {
            "timeSpentSeconds": draft.minutes * 60,
            "comment": self._source.text.write(draft.text),
        }
        return body | ({"started": jira_time(draft.at)} if draft.at else {})

    def _put(self, ref: RemoteRef, body: dict[str, Any], draft: WorklogDraft) -> RemoteWorklog:
        record = self._owned.put(ref, draft.ref, body, "time tracking is turned off in Jira")
        return replace(worklog_of(record, self._source), mark=draft.mark.uid)
