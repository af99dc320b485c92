"""The same machine where syncs really run beside each other, in threads of one process or of two."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from devlog_core.model.run import Run
from devlog_core.sync.workbench import SyncOptions
from devlog_core.testing.stories import draws
from devlog_core.testing.stories.machine import Machine
from devlog_core.testing.stories.step import step
from devlog_core.testing.workplace import Workplace


class Crowd(Machine):
    """Stories whose syncs meet; what happens first is not drawn, so that none can be told again."""

    repeatable = False

    @step(names=draws.names, person=draws.place, item=draws.number)
    def two_sync_at_once(self, names: Sequence[str], person: str, item: int) -> None:
        """Two processes, and somebody who edits meanwhile."""
        other = self.world.another_desk()
        try:
            failures = self._together(
                lambda: self._whole(self.world.desk, names),
                lambda: self._whole(other, ()),
                lambda: self._meddle(person, item),
            )
        finally:
            other.close()
        assert failures == [], failures
        self._never()

    @step(troubles=draws.troubles)
    def all_places_at_once(self, troubles: list[tuple[str, str, int, str]]) -> None:
        """One sync of all places side by side, as the command does it."""
        for place, kind, times, match in troubles:
            self.world.places[place].trouble(kind, times, match)
        self._whole(self.world.desk, ())
        for name in self.names:
            self.world.places[name].heal()
        self._never()

    def _whole(self, desk: Workplace, names: Sequence[str]) -> None:
        runs: tuple[Run, ...] = desk.sync(SyncOptions(names=tuple(names), allow_create=True))
        self.counts["syncs"] += 1
        wrong = [error for run in runs for error in run.errors if error.kind == "plugin"]
        assert not wrong, wrong

    def _meddle(self, place: str, item: int) -> None:
        if key := self._key(place, item):
            # A comment, since nobody can lose one: an edit may meet a write of ours where a place has
            # no preconditions.
            self.world.comment(place, key, self.world.word("c"))

    def _together(self, *acts: Any) -> list[str]:
        failures: list[str] = []

        def guarded(act: Any) -> None:
            try:
                act()
            except BaseException as error:  # noqa: BLE001 - told, whatever it is
                failures.append(f"{type(error).__name__}: {error}")

        threads = [threading.Thread(target=guarded, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return failures
