"""One sync: all places pulled side by side, then all pushed."""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock, Timeout

from devlog_core.model.errors import DeadlineError, DevlogError, NotFoundError
from devlog_core.model.integration import Integration
from devlog_core.model.person import Person
from devlog_core.model.run import Run
from devlog_core.model.times import now as present
from devlog_core.plugin.context import Log, PluginContext
from devlog_core.plugin.http import Meter
from devlog_core.plugin.service import IntegrationService
from devlog_core.storage.sqlite import SqliteStore
from devlog_core.sync.context import ReadSecret, ServiceContext
from devlog_core.sync.directory import Directory
from devlog_core.sync.observers import tell_observers
from devlog_core.sync.place import Place, Progress
from devlog_core.sync.pull import Puller, PullOptions
from devlog_core.sync.push import Pusher
from devlog_core.sync.routing import Routes
from devlog_core.sync.scopes import bind_scope
from devlog_core.sync.tally import PlanRow, Tally

_STOP_SECONDS = 5.0
"""How long an interrupted run may take to end its present request."""


class Caller(Protocol):
    """The part of the plugin façade that a sync needs."""

    def initialize(self, integration: Integration, context: PluginContext) -> IntegrationService[Any]: ...
    def sync(self, name: str, service: IntegrationService[Any], cursor: Any, mode: Any) -> Any: ...
    def shutdown(self, name: str, service: IntegrationService[Any]) -> None: ...
    def entry_changed(self, change: Any) -> None: ...
    def run_finished(self, run: Run) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncOptions:
    """What a sync is asked for; no names mean all enabled integrations."""

    names: tuple[str, ...] = ()
    entry: str | None = None
    """The uid of the only entry to sync."""
    pull: bool = True
    push: bool = True
    dry_run: bool = False
    full: bool = False
    allow_shrink: bool = False
    allow_create: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a sync did."""

    runs: tuple[Run, ...]
    conflicts: int
    """How many are open now."""
    plan: tuple[PlanRow, ...] | None = None
    interrupted: bool = False


@dataclass(kw_only=True)
class Workbench:
    """What an engine works with; put together in one place, by `app`."""

    store: SqliteStore
    routes: Routes
    plugins: Caller
    people: Iterable[Person]
    resolve: Callable[[str], Integration]
    """The integration with its secrets resolved; raises ConfigError for what is wrong with it alone."""
    read_secret: Callable[[str], ReadSecret]
    """For an integration's name, what reads its secrets anew."""
    log: Callable[[str], Log]
    progress: Progress
    redact: Callable[[str], str] = str
    """Takes secrets out of a text."""
    locks: Path
    """A folder for the locks that keep two processes from one integration."""
    shrink_guard: float = 0.5
    create_guard: int = 20
    deadline: float = 600.0
    clock: Callable[[], datetime] = present
    rng: random.Random = field(default_factory=random.Random)


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
            jobs = [_Job(self._bench, store, name, options) for name in names]
            interrupted = _run_all(jobs, self._bench.deadline)
            for job in jobs:
                job.finish()
            with store.read() as unit:
                conflicts = unit.conflicts.count()
            runs = tuple(job.tally.run() for job in jobs)
            if not options.dry_run:
                tell_observers(self._bench.store, self._bench.plugins, runs)
            plan = tuple(row for job in jobs for row in job.tally.plan) if options.dry_run else None
        return SyncReport(runs=runs, conflicts=conflicts, plan=plan, interrupted=interrupted)

    def _names(self, options: SyncOptions) -> list[str]:
        configured = self._bench.routes.integrations
        for name in options.names:
            if name not in configured:
                known = ", ".join(sorted(configured)) or "none"
                raise NotFoundError(f"no integration {name} is configured: known are {known}")
        if options.names:
            return list(dict.fromkeys(options.names))
        return [name for name, integration in configured.items() if integration.enabled]

    def _take_over_people(self, store: SqliteStore) -> None:
        people = list(self._bench.people)
        if people:
            with store.write() as unit:
                Directory(unit.people, self._bench.routes.integrations).configure(people)


