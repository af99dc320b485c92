"""Writing comments: only those that devlog wrote are changed or removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from devlog_azure_devops.client import Client
from devlog_azure_devops.discussion import OLD, Discussion
from devlog_azure_devops.mapping import Record, Source, note_of
from devlog_azure_devops.marks import marked_note, unmarked_note
from devlog_azure_devops.texts import HTML, MARKDOWN, is_markdown
from devlog_core.model.errors import GoneError, RejectedError, StaleError
from devlog_core.model.remote import NoteDraft, RemoteNote, RemoteRef


class Commenter:
    """Writes the comments of work items; in Markdown where the service takes it, else in HTML."""

    def __init__(
        self,
        client: Client,
        source: Source,
        discussion: Discussion,
        hosted: Callable[[], bool],
    ) -> None:
        self._client = client
        self._source = source
        self._discussion = discussion
        self._hosted = hosted

    def put(self, ref: RemoteRef, draft: NoteDraft) -> RemoteNote:
        """A new comment, or another text for one of ours."""
        if not self._client.has_comments:
            raise RejectedError(OLD)
        if draft.ref is None:
            form = MARKDOWN if self._hosted() else HTML
            return self._write("POST", ref, form, draft)
        record = self._read(ref, draft.ref)
        if record is None:
            # Not GoneError, which would be taken for the work item's end.
            raise StaleError(f"the comment {draft.ref.id} was deleted at Azure DevOps")
        held = note_of(record, self._source)
        if held.mark != draft.mark.uid:
            raise RejectedError(
                f"the comment {draft.ref.id} carries no mark of devlog's: somebody else wrote or rewrote it"
            )
        form = MARKDOWN if is_markdown(record.get("format")) else HTML
        if held.content == self._source.texts.settled(draft.content, form):
            return held
        if draft.old is not None and held.content != draft.old:
            raise StaleError(f"the comment {draft.ref.id} was changed at Azure DevOps since it was read")
        old, _ = unmarked_note(str(record.get("text") or ""))
        return self._write("PATCH", ref, form, draft, old)

    def delete(self, ref: RemoteRef, note: RemoteRef) -> None:
        """Remove a comment of ours; one that is gone already is no error."""
        record = self._read(ref, note)
        if record is None:
            return
        if unmarked_note(str(record.get("text") or ""))[1] is None:
            raise RejectedError(f"the comment {note.id} was not written by devlog: it stays")
        self._discussion.ask("DELETE", ref.id, note.id)

    def _read(self, ref: RemoteRef, note: RemoteRef) -> Record | None:
        answer = self._discussion.ask("GET", ref.id, note.id)
        if answer.status == 404 or not isinstance(answer.data, Mapping) or answer.data.get("isDeleted"):
            return None
        return answer.data

    def _write(self, method: str, ref: RemoteRef, form: str, draft: NoteDraft, old: str = "") -> RemoteNote:
        text = self._source.texts.write(draft.content, form, old)
        body = {"text": marked_note(text, draft.mark.uid, markdown=form == MARKDOWN)}
        # Servers know no formats.
        params = {"format": form} if form == MARKDOWN else {}
        comment = draft.ref.id if draft.ref is not None else ""
        answer = self._discussion.ask(method, ref.id, comment, body, params)
        if answer.status == 404:
            raise GoneError(f"the work item was deleted, or hidden from the account ({answer.message})")
        told = answer.data if answer.data.get("format") else {**answer.data, "format": form}
        return replace(note_of(told, self._source), mark=draft.mark.uid)
