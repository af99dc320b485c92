"""Giving what stands under one entry to another, and taking back what was begun."""

from __future__ import annotations

from devlog_core.storage.connection import Session

_MOVES = ("notes_move", "note_places_move", "worklogs_move", "worklog_places_move")


def move_records(session: Session, old: str, entry: str) -> None:
    """Put notes and worklogs, their counterparts and what was begun under another entry; drop what waited."""
    for statement in (*_MOVES, "intents_move"):
        session.run(statement, old=old, entry=entry)
    session.run("outbox_drop_entry", entry=old)


def items_under_way(session: Session, entry: str) -> list[str]:
    """The integrations where the entry's item was begun and not yet seen to exist."""
    return [row["integration"] for row in session.rows("items_under_way", entry=entry)]


def drop_intents(session: Session, entry: str, integration: str) -> None:
    """Forget everything begun for the entry at the integration."""
    session.run("intents_drop", entry=entry, integration=integration)


def drop_places(session: Session, entry: str, integration: str) -> None:
    """Forget which comments and time bookings the entry's notes and worklogs are at the integration."""
    for statement in ("note_places_delete", "worklog_places_delete"):
        session.run(statement, entry=entry, integration=integration)
