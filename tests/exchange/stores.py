"""Two or more stores that exchange exports, and what they hold, for comparing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from devlog_core.model.entry import Entry
from devlog_core.model.ids import new_uid
from devlog_core.model.link import Link, Pair
from devlog_core.model.note import Note, Worklog
from devlog_core.model.person import Person
from devlog_core.model.remote import RemoteRef, Version
from devlog_core.model.times import now
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


def full_entry(desk: Desk) -> Entry:
    """An entry with something in every field, and records of every kind."""
    with desk.store.write() as unit:
        recorder = desk.recorder(unit, None)
        unit.people.put(
            Person(id="ada", name="Ada", emails=("ada@example.org",), identities={"tracker": "al"})
        )
        parent = recorder.create({"title": "Parent"})
        values: dict[str, Any] = {
            "title": "Grüße — 🎉",
            "description": "one\ntwo",
            "type": "bugfix",
            "status": "done",
            "priority": "critical",
            "labels": ["b", "a"],
            "assignees": ["ada"],
            "milestone": "1.0",
            "parent": parent.uid,
            "dependencies": [{"kind": "blocks", "entry": parent.uid}],
            "estimate": 90,
            "due": "2026-01-02",
            "files": ["x.py"],
            "acceptance_criteria": ["c"],
            "decisions": [{"decision": "d"}],
            "risks": ["r"],
            "context": {"business": "b"},
            "agent_context": {"summary": "s", "key_insights": ["k"]},
            "archived": True,
            "custom.nested": {"a": [1, None, "x"]},
        }
        entry = recorder.create(values, aliases=("old-key",), targets=("tracker",))
        note = Note(
            uid=new_uid(), entry=entry.uid, at=now(), author="ada", content="n", files=("f",), category="idea"
        )
        entry = recorder.note(entry, note)
        gone = Note(uid=new_uid(), entry=entry.uid, at=now(), content="gone")
        entry = recorder.note(entry, gone)
        entry = recorder.note(
            entry, Note(uid=gone.uid, entry=entry.uid, at=now(), content="gone", deleted=True), gone
        )
        entry = recorder.worklog(
            entry, Worklog(uid=new_uid(), entry=entry.uid, at=now(), minutes=30, text="w")
        )
        item = RemoteRef(id="I_1", key="12", url="https://example.org/12", scope="R_1")
        unit.links.put(
            Link(
                uid=new_uid(), entry=entry.uid, integration="tracker", ref=item, marked=True,
                base={"title": Pair("secret base", "x")}, version=Version(order=1, hash="h"),
            )
        )  # fmt: skip
        commit = RemoteRef(id="c0ffee", key="c0ffee")
        unit.links.put(
            Link(
                uid=new_uid(),
                entry=entry.uid,
                integration="repo",
                kind="commit",
                ref=commit,
                data={"title": "c"},
            )
        )
        return entry
