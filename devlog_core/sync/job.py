"""One integration's part in a sync."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from filelock import FileLock, Timeout

from devlog_core.model.errors import DeadlineError, DevlogError, RateLimitedError
from devlog_core.model.saying import said
from devlog_core.plugin.service import ObserverService
from devlog_core.storage.sqlite import SqliteStore
from devlog_core.sync.mishaps import remember_mishap
from devlog_core.sync.place import Place
from devlog_core.sync.pull import Puller, PullOptions
from devlog_core.sync.push import Pusher
from devlog_core.sync.scopes import bind_scope
from devlog_core.sync.tally import Tally
from devlog_core.sync.waiting import SHOWN_SECONDS, announcement
from devlog_core.sync.workbench import SyncOptions, Workbench


class Job:
    """Pulls and pushes one integration; whatever goes wrong stays in its own result."""

    def __init__(self, bench: Workbench, store: SqliteStore, name: str, options: SyncOptions) -> None:
        self.name = name
        self.meter = bench.meter()
        self.tally = Tally(
            integration=name,
            started_at=bench.clock(),
            meter=self.meter,
            redact=bench.redact,
            # Nobody asks for the plan of what is really done, and it grows with every item.
            plan=[] if options.dry_run else deque(maxlen=0),
        )
        self._bench = bench
        self._store = store
        self._options = options
        self._place: Place | None = None
        with store.read() as unit:
            self._begun = unit.changes.latest()
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
        self._bench.plugins.abandon(self.name)

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
                self._bench.log(self.name).warning("shutdown failed", error=said(error))
        self.over = True
        if self._lock.is_locked:
            self._lock.release(force=True)
        for budget in list(self.meter.budgets.values()):
            budget.save(self._bench.clock())
        if not self._options.dry_run:
            with self._store.write() as unit:
                unit.runs.put(self.tally.run())
                remember_mishap(unit, self.name, self._mishap(), well=not self.tally.failed)
                accounts = sorted(self.meter.budgets)
                if accounts and unit.state.get(f"integration:{self.name}", "accounts") != accounts:
                    unit.state.put(f"integration:{self.name}", "accounts", accounts)

    def _mishap(self) -> str | None:
        """What befell the plugin's own process, where it has one."""
        told = self._bench.plugins.mishap(self.name)
        return None if told is None else self._bench.redact(told)

    def _pull(self) -> None:
        place = self._open()
        if not (self._options.pull and place.integration.pulls):
            return
        if isinstance(place.service, ObserverService):
            # It is told what happened when all others are done.
            return
        options = PullOptions(
            full=self._options.full,
            allow_shrink=self._options.allow_shrink,
            shrink_guard=self._bench.shrink_guard,
        )
        puller = Puller(place, options, self._bench.rng)
        if self._options.entry is not None:
            puller.pull_entry(self._options.entry)
            return
        # What nobody has asked for by name leaves a reserve to what people did here.
        self.meter.reading = True
        try:
            puller.pull()
        finally:
            self.meter.reading = False

    def _push(self) -> None:
        place = self._open()
        if not (self._options.push and place.integration.pushes):
            return
        if not place.is_tracker:
            self._drop_rows()
            return
        bind_scope(place)
        pusher = Pusher(
            place,
            create_guard=self._bench.create_guard,
            allow_create=self._options.allow_create,
            rng=self._bench.rng,
            begun=self._begun,
        )
        pusher.push(self._options.entry)

    def _drop_rows(self) -> None:
        """Rows made while the plugin could not be asked whether it takes items: it does not."""
        with self._store.write() as unit:
            for row in unit.outbox.after(self.name, 0, -1):
                unit.outbox.drop(row)

    def _open(self) -> Place:
        if self._place is not None:
            return self._place
        bench = self._bench
        integration = bench.resolve(self.name)
        context = bench.context(self.name, self.meter, self._store)
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

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._acquire()
        try:
            yield
        finally:
            self._release()

    def _release(self) -> None:
        if self._lock.is_locked:
            self._lock.release(force=True)

    def _acquire(self) -> None:
        if self._options.dry_run or self._lock.is_locked:
            return
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            begun = self._bench.clock()
            end = begun + timedelta(seconds=self._bench.deadline)
            said = announcement(end, self._bench.deadline, "another process is syncing it")
            shown = False
            self._bench.progress.update(self.name, "lock", 0, None, said)
            while not self._lock.is_locked:
                if not shown and (self._bench.clock() - begun).total_seconds() > SHOWN_SECONDS:
                    shown = True
                    self._bench.progress.update(self.name, "wait", 0, None, said)
                if self.meter.cancelled.is_set():
                    raise DeadlineError(f"{self.name} is being synced by another process") from None
                try:
                    self._lock.acquire(timeout=0.2)
                except Timeout:
                    continue

    def _guarded(self, step: Callable[[], None]) -> None:
        """Whatever a step raises becomes part of this run's result, never of another's."""
        with self._store.noticing() as met:
            self._attempt(step)
        for record in () if self.over else met:
            self.tally.error("rejected", f"{self.name}: {record}: run `devlog doctor --fix`")

    def _attempt(self, step: Callable[[], None]) -> None:
        try:
            # Only while it works: a job that keeps its lock while another of this process waits
            # for one would never end where two syncs take the same places in another order.
            with self._locked():
                step()
        except DeadlineError as error:
            if not self.over:
                self.tally.failed = True
                self.tally.error(error.kind, said(error))
        except RateLimitedError as error:
            # No failure: what was read is kept, the next sync reads on, and what waits here may be sent.
            self.meter.limited(error, self._bench.clock())
            self.tally.error(error.kind, said(error))
        except DevlogError as error:
            self.tally.failed = True
            self.tally.error(error.kind, said(error))
        except SystemExit:
            self.tally.failed = True
            self.tally.error("plugin", f"{self.name}: its plugin tried to end the program; tell its author")
        except BaseException as error:  # noqa: BLE001 - a thread would end without a word, its run be called good
            self.tally.failed = True
            self.tally.error("plugin", f"{self.name}: {said(error)}")
            self._bench.log(self.name).error("unexpected", exc_info=error)
