"""Everything one transaction can do, by noun."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from devlog_core.storage.connection import Session
from devlog_core.storage.entries import Entries

if TYPE_CHECKING:
    from devlog_core.storage.changes import Changes
    from devlog_core.storage.links import Links
    from devlog_core.storage.people import People
    from devlog_core.storage.queue import Conflicts, Intents, Outbox
    from devlog_core.storage.records import Notes, Worklogs
    from devlog_core.storage.replacements import Replacements
    from devlog_core.storage.state import Events, Runs, State
    from devlog_core.storage.waiting import Waiting


# Each part is imported when it is first asked for: a listing needs entries alone, and must start fast.
class Unit:
    """One transaction's view of the store."""

    def __init__(self, session: Session, replica: str) -> None:
        self.session = session
        self.replica = replica
        self.entries = Entries(session)

    @property
    def workspace(self) -> str:
        """The uid that every row of this store carries."""
        return self.session.workspace

    @cached_property
    def people(self) -> People:
        from devlog_core.storage.people import People

        return People(self.session)

    @cached_property
    def notes(self) -> Notes:
        from devlog_core.storage.records import Notes

        return Notes(self.session)

    @cached_property
    def worklogs(self) -> Worklogs:
        from devlog_core.storage.records import Worklogs

        return Worklogs(self.session)

    @cached_property
    def changes(self) -> Changes:
        from devlog_core.storage.changes import Changes

        return Changes(self.session, self.replica)

    @cached_property
    def replacements(self) -> Replacements:
        from devlog_core.storage.replacements import Replacements

        return Replacements(self.session)

    @cached_property
    def links(self) -> Links:
        from devlog_core.storage.links import Links

        return Links(self.session)

    @cached_property
    def waiting(self) -> Waiting:
        from devlog_core.storage.waiting import Waiting

        return Waiting(self.session)

    @cached_property
    def outbox(self) -> Outbox:
        from devlog_core.storage.queue import Outbox

        return Outbox(self.session)

    @cached_property
    def intents(self) -> Intents:
        from devlog_core.storage.queue import Intents

        return Intents(self.session)

    @cached_property
    def conflicts(self) -> Conflicts:
        from devlog_core.storage.queue import Conflicts

        return Conflicts(self.session)

    @cached_property
    def events(self) -> Events:
        from devlog_core.storage.state import Events

        return Events(self.session)

    @cached_property
    def runs(self) -> Runs:
        from devlog_core.storage.state import Runs

        return Runs(self.session)

    @cached_property
    def state(self) -> State:
        from devlog_core.storage.state import State

        return State(self.session)
