"""Writing comments: only those that devlog wrote are changed or removed."""

from __future__ import annotations

from typing import Any

from devlog_core.model.errors import GoneError, RejectedError, StaleError
from devlog_core.model.remote import NoteDraft, RemoteNote, RemoteRef
from devlog_github.body import normal, note_line, read_note, written
from devlog_github.client import Client
from devlog_github.home import Home
from devlog_github.mapping import note_of
from devlog_github.place import PER_PAGE
from devlog_github.writing import GONE, address
from devlog_github.written import Written


class Commenter:
    """Reads and writes the comments of issues."""

    def __init__(self, client: Client, written: Written, home: Home) -> None:
        self._client = client
        self._home = home
        self._written = written

    def all(self, ref: RemoteRef, scope: str) -> list[RemoteNote]:
        """Every comment of an issue, oldest first."""
        where = f"{address(ref, scope)}/comments?per_page={PER_PAGE}"
        return [note_of(record, scope) for answer in self._client.pages(where) for record in answer.records]

    def put(self, ref: RemoteRef, draft: NoteDraft) -> RemoteNote:
        """A new comment, or another text for one of ours."""
        scope = self._home.of(ref)
        text = written(normal(draft.content), note_line(draft.mark))
        if draft.ref is None:
            return self._write("POST", f"{address(ref, scope)}/comments", text, scope)
        record = self._ours(draft.ref, scope, draft.mark.uid)
        if record is None:
            # Not GoneError, which would be taken for the end.
            raise StaleError(f"the comment {draft.ref.id} was deleted on GitHub")
        held = note_of(record, scope)
        if normal(record.get("body")) == text:
            return held
        if draft.old is not None and held.content != draft.old:
            raise StaleError(f"the comment {draft.ref.id} was changed on GitHub since it was read")
        return self._write("PATCH", _comment(draft.ref, scope), text, scope)

    def delete(self, ref: RemoteRef, note: RemoteRef) -> None:
        """Remove a comment of ours; one that is gone already is no error."""
        scope = self._home.of(ref)
        if self._ours(note, scope, None) is not None:
            self._client.send("DELETE", _comment(note, scope), accept=GONE)

    def _ours(self, note: RemoteRef, scope: str, uid: str | None) -> Any:
        answer = self._client.get(_comment(note, scope), accept=GONE, fresh=True)
        if answer.status in GONE:
            return None
        found = read_note(answer.data.get("body")).uid
        if found is None or (uid is not None and found != uid):
            raise RejectedError(f"the comment {note.id} was not written by devlog, and stays as it is")
        return answer.data

    def _write(self, method: str, where: str, text: str, scope: str) -> RemoteNote:
        answer = self._client.send(method, where, {"body": text}, accept=GONE)
        if answer.status in GONE:
            raise GoneError(f"{self._client.config.repository}: the issue or comment was deleted or moved")
        self._written.add(answer.data)
        return note_of(answer.data, scope)


def _comment(note: RemoteRef, scope: str) -> str:
    return f"/repositories/{scope}/issues/comments/{int(note.id)}"