class _Job:
    """One integration's part in a sync."""

    def __init__(self, bench: Workbench, store: SqliteStore, name: str, options: SyncOptions) -> None:
        self.name = name
        self.meter = Meter()
        self.tally = Tally(integration=name, started_at=bench.clock(), meter=self.meter, redact=bench.redact)
        self._bench = bench
        self._store = store
        self._options = options
        self._place: Place | None = None
        self._lock = FileLock(bench.locks / f"{name}.lock", thread_local=False)
        self.over = False
        """Whether its result stands and a late thread may change it no more."""

    def pull(self) -> None:
        """Read the place, under the lock that only one process holds."""
        self._guarded(self._pull)

    def push(self) -> None:
        """Send what waits."""
        self._guarded(self._push)

    def stop(self) -> None:
        """No further request or transaction of this job."""
        self.meter.cancelled.set()

    def time_out(self) -> None:
        """The job ran past its deadline."""
        self.stop()
        self.over = True
        self.tally.failed = True
        seconds = int(self._bench.deadline)
        self.tally.error(
            "timeout", f"{self.name} was stopped after {seconds} s (sync.deadline); the next sync continues"
        )

    def finish(self) -> None:
        """Release what the job holds, and keep its run."""
        place, self._place = self._place, None
        if place is not None and not self.over:
            try:
                self._bench.plugins.shutdown(place.integration.plugin, place.service)
            except Exception as error:  # noqa: BLE001
                self._bench.log(self.name).warning("shutdown failed", error=str(error))
        self.over = True
        if self._lock.is_locked:
            self._lock.release(force=True)
        if not self._options.dry_run:
            with self._store.write() as unit:
                unit.runs.put(self.tally.run())

    def _pull(self) -> None:
        place = self._open()
        if not (self._options.pull and place.integration.pulls):
            return
        options = PullOptions(
            full=self._options.full,
            allow_shrink=self._options.allow_shrink,
            shrink_guard=self._bench.shrink_guard,
        )
        puller = Puller(place, options, self._bench.rng)
        if self._options.entry is not None:
            puller.pull_entry(self._options.entry)
        else:
            puller.pull()

    def _push(self) -> None:
        place = self._open()
        if not (self._options.push and place.integration.pushes and place.is_tracker):
            return
        bind_scope(place)
        pusher = Pusher(
            place,
            create_guard=self._bench.create_guard,
            allow_create=self._options.allow_create,
            rng=self._bench.rng,
        )
        pusher.push(self._options.entry)

    def _open(self) -> Place:
        if self._place is not None:
            return self._place
        bench = self._bench
        self._acquire()
        integration = bench.resolve(self.name)
        context = ServiceContext(
            store=self._store,
            integration=self.name,
            meter=self.meter,
            read_secret=bench.read_secret(self.name),
            log=bench.log(self.name),
            clock=bench.clock,
        )
        service = bench.plugins.initialize(integration, context)
        plugins, plugin = bench.plugins, integration.plugin
        self._place = Place(
            # The settings as written: what a secret resolves to stays with the service.
            integration=bench.routes.integrations[self.name],
            service=service,
            fetch_page=lambda cursor, mode: plugins.sync(plugin, service, cursor, mode),
            store=self._store,
            routes=bench.routes,
            people=tuple(bench.people),
            tally=self.tally,
            progress=bench.progress,
            clock=bench.clock,
            dry_run=self._options.dry_run,
        )
        return self._place

    def _acquire(self) -> None:
        if self._options.dry_run or self._lock.is_locked:
            return
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            self._bench.progress.update(self.name, "wait", 0, None, "another process is syncing it")
            while not self._lock.is_locked:
                if self.meter.cancelled.is_set():
                    raise DeadlineError(f"{self.name} is being synced by another process") from None
                try:
                    self._lock.acquire(timeout=0.2)
                except Timeout:
                    continue

    def _guarded(self, step: Callable[[], None]) -> None:
        """Whatever a step raises becomes part of this run's result, never of another's."""
        try:
            step()
        except DeadlineError as error:
            if not self.over:
                self.tally.failed = True
                self.tally.error(error.kind, str(error))
        except DevlogError as error:
            self.tally.failed = True
            self.tally.error(error.kind, str(error))
        except Exception as error:  # noqa: BLE001
            self.tally.failed = True
            self.tally.error("plugin", f"{self.name}: {type(error).__name__}: {error}")
            self._bench.log(self.name).error("unexpected", exc_info=error)


def _run_all(jobs: list[_Job], deadline: float) -> bool:
    """Run both phases; returns whether a person interrupted them."""
    try:
        _side_by_side([(job, job.pull) for job in jobs], deadline)
        willing = [job for job in jobs if not job.tally.failed]
        _side_by_side([(job, job.push) for job in willing], deadline)
    except KeyboardInterrupt:
        for job in jobs:
            job.stop()
        for thread in threading.enumerate():
            if thread.name.startswith("devlog-sync-"):
                thread.join(_STOP_SECONDS)
        return True
    return False


def _side_by_side(work: list[tuple[_Job, Callable[[], None]]], deadline: float) -> None:
    """Run each in a thread of its own; one that runs past the deadline is left behind, stopped."""
    # Daemon threads: a hang in a plugin must not keep the process from ending.
    alive = [
        (job, threading.Thread(target=step, name=f"devlog-sync-{job.name}", daemon=True)) for job, step in work
    ]
    for _, thread in alive:
        thread.start()
    end = time.monotonic() + deadline
    while alive := [(job, thread) for job, thread in alive if thread.is_alive()]:
        if time.monotonic() >= end:
            for job, _ in alive:
                job.time_out()
            return
        # Short joins keep the main thread open to Ctrl-C.
        alive[0][1].join(0.05)
