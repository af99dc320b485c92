"""Working off the outbox of one place."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from devlog_core.model.errors import (
    AuthError,
    ConfigError,
    DeadlineError,
    DevlogError,
    GoneError,
    RateLimitedError,
    TransientError,
    UnreadableError,
)
from devlog_core.model.outbox import OutboxRow
from devlog_core.model.run import RunError
from devlog_core.model.saying import said
from devlog_core.sync.place import Place
from devlog_core.sync.precedence import precedence
from devlog_core.sync.retry import decide, within_wait
from devlog_core.sync.scopes import bind_scope
from devlog_core.sync.send import Sender
from devlog_core.sync.sweep import sweep_unborn
from devlog_core.sync.vanish import mark_gone
from devlog_core.sync.waiting import Waiter

_BATCH = 100


class Pusher:
    """One push of one place."""

    def __init__(
        self, place: Place, *, create_guard: int, allow_create: bool, rng: random.Random, begun: int
    ) -> None:
        self.place = place
        self._begun = begun
        self._rng = rng
        self._waiter = Waiter(place, rng)
        self._held = False
        self._stops = False
        self._failures: dict[int, RunError] = {}
        """What went wrong by row; told at the end of those that still wait."""
        self._create_guard = create_guard
        self._allow_create = allow_create
        self._sender = Sender(place=place, may_create=lambda: not self._held)

    def push(self, entry: str | None = None) -> None:
        """Send every row that is due, and wait for those due soon; what fails stays and is counted."""
        sweep_unborn(self.place)
        self._guard(entry)
        while True:
            due: list[datetime] = []
            total = len(list(self._rows(entry)))
            for done, row in enumerate(self._queue(entry), start=1):
                self.place.check_alive()
                when = self._one(row)
                self.place.progress.update(self.place.name, "push", done, total)
                if when is not None:
                    due.append(when)
                if self._stops:
                    break
            now = self.place.clock()
            soon = [when for when in due if within_wait(when, now)]
            if not soon or self._stops:
                break
            self._waiter.wait(min(soon))
        self._count(entry)

    def _queue(self, entry: str | None) -> Iterator[OutboxRow]:
        """Every row in the order of sending; what comes up meanwhile is last."""
        with self.place.store.read() as unit:
            waiting = unit.outbox.waiting(self.place.name)
        for number in precedence(waiting, self._begun):
            with self.place.store.read() as unit:
                row = unit.outbox.get(number)
            if row is not None and (entry is None or row.entry == entry):
                yield row
        yield from self._rows(entry, max((each.row for each in waiting), default=0))

    def _rows(self, entry: str | None, last: int = 0) -> Iterator[OutboxRow]:
        while True:
            with self.place.store.read() as unit:
                rows = unit.outbox.after(self.place.name, last, _BATCH)
            if not rows:
                return
            last = rows[-1].row
            yield from (row for row in rows if entry is None or row.entry == entry)

    def _one(self, row: OutboxRow) -> datetime | None:
        """Send a row; returns when it wants to be tried again."""
        if row.state == "set-aside":
            return None
        if row.next_at is not None and row.next_at > self.place.clock():
            return row.next_at
        try:
            # To tell how values look there a service may first have to ask its place, or its memory in
            # the store: here, since what is sent is worked out within a transaction.
            self.place.tracker.express("title", "")
            self._sender.send(row)
            self._failures.pop(row.row, None)
        except GoneError as error:
            return self._gone(row, error)
        except DeadlineError:
            raise
        except UnreadableError as error:
            # The row waits as it is: nothing was tried.
            self._failures[row.row] = RunError(kind=error.kind, message=str(error))
        except Exception as error:  # noqa: BLE001
            return self._failed(row, error)
        return None

    def _failed(self, row: OutboxRow, error: Exception) -> datetime | None:
        error = self._nearer(error)
        now = self.place.clock()
        self.place.tally.meter.limited(error, now)
        attempts = row.attempts + 1
        decision = decide(error, attempts, now, self._rng)
        kind = error.kind if isinstance(error, DevlogError) else "plugin"
        text = self.place.tally.told(said(error))
        with self.place.write() as unit:
            current = unit.outbox.get(row.row)
            entry = unit.entries.get(row.entry)
            if current is not None:
                unit.outbox.put(
                    replace(
                        current,
                        state="set-aside" if decision.action == "set-aside" else "retry",
                        attempts=attempts if decision.counts else row.attempts,
                        next_at=decision.next_at if decision.action == "retry" else None,
                        error=text,
                    )
                )
        self._failures[row.row] = RunError(kind=kind, message=text, entry=entry.ref if entry else None)
        self.place.tally.set_aside += decision.action == "set-aside"
        if isinstance(error, AuthError | ConfigError):
            self.place.tally.failed = True
        soon = within_wait(decision.next_at, now)
        self._stops = decision.action == "stop" or (isinstance(error, RateLimitedError) and not soon)
        if isinstance(error, RateLimitedError) and soon and decision.next_at is not None:
            self._waiter.wait(decision.next_at, error)
        return decision.next_at

    def _nearer(self, error: Exception) -> Exception:
        """What the scope says about a failure, where another container stands under the name."""
        if isinstance(error, ConfigError):
            try:
                bind_scope(self.place, again=True)
            except DevlogError as told:
                return told if isinstance(told, ConfigError) else error
        return error

    def _gone(self, row: OutboxRow, error: GoneError) -> datetime | None:
        with self.place.store.read() as unit:
            link = unit.links.item(row.entry, self.place.name)
            entry = unit.entries.get(row.entry)
        try:
            # One refusal is no proof: where the whole container is out of sight, this raises.
            there = link is not None and self.place.tracker.fetch(link.ref) is not None
        except GoneError:
            there = False
        except DeadlineError:
            raise
        except Exception as other:  # noqa: BLE001
            return self._failed(row, other)
        if there:
            return self._failed(row, TransientError(str(error)))
        self.place.tally.error("gone", str(error), entry.ref if entry else None)
        if link is not None:
            mark_gone(self.place, link)
        return None

    def _guard(self, entry: str | None) -> None:
        """Hold back all new items where there would be more than the guard allows."""
        if self._allow_create or self.place.dry_run:
            return
        unborn = 0
        for row in self._rows(entry):
            # What cannot be read is not created either.
            with suppress(UnreadableError), self.place.store.read() as unit:
                item = unit.entries.get(row.entry)
                unborn += (
                    row.state != "set-aside"
                    and item is not None
                    and unit.links.item(row.entry, self.place.name) is None
                    and self.place.routes.refusal(item, self.place.name) is None
                )
        if unborn > self._create_guard:
            self._held = True
            self.place.tally.error(
                "guard",
                f"{self.place.name}: {unborn} new items would be created, more than sync.create_guard = "
                f"{self._create_guard}; none was. Look at them with --dry-run, then run "
                f"`devlog sync {self.place.name} --allow-create`",
            )

    def _count(self, entry: str | None) -> None:
        rows = list(self._rows(entry))
        # What is pending was asked for while the push went on, or stands behind what stopped it.
        self.place.tally.waiting = sum(1 for row in rows if row.state == "retry")
        for row in rows:
            failure = self._failures.get(row.row)
            if failure is not None:
                self.place.tally.error(failure.kind, failure.message, failure.entry)
