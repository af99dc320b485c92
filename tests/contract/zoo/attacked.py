"""Plugins that go wrong only where a process is killed, or in the course of a story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from devlog_core.model.remote import Draft, Mark, RemoteItem, RemoteRef
from devlog_core.testing.reference import ReferenceService
from tests.contract.zoo.animal import caught
from tests.contract.zoo.writing import TidiesUp


@caught("test_a_kill_at_some_moments", "after a kill at the moment", long=True)
class FindsFromMemory(ReferenceService):
    """Looks for what it made among what it remembers, and a new process remembers nothing."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._made: dict[str, RemoteRef] = {}

    def create(self, draft: Draft) -> RemoteItem:
        made = super().create(draft)
        self._made[draft.mark.uid] = made.ref
        return made

    def find(self, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteItem]:
        ref = self._made.get(mark.uid)
        found = None if ref is None else self.fetch(ref)
        return [] if found is None else [found]


@caught("test_many_stories_keep_the_laws", "tells these stories again", long=True)
class TidiesUpInStories(TidiesUp):
    """Takes away the labels of people, where only a story looks."""


# Another process finds a plugin by the name under which its module holds it.
finds_from_memory = vars(FindsFromMemory)["animal"].plugin
tidies_up = vars(TidiesUpInStories)["animal"].plugin
