"""What an entry was like in the source when it was imported last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from devlog_core.model.times import rfc3339
from devlog_core.sync.exchange.codervisor.imported import ImportedEntry

NoteValues = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The base of the next import: only what differs from it changed in the source."""

    known: bool = True
    """False where the entry is here, but this import never was."""
    values: Mapping[str, Any] = field(default_factory=dict)
    notes: Mapping[str, NoteValues] = field(default_factory=dict)
    key: str | None = None
    updated_at: str | None = None
    closed_at: str | None = None

    @staticmethod
    def of(imported: ImportedEntry, values: Mapping[str, Any]) -> Memory:
        """What there is to remember of an entry."""
        return Memory(
            values=values,
            notes={
                note.uid: {
                    "content": note.content,
                    "category": note.category,
                    "files": list(note.files),
                    "at": rfc3339(note.at) if note.at else None,
                }
                for note in imported.notes
            },
            key=imported.key,
            updated_at=rfc3339(imported.updated_at) if imported.updated_at else None,
            closed_at=rfc3339(imported.closed_at) if imported.closed_at else None,
        )

    @staticmethod
    def read(document: Mapping[str, Any] | None) -> Memory:
        """The memory of `document`."""
        return Memory(known=False) if document is None else Memory(**document)

    def document(self) -> dict[str, Any]:
        """The memory as plain JSON."""
        return {
            "values": dict(self.values),
            "notes": {uid: dict(note) for uid, note in self.notes.items()},
            "key": self.key,
            "updated_at": self.updated_at,
            "closed_at": self.closed_at,
        }
