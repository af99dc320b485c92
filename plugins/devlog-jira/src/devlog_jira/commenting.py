"""Writing comments: only those that devlog wrote are changed or removed."""

from __future__ import annotations

from dataclasses import replace

from devlog_core.model.errors import StaleError
from devlog_core.model.remote import NoteDraft, RemoteNote, RemoteRef
from devlog_jira.client import Client
from devlog_jira.mapping import Source, note_of
from devlog_jira.markmemory import MarkMemory
from devlog_jira.marks import NOTE_PROPERTY, property_of
from devlog_jira.ownrecords import OwnRecords, not_lost


class Commenter:
    """Writes the comments of issues."""

    def __init__(self, client: Client, source: Source) -> None:
        self._client = client
        self._source = source
        self._owned = OwnRecords(client, "comment", NOTE_PROPERTY)

    def put(self, ref: RemoteRef, draft: NoteDraft) -> RemoteNote:
        """A new comment, or another text for one of ours."""
        body = {"body": self._source.text.write(draft.content)}
        if draft.ref is None:
            marked = {**body, "properties": [property_of(draft.mark, NOTE_PROPERTY)]}
            note = self._put(ref, marked, draft)
            MarkMemory(self._client.context.state, "comments").keep({note.ref.id: draft.mark.uid})
            return note
        record = self._owned.held(ref, draft.ref, draft.mark.uid)
        held = replace(note_of(record, self._source), mark=draft.mark.uid)
        said = self._source.text.read(body["body"])
        if held.content == said:
            return held
        if draft.old is not None and held.content != draft.old:
            raise StaleError(f"the comment {draft.ref.id} was changed at Jira since it was read")
        not_lost(f"the comment {draft.ref.id}", held.content, said)
        return self._put(ref, body, draft)

    def delete(self, ref: RemoteRef, note: RemoteRef) -> None:
        """Remove a comment of ours; one that is gone already is no error."""
        self._owned.delete(ref, note)

    def _put(self, ref: RemoteRef, body: dict[str, object], draft: NoteDraft) -> RemoteNote:
        record = self._owned.put(ref, draft.ref, body, "hidden from the account")
        return replace(note_of(record, self._source), mark=draft.mark.uid)
