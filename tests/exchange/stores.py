"""Two or more stores that exchange exports, and what they hold, for comparing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from devlog_core.model.entry import Entry
from devlog_core.storage.sqlite import SqliteStore
from devlog_core.storage.unit import Unit
from devlog_core.sync.documents import Documents
from devlog_core.sync.exchange.desk import Desk
from devlog_core.sync.exchange.devlog.importing import import_devlog
from devlog_core.sync.exchange.devlog.writing import export_devlog
from devlog_core.sync.exchange.report import Report


def write(desk: Desk, path: Path) -> Path:
    """Export everything into a file."""
    with path.open("w", encoding="utf-8") as out:
        export_devlog(desk.store, out)
    return path


def send(source: Desk, target: Desk, folder: Path) -> Report:
    """Export one store and import it into another."""
    return import_devlog(target, write(source, folder / "export.json"))


def contents(store: SqliteStore) -> dict[str, dict[str, Any]]:
    """Every entry by uid as its document, without what is local to a workspace."""
    with store.read() as unit:
        return {entry.uid: document(unit, entry) for entry in unit.entries.all()}


def document(unit: Unit, entry: Entry) -> dict[str, Any]:
    """The entry's document, without what is local to a workspace; links and conflicts by what they say."""
    found = Documents(unit).entry(entry)
    del found["id"]
    for link in found["links"]:
        del link["state"], link["last_synced_at"]
    found["conflicts"] = {
        conflict["field"]: sorted(repr(candidate["value"]) for candidate in conflict["candidates"])
        for conflict in found["conflicts"]
    }
    return found
