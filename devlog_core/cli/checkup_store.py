"""What `devlog doctor` looks for in the store, and how it mends it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devlog_core.cli.finding import ERROR, OK, WARNING, Finding
from devlog_core.files import PART, write_whole
from devlog_core.model.errors import StoreError

if TYPE_CHECKING:
    from devlog_core.app import App
    from devlog_core.storage.unit import Unit
    from devlog_core.storage.unreadable import Damage

QUARANTINE = "quarantine"
"""The folder in .devlog/ that keeps what was taken out of the store, one JSON document a line."""

FIX = "devlog doctor --fix"
_COPY = "put a copy of the store in its place; the next sync brings what places hold"
_ABANDONED = 60.0
"""After so many seconds nobody writes a file any more that was begun."""
_ROUNDS = 3
"""Mending one record can show that another belongs to nothing."""


def check_store(app: App, fix: bool) -> Iterator[Finding]:
    """The file, then every record, then what waits."""
    yield from _leftovers(app, fix)
    broken = app.store.check()
    if broken and fix and app.store.reindex():
        broken = app.store.check()
        if not broken:
            yield Finding("store", OK, "its indexes were made anew")
    for line in broken:
        yield Finding("store", ERROR, line, FIX if "index" in line and not fix else _COPY)
    if broken:
        return
    with app.store.read() as unit:
        found = _damaged(app, unit)
    if found and fix:
        findings, found = _mend(app)
        yield from findings
    for damage in found:
        yield _finding(damage, fix)
    app.store.noted.clear()
    with app.store.read() as unit:
        rows = unit.outbox.all()
        conflicts = unit.conflicts.count()
    if not found:
        yield Finding("store", OK, f"sound; {len(rows)} wait to be sent, {conflicts} in conflict")
    aside = sum(1 for row in rows if row.state == "set-aside")
    if aside:
        yield Finding("outbox", WARNING, f"{aside} were set aside", "see `devlog outbox`")
    app.store.noted.clear()


def _damaged(app: App, unit: Unit) -> list[Damage]:
    from devlog_core.storage.unreadable import damaged

    configured = set(app.configuration.settings.integrations)
    if app.configuration.faults:
        # What the settings name is not known for sure.
        configured |= {str(row["integration"]) for row in unit.session.rows("outbox_all")}
    return list(damaged(unit.session, configured))


def _finding(damage: Damage, fix: bool) -> Finding:
    if not fix:
        waits = damage.table == "outbox" and "not configured" in damage.why
        return Finding("store", WARNING if waits else ERROR, str(damage), FIX)
    if damage.table == "state" and damage.row["name"] == "scope":
        name = damage.row["owner"].removeprefix("integration:")
        return Finding("store", ERROR, str(damage), f"devlog integrations rescope {name}")
    return Finding("store", ERROR, f"{damage}, and its journal does not tell enough", _COPY)


def _mend(app: App) -> tuple[list[Finding], list[Damage]]:
    """Mend what is safe in one transaction; what was taken out is on the disk before it ends."""
    from devlog_core.storage.connection import UNREADABLE
    from devlog_core.sync.mend import Mender

    done: list[tuple[Damage, str]] = []
    with app.change("mended") as recorder:
        mender = Mender(recorder)
        for _ in range(_ROUNDS):
            before = len(done)
            recorder.unit.session.flush()
            for damage in _damaged(app, recorder.unit):
                try:
                    with recorder.unit.session.savepoint():
                        said = mender.mend(damage)
                except (StoreError, *UNREADABLE):
                    continue
                if said:
                    done.append((damage, said))
            if len(done) == before:
                break
        recorder.unit.session.flush()
        left = _damaged(app, recorder.unit)
        kept = _keep(app.workspace.directory / QUARANTINE, done)
    findings = [Finding("store", OK, f"{damage}: {said}") for damage, said in done]
    if kept is not None:
        findings.append(Finding("store", OK, f"what the records held before is kept in {kept}"))
    return findings, left


def _keep(folder: Path, done: Sequence[tuple[Damage, str]]) -> Path | None:
    if not done:
        return None
    lines = [
        json.dumps({"table": damage.table, "why": damage.why, "row": damage.row}, default=_bytes)
        for damage, _ in done
    ]
    path = folder / f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{time.time_ns() % 10**6:06}.jsonl"
    write_whole(path, "\n".join(lines) + "\n")
    return path


def _bytes(value: Any) -> Any:
    return {"hex": value.hex()} if isinstance(value, bytes) else str(value)


def _leftovers(app: App, fix: bool) -> Iterator[Finding]:
    """Files that a command began to write when it was cut off."""
    directory = app.workspace.directory
    found = [path for path in directory.rglob(f".*{PART}") if path.is_file()]
    lock = app.workspace.config_file.with_name(f"{app.workspace.config_file.name}.lock")
    found += [lock] if lock.is_file() else []
    for path in sorted(found):
        if time.time() - path.stat().st_mtime < _ABANDONED:
            continue
        if fix:
            path.unlink(missing_ok=True)
            yield Finding("leftovers", OK, f"{path} was half-written and is deleted")
        else:
            yield Finding("leftovers", WARNING, f"{path} is half-written by a command that was cut off", FIX)
