"""Plugins that write comments and time bookings wrongly."""

from __future__ import annotations

from dataclasses import replace

from devlog_core.model.errors import GoneError, TransientError
from devlog_core.model.remote import (
    NoteDraft,
    RemoteNote,
    RemoteRef,
    RemoteWorklog,
    WorklogDraft,
)
from devlog_core.testing.reference import ReferenceService
from devlog_core.testing.reference.markup import to_board, to_markdown
from devlog_core.testing.reference.records import note_of, worklog_of
from tests.contract.zoo.animal import caught


@caught("test_notes_are_written_once", "0 carry its mark now")
class NoteWithoutMark(ReferenceService):
    """Writes comments that nobody can tell to be its own."""

    def put_note(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        if note.ref is not None:
            return super().put_note(ref, note)
        body = {"text": to_board(note.content)}
        return note_of(self.client.ask("POST", f"/cards/{ref.key}/remarks", body))


@caught("test_notes_are_written_once", "2 carry its mark now")
class NoteTwice(ReferenceService):
    """Comments a second time by itself where no answer came."""

    def put_note(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        try:
            return super().put_note(ref, note)
        except TransientError:
            return super().put_note(ref, note)


@caught("test_a_changed_note_is_stale", "was overwritten")
class ChangedNoteOverwritten(ReferenceService):
    """Writes its comment over what somebody made of it."""

    def put_note(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        held = self.record(ref, "remarks", note.ref) if note.ref else None
        old = to_markdown(held["text"]) if held else note.old
        return super().put_note(ref, replace(note, old=old))


@caught("test_a_changed_note_is_stale", "neither wrote nor raised")
class ChangedNoteKeptInSilence(ReferenceService):
    """Leaves a comment that changed meanwhile as it is, and tells nobody."""

    def put_note(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        held = self.record(ref, "remarks", note.ref) if note.ref else None
        if held and to_markdown(held["text"]) != note.old:
            return note_of(held)
        return super().put_note(ref, note)


@caught("test_foreign_notes_stay", "did not stay as it was")
class ForeignNotesGo(ReferenceService):
    """Takes away comments of others with its own."""

    def delete_note(self, ref: RemoteRef, note: RemoteRef) -> None:
        super().delete_note(ref, note)
        for one in self.card(ref)["remarks"]:
            self.client.ask("DELETE", f"/cards/{ref.key}/remarks/{one['id']}")


@caught("test_foreign_notes_stay", "a person.s comment")
class ForeignNotesChange(ReferenceService):
    """Signs the comments of others when it writes its own."""

    def put_note(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        for one in self.card(ref)["remarks"]:
            if not one["props"].get("uid"):
                body = {"text": f"{one['text']} (seen)"}
                self.client.ask("PATCH", f"/cards/{ref.key}/remarks/{one['id']}", body)
        return super().put_note(ref, note)


@caught("test_notes_go_twice", "that is gone already raises GoneError")
class NoteGoesOnce(ReferenceService):
    """Fails to take away a comment that is gone."""

    def delete_note(self, ref: RemoteRef, note: RemoteRef) -> None:
        if self.record(ref, "remarks", note) is None:
            raise GoneError(f"the comment {note.id} is gone")
        super().delete_note(ref, note)


@caught("test_worklogs_are_written_once", "0 carry its mark now")
class WorklogWithoutMark(ReferenceService):
    """Books time that nobody can tell to be its own."""

    def put_worklog(self, ref: RemoteRef, worklog: WorklogDraft) -> RemoteWorklog:
        if worklog.ref is not None:
            return super().put_worklog(ref, worklog)
        body = {"minutes": worklog.minutes, "text": worklog.text}
        return worklog_of(self.client.ask("POST", f"/cards/{ref.key}/bookings", body))


@caught("test_a_changed_worklog_is_stale", "was overwritten")
class ChangedWorklogOverwritten(ReferenceService):
    """Writes its booking over what somebody made of it."""

    def put_worklog(self, ref: RemoteRef, worklog: WorklogDraft) -> RemoteWorklog:
        held = self.record(ref, "bookings", worklog.ref) if worklog.ref else None
        if held is None:
            return super().put_worklog(ref, worklog)
        old = replace(worklog, old_minutes=held["minutes"], old_text=held["text"])
        return super().put_worklog(ref, old)


@caught("test_worklogs_go_twice", "that is gone already raises GoneError")
class WorklogGoesOnce(ReferenceService):
    """Fails to take away a booking that is gone."""

    def delete_worklog(self, ref: RemoteRef, worklog: RemoteRef) -> None:
        if self.record(ref, "bookings", worklog) is None:
            raise GoneError(f"the booking {worklog.id} is gone")
        super().delete_worklog(ref, worklog)


@caught("test_foreign_worklogs_stay", "did not stay as it was")
class ForeignWorklogsGo(ReferenceService):
    """Takes away bookings of others with its own."""

    def delete_worklog(self, ref: RemoteRef, worklog: RemoteRef) -> None:
        super().delete_worklog(ref, worklog)
        for one in self.card(ref)["bookings"]:
            self.client.ask("DELETE", f"/cards/{ref.key}/bookings/{one['id']}")
