"""The 278 entries of a real project: imported, pushed, and pulled by somebody else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.desk import Desk, key_at, quiet
from tests.integration.hub import Hub, doubles

LONG = pytest.mark.long

EXPRESSED = ("title", "description", "type", "status", "priority", "labels", "assignees", "milestone")
OWN = {"id", "key", "aliases", "created_at", "updated_at", "closed_at", "links", "spent", "notes", "worklogs"}
"""What each store has of its own, what time makes, and what lies beside the entry."""


@pytest.fixture
def entries(shared: Path) -> Path:
    """The folder with the entries."""
    found = shared / "data" / "entries"
    if not found.is_dir():
        pytest.skip(f"{found} is absent")
    return found


def told(desk: Desk) -> dict[str, Any]:
    """What the installed plugin says it can and cannot carry, by field."""
    (plugin,) = [plugin for plugin in desk.do("plugins", "list") if plugin["name"] == "github"]
    return dict(plugin["capabilities"])


def notes_of(desk: Desk, ref: str) -> list[str]:
    """What the notes of an entry say."""
    return sorted(note["content"] for note in desk.show(ref)["notes"])


@pytest.mark.parametrize("count", [40, pytest.param(278, marks=LONG)])
def test_real_entries_are_the_same_to_somebody_else(
    desk: Desk, hub: Hub, make_desk: Callable[..., Desk], entries: Path, tmp_path: Path, count: int
) -> None:
    """Otherwise a field is lost or changed between two people who share one tracker."""
    some = tmp_path / "some"
    some.mkdir()
    for file in sorted(entries.glob("*.json"))[-count:]:
        shutil.copy(file, some)
    assert desk.do("import", "codervisor-json", str(some))["created"] == count
    before = {entry["uid"]: entry for entry in desk.entries()}
    archived = {uid for uid, entry in before.items() if entry["archived"]}
    for uid in archived:
        # What is put away goes nowhere by itself, but where one says so.
        desk.edit(uid, "--to", "github")
    before = {entry["uid"]: entry for entry in desk.entries()}
    run = desk.sync("--allow-create")["github"]
    assert run["status"] == "ok"
    assert run["pushed"]["created"] == len(hub.keys()) == len(before)
    assert doubles(hub) == []
    hub.clear_requests()
    hub.advance(60)
    echo = desk.sync()["github"]
    # It meets all its own writes once, in whole pages, each looked at twice at most.
    comments = sum(len(issue["notes"]) for issue in hub.all())
    assert (echo["writes"], echo["pulled"]["updated"], echo["pulled"]["created"]) == (0, 0, 0)
    assert len(hub.sent()) <= 2 * (-(-len(before) // 100) + -(-comments // 100))
    assert quiet(desk.sync()["github"])
    assert {uid: _content(entry) for uid, entry in before.items()} == {
        entry["uid"]: _content(entry) for entry in desk.entries()
    }

    hub.advance(60)
    other = make_desk("other")
    other.connect("github", hub.settings())
    hub.clear_requests()
    other.sync()
    assert hub.writes() == []
    there = {entry["uid"]: entry for entry in other.entries()}
    assert there.keys() == before.keys()
    different = {
        (there[uid]["ref"], field)
        for uid in there
        for field in EXPRESSED
        if there[uid][field] != before[uid][field]
    }
    assert different == set()
    noted = [uid for uid in there if hub.read(str(key_at(there[uid])))["comments"]]
    assert len(noted) > count / 3
    for uid in noted[::10]:
        assert notes_of(other, uid) == notes_of(desk, uid)

    # What GitHub cannot express is exactly what the plugin does not claim to carry.
    lost = {
        field
        for uid in there
        for field in before[uid].keys() - OWN
        if there[uid][field] != before[uid][field]
    }
    assert lost <= {"acceptance_criteria", "agent_context", "archived", "context", "custom", "files"}
    assert lost >= {"acceptance_criteria", "context", "custom"}
    assert lost.isdisjoint(told(desk)["fields"])
    assert quiet(other.sync()["github"])


def _content(entry: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in entry.items() if field != "links"}
