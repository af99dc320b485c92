"""Creating and changing tasks and their comments.

Three promises keep people's work safe. A new item carries its mark in the same request, and `find`
is certain about it, so that nothing is made twice when an answer is lost. A change names the
revision that was read, so that nobody's edit is overwritten. Only comments that carry our mark are
touched. Change: the addresses and the precondition; where your tracker has none, read the item
first, compare, and say `precondition=False` in the capabilities.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from devlog_core.model.errors import GoneError, RejectedError, StaleError, TransientError
from devlog_core.model.remote import (
    Draft,
    Mark,
    NoteDraft,
    Patch,
    RemoteItem,
    RemoteNote,
    RemoteRef,
    Version,
)

from devlog_example import sending
from devlog_example.mapping import BROKEN, MARK, item_of, mark_of, note_of

if TYPE_CHECKING:
    from devlog_example.client import ExampleClient


class Writer:
    """Writes to the tasks of one project."""

    def __init__(self, client: ExampleClient, path: str, where: str) -> None:
        self._client = client
        self._path = path
        self._where = where

    def fetch(self, ref: RemoteRef) -> RemoteItem | None:
        """A task as it is now; None where it is gone."""
        try:
            return self._item(self._client.get(self._address(ref)).data)
        except GoneError:
            return None

    def find(self, mark: Mark) -> Sequence[RemoteItem]:
        """All tasks that carry the mark; the tracker's list is never behind its writes."""
        answer = self._client.get(self._path, {f"meta.{MARK}": mark.uid})
        records = answer.told("tasks")
        if not isinstance(records, list):
            raise TransientError("the tracker answered with something else than a list of tasks")
        return [self._item(record) for record in records]

    def create(self, draft: Draft) -> RemoteItem:
        """A new task, with its mark."""
        return self._item(self._client.send("POST", self._path, sending.creation(draft)).data)

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        """The task with what the patch names changed, unless it is at another revision by now."""
        revision = None if expected is None else expected.order
        return self._item(
            self._client.send("PATCH", self._address(ref), sending.change(patch), revision).data
        )

    def put_note(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        """A new comment, or another text for one of ours."""
        if note.ref is None:
            body = {"text": note.content, "meta": sending.mark(note.mark)}
            return _note(self._client.send("POST", f"{self._address(ref)}/comments", body).data)
        held = self._ours(ref, note.ref)
        if held is None:
            # Not GoneError, which would be taken for the end of the task.
            raise StaleError(f"the comment {note.ref.id} was deleted")
        if note.old is not None and held["text"] != note.old:
            raise StaleError(f"the comment {note.ref.id} was changed since it was read")
        address = self._comment(ref, note.ref)
        return _note(
            self._client.send("PATCH", address, {"text": note.content}, held["revision"]).data
        )

    def find_note(self, ref: RemoteRef, mark: Mark) -> Sequence[RemoteNote]:
        """All comments of the task that carry the note's mark."""
        item = self._item(self._client.get(self._address(ref)).data)
        return [note for note in item.notes if note.mark == mark.uid]

    def delete_note(self, ref: RemoteRef, note: RemoteRef) -> None:
        """Take a comment of ours away; one that is gone already is no error."""
        held = self._ours(ref, note)
        if held is not None:
            self._client.send("DELETE", self._comment(ref, note), revision=held["revision"])

    def _ours(self, ref: RemoteRef, note: RemoteRef) -> Mapping[str, Any] | None:
        """The comment's record; None where it is gone. RejectedError: it is not ours."""
        try:
            record: Mapping[str, Any] = self._client.get(self._comment(ref, note)).data
        except GoneError:
            return None
        if mark_of(record) is None:
            raise RejectedError(f"the comment {note.id} is not one of devlog's, and stays as it is")
        return record

    def _address(self, ref: RemoteRef) -> str:
        number = ref.key.strip().rstrip("/").rpartition("/")[2].lstrip("#")
        if not (number.isascii() and number.isdigit()):
            raise RejectedError(f"{ref.key!r} is no task: give its number, such as 12")
        return f"{self._path}/{number}"

    def _comment(self, ref: RemoteRef, note: RemoteRef) -> str:
        return f"{self._address(ref)}/comments/{note.id}"

    def _item(self, record: Any) -> RemoteItem:
        try:
            return item_of(record, self._where)
        except BROKEN as error:
            raise TransientError(
                f"the tracker answered with something else than a task: {error!r}"
            ) from error


def _note(record: Any) -> RemoteNote:
    try:
        return note_of(record)
    except BROKEN as error:
        raise TransientError(
            f"the tracker answered with something else than a comment: {error!r}"
        ) from error
