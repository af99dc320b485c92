"""Telling observers what the journal and the runs say."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from devlog_core.model.change import Change
from devlog_core.model.run import Run
from devlog_core.plugin.checks import one_line
from devlog_core.plugin.http import Meter
from devlog_core.plugin.service import ObserverService
from devlog_core.storage.sqlite import SqliteStore
from devlog_core.sync.mishaps import remember_mishap
from devlog_core.sync.workbench import Workbench

_OWNER = "observers"
_BATCH = 500


def tell_observers(bench: Workbench, runs: Iterable[Run]) -> None:
    """Feed every journal record since the last time, at least once, then the runs.

    What an observer raises is logged and dropped. Past the deadline of a sync its requests are
    refused and the feeding ends; the rest is told after the next sync.
    """
    plugins = bench.plugins
    with ExitStack() as stack:
        meter = stack.enter_context(_limited(bench))
        services = [service for name in _watching(bench) for service in _open(bench, name, meter, stack)]

        def changed(change: Change) -> None:
            plugins.entry_changed(change)
            for service in services:
                _guarded(bench, service.integration.name, service.entry_changed, change)

        if services or plugins.observed():
            _feed(bench.store, changed, meter.cancelled.is_set)
        else:
            _pass_over(bench.store)
        for run in runs:
            plugins.run_finished(run)
            for service in services:
                _guarded(bench, service.integration.name, service.run_finished, run)


def _watching(bench: Workbench) -> list[str]:
    """The integrations with a service that is to be told."""
    found = bench.routes.integrations.values()
    return [each.name for each in found if each.enabled and bench.plugins.observes(each.plugin)]


def _open(bench: Workbench, name: str, meter: Meter, stack: ExitStack) -> Iterator[ObserverService[Any]]:
    """The service of one integration; none where it cannot be made, as its own run says too."""
    made: list[ObserverService[Any]] = []

    def make() -> None:
        integration = bench.resolve(name)
        stack.callback(_remember, bench, name)
        service = bench.plugins.initialize(integration, bench.context(name, meter, bench.store))
        stack.callback(_guarded, bench, name, bench.plugins.shutdown, integration.plugin, service)
        if isinstance(service, ObserverService):
            made.append(service)

    _guarded(bench, name, make)
    yield from made


def _remember(bench: Workbench, name: str) -> None:
    """Keep what befell the process of an observer that was told of it all."""
    told = bench.plugins.mishap(name)
    if told is not None:
        with bench.store.write() as unit:
            remember_mishap(unit, name, bench.redact(told), well=False)


@contextmanager
def _limited(bench: Workbench) -> Iterator[Meter]:
    """What counts the observers' requests, and refuses them when the time is up."""
    meter = bench.meter()
    timer = threading.Timer(bench.deadline, meter.cancelled.set)
    timer.daemon = True
    timer.start()
    try:
        yield meter
    finally:
        timer.cancel()
        for budget in list(meter.budgets.values()):
            budget.save(bench.clock())


def _guarded(bench: Workbench, name: str, step: Callable[..., None], *arguments: Any) -> None:
    try:
        step(*arguments)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - an observer may raise anything
        bench.log(name).error("observer failed", error=one_line(error), exc_info=error)


def _feed(store: SqliteStore, tell: Callable[[Change], None], over: Callable[[], bool]) -> None:
    while not over():
        with store.read() as unit:
            known = unit.state.get(_OWNER, "seq", 0)
            changes = unit.changes.after(known, _BATCH)
        told = known
        for change in changes:
            if over():
                break
            tell(change)
            told = change.seq
        if told == known:
            break
        with store.write() as unit:
            unit.state.put(_OWNER, "seq", told)


def _pass_over(store: SqliteStore) -> None:
    """Nobody is there to be told: whoever comes later begins with what happens then."""
    with store.read() as unit:
        known, latest = unit.state.get(_OWNER, "seq", 0), unit.changes.latest()
    if latest > known:
        with store.write() as unit:
            unit.state.put(_OWNER, "seq", latest)
