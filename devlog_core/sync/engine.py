"""One sync: all places pulled side by side, then all pushed."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from devlog_core.model.errors import NotFoundError, UsageError
from devlog_core.storage.sqlite import SqliteStore
from devlog_core.sync.directory import Directory
from devlog_core.sync.job import Job
from devlog_core.sync.observers import tell_observers
from devlog_core.sync.workbench import SyncOptions, SyncReport, Workbench

_STOP_SECONDS = 5.0
"""How long an interrupted run may take to end its present request."""


class Engine:
    """Syncs a workspace with its places; every step can be killed and the next sync goes on."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def sync(self, options: SyncOptions) -> SyncReport:
        """Pull all named places side by side, then push all whose pull did not fail.

        Raises NotFoundError for a name that is not configured.
        """
        names = self._names(options)
        with ExitStack() as stack:
            store = self._bench.store
            if options.dry_run:
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="devlog-plan-"))
                store = self._bench.store.copy_to(Path(folder) / "plan.db")
                stack.callback(store.close)
            self._take_over_people(store)
            jobs = [Job(self._bench, store, name, options) for name in names]
            interrupted = _run_all(jobs, self._bench.deadline)
            for job in jobs:
                job.finish()
            with store.read() as unit:
                conflicts = unit.conflicts.count()
            runs = tuple(job.tally.run() for job in jobs)
            if not options.dry_run:
                tell_observers(self._bench, runs)
            plan = tuple(row for job in jobs for row in job.tally.plan) if options.dry_run else None
        return SyncReport(runs=runs, conflicts=conflicts, plan=plan, interrupted=interrupted)

    def _names(self, options: SyncOptions) -> list[str]:
        configured = self._bench.routes.integrations
        for name in options.names:
            if name not in configured:
                known = ", ".join(sorted(configured)) or "none"
                raise NotFoundError(f"no integration {name} is configured: known are {known}")
            if not configured[name].enabled:
                raise UsageError(f"{name} is disabled: run `devlog integrations enable {name}` first")
        if options.names:
            return list(dict.fromkeys(options.names))
        return [name for name, integration in configured.items() if integration.enabled]

    def _take_over_people(self, store: SqliteStore) -> None:
        people = list(self._bench.people)
        if people:
            with store.write() as unit:
                Directory(unit.people, self._bench.routes.integrations, unit.links).configure(people)


class _Worker:
    """A step in a thread of its own, that can be waited for.

    Threads are not joined: up to Python 3.12 a join that Ctrl-C interrupts takes the thread for
    ended while it goes on, and the process falls over it at its end.
    """

    def __init__(self, job: Job, step: Callable[[], None]) -> None:
        self.job = job
        self.ended = threading.Event()
        self._step = step
        # A daemon: a hang in a plugin must not keep the process from ending.
        threading.Thread(target=self._run, name=f"devlog-sync-{job.name}", daemon=True).start()

    def _run(self) -> None:
        try:
            self._step()
        finally:
            self.ended.set()


def _run_all(jobs: list[Job], deadline: float) -> bool:
    """Run both phases; returns whether a person interrupted them."""
    workers: list[_Worker] = []
    try:
        _side_by_side([(job, job.pull) for job in jobs], deadline, workers)
        willing = [job for job in jobs if not job.tally.failed]
        _side_by_side([(job, job.push) for job in willing], deadline, workers)
    except KeyboardInterrupt:
        for job in jobs:
            job.stop()
        for worker in workers:
            worker.ended.wait(_STOP_SECONDS)
        return True
    return False


def _side_by_side(
    work: list[tuple[Job, Callable[[], None]]], deadline: float, workers: list[_Worker]
) -> None:
    """Run all beside each other; one that runs past the deadline is left behind, stopped."""
    for job, step in work:
        workers.append(_Worker(job, step))
    alive = workers[len(workers) - len(work) :]
    end = time.monotonic() + deadline
    while alive := [worker for worker in alive if not worker.ended.is_set()]:
        if time.monotonic() >= end:
            for worker in alive:
                worker.job.time_out()
            return
        # Short waits keep the main thread open to Ctrl-C.
        alive[0].ended.wait(0.05)
