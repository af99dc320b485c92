"""Telling observers what the journal and the runs say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from devlog_core.model.run import Run
from devlog_core.storage.sqlite import SqliteStore

_OWNER = "observers"
_BATCH = 500


class Observed(Protocol):
    """Whoever passes on changes and runs to the plugins that observe them."""

    def observed(self) -> bool: ...
    def entry_changed(self, change: Any) -> None: ...
    def run_finished(self, run: Run) -> None: ...


def tell_observers(store: SqliteStore, plugins: Observed, runs: Iterable[Run]) -> None:
    """Feed every journal record since the last time, at least once, then the runs."""
    if plugins.observed():
        _feed(store, plugins)
    else:
        _pass_over(store)
    for run in runs:
        plugins.run_finished(run)


def _feed(store: SqliteStore, plugins: Observed) -> None:
    while True:
        with store.read() as unit:
            known = unit.state.get(_OWNER, "seq", 0)
            changes = unit.changes.after(known, _BATCH)
        for change in changes:
            plugins.entry_changed(change)
        if not changes:
            break
        with store.write() as unit:
            unit.state.put(_OWNER, "seq", changes[-1].seq)


def _pass_over(store: SqliteStore) -> None:
    """Nobody is there to be told: whoever comes later begins with what happens then."""
    with store.read() as unit:
        known, latest = unit.state.get(_OWNER, "seq", 0), unit.changes.latest()
    if latest > known:
        with store.write() as unit:
            unit.state.put(_OWNER, "seq", latest)
