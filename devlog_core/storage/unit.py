"""Everything one transaction can do, by noun."""

from __future__ import annotations

from devlog_core.storage.changes import Changes
from devlog_core.storage.connection import Session
from devlog_core.storage.entries import Entries
from devlog_core.storage.links import Links
from devlog_core.storage.notes import Notes
from devlog_core.storage.people import People
from devlog_core.storage.queue import Conflicts, Intents, Outbox
from devlog_core.storage.state import Events, Runs, State


class Unit:
    """One transaction's view of the store."""

    def __init__(self, session: Session, replica: str) -> None:
        self.session = session
        self.replica = replica
        self.entries = Entries(session)
        self.people = People(session)
        self.notes = Notes(session)
        self.changes = Changes(session, replica)
        self.links = Links(session)
        self.outbox = Outbox(session)
        self.intents = Intents(session)
        self.conflicts = Conflicts(session)
        self.events = Events(session)
        self.runs = Runs(session)
        self.state = State(session)

    @property
    def workspace(self) -> str:
        """The uid that every row of this store carries."""
        return self.session.workspace
