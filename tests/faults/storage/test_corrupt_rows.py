"""One record that cannot be read: the rest works, it is named, and mending loses and doubles nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from devlog_core.testing.ended import Ended
from tests.faults.storage.people import add_person
from tests.integration.agree import disagreements
from tests.integration.desk import Desk
from tests.integration.hub import Hub, doubles, shown

OF_TWO = "(SELECT uid FROM entries WHERE title = 'two')"
SAFE = {
    "entry content": "UPDATE entries SET content = substr(content, 1, 20) WHERE title = 'two'",
    "entry content of bytes": "UPDATE entries SET content = x'00ff' WHERE title = 'two'",
    "entry content that is no text": "UPDATE entries SET content = CAST(x'7b227469746c65223a2274ff227d'"
    " AS TEXT) WHERE title = 'two'",
    "entry content of another kind": "UPDATE entries SET content = '[1]' WHERE title = 'two'",
    "entry status": "UPDATE entries SET content = replace(content, '\"in-progress\"', '\"who-knows\"'),"
    " status = 'who-knows' WHERE title = 'two'",
    "entry time": "UPDATE entries SET updated_at = 'yesterday' WHERE title = 'two'",
    "entry time out of range": "UPDATE entries SET created_at = 9000000000000000000 WHERE title = 'two'",
    "entry aliases": "UPDATE entries SET aliases = '{' WHERE title = 'two'",
    "entry vector": "UPDATE entries SET vector = 'x' WHERE title = 'two'",
    "entry targets": "UPDATE entries SET targets = '' WHERE title = 'two'",
    "link base": f"UPDATE links SET base = '{{\"title\": [1' WHERE entry = {OF_TWO}",
    "link base of another kind": f"UPDATE links SET base = '{{\"title\": 7}}' WHERE entry = {OF_TWO}",
    "link data": f"UPDATE links SET data = 'x' WHERE entry = {OF_TWO}",
    "link state": f"UPDATE links SET state = 'lost' WHERE entry = {OF_TWO}",
    "link time": f"UPDATE links SET last_synced_at = 'x' WHERE entry = {OF_TWO}",
    "link version": f"UPDATE links SET version_order = 'x' WHERE entry = {OF_TWO}",
    "note files": f"UPDATE notes SET files = '[' WHERE entry = {OF_TWO}",
    "note time": f"UPDATE notes SET at = 'x' WHERE entry = {OF_TWO}",
    "note content": f"UPDATE notes SET content = x'ff' WHERE entry = {OF_TWO}",
    "comment of no note": f"DELETE FROM notes WHERE entry = {OF_TWO}",
    "note of no entry": f"UPDATE notes SET entry = 'nobody' WHERE entry = {OF_TWO}",
    "conflict candidates": "UPDATE conflicts SET candidates = '[{' WHERE field = 'title'",
    "conflict base": "UPDATE conflicts SET base = 'x' WHERE field = 'title'",
    "conflict time": "UPDATE conflicts SET since = 'x' WHERE field = 'title'",
    "conflict of no entry": "UPDATE conflicts SET entry = 'nobody' WHERE field = 'title'",
    "outbox state": "UPDATE outbox SET state = 'x'",
    "outbox aside": "UPDATE outbox SET aside = '{'",
    "outbox time": "UPDATE outbox SET next_at = 'soon'",
    "outbox row of no entry": "INSERT INTO outbox SELECT workspace, 99, 'nobody', integration, 1, 'pending',"
    " 0, NULL, NULL, '{}' FROM outbox LIMIT 1",
    "outbox row of no integration": "INSERT INTO outbox SELECT workspace, 99, entry, 'removed', 1, 'pending',"
    " 0, NULL, NULL, '{}' FROM outbox LIMIT 1",
    "change value": f"UPDATE changes SET new_value = '{{' WHERE entry = {OF_TWO} AND field = 'status'",
    "change time": f"UPDATE changes SET at = 'x' WHERE entry = {OF_TWO} AND field = 'status'",
    "person identities": "UPDATE people SET identities = '{' WHERE id = 'alice'",
    "person e-mail": "UPDATE people SET emails = '7' WHERE id = 'alice'",
    "cursor": "UPDATE state SET value = '{' WHERE name = 'cursor:delta'",
    "time of reading": "UPDATE state SET value = '\"noon\"' WHERE name = 'as_of'",
    "run": "UPDATE runs SET document = '{'",
    "intent draft": "UPDATE intents SET draft = '{'",
    "intent time": "UPDATE intents SET tried_at = 'x'",
    "replacement": "UPDATE replacements SET old_value = '['",
    "counter behind": "UPDATE counters SET value = 1 WHERE name IN ('entry', 'change', 'outbox')",
    "counter of another kind": "UPDATE counters SET value = 'many' WHERE name = 'generation'",
    "link of no entry": "UPDATE links SET entry = 'nobody', item_entry = 'nobody'"
    " WHERE entry = (SELECT uid FROM entries WHERE title = 'one')",
}
FAST = ("entry content", "link base", "conflict candidates", "outbox aside", "cursor", "person identities")
"""What is tried at every change; all others take longer together than one likes to wait."""

WHOLE = {"cursor", "time of reading", "counter of another kind", "counter behind"} | {
    name for name in SAFE if name.startswith("conflict")
}
"""What concerns the other entries of the story, or all that is read of the place."""
FIRST = ("conflict of no entry",)
"""What nothing can show but the doctor: it is asked before the next sync."""
CURE = "devlog doctor --fix"

UNSAFE = {
    "scope": ("UPDATE state SET value = '{' WHERE name = 'scope'", "devlog integrations rescope github"),
    "entry without journal": (
        f"DELETE FROM changes WHERE entry = {OF_TWO};UPDATE entries SET content = '{{' WHERE title = 'two'",
        "put a copy of the store in its place",
    ),
}


def in_the_middle(desk: Desk, hub: Hub) -> None:
    """Issues and entries in step, a comment on both sides, a conflict, a row that waits, a create begun."""
    hub.seed(
        [
            {"title": "one", "comments": ["from there"], "assignees": ["alice"]},
            {"title": "three"},
        ]
    )
    here(desk, "sync")
    ref = desk.new("two", "-d", "text\nof two")["ref"]
    desk.edit(ref, "--status", "in-progress", "--add-label", "ui")
    desk.do("note", ref, "from here")
    hub.advance(60)
    here(desk, "sync")
    three = desk.of("2")
    hub.advance(60)
    hub.edit("2", {"title": "three, said there"}, by="alice")
    desk.edit(three, "--title", "three, said here")
    here(desk, "sync", code=4)
    desk.edit(ref, "--priority", "high")
    begun = desk.new("begun")
    with closing(sqlite3.connect(desk.inner / "devlog.db")) as store, store:
        store.execute(
            "INSERT INTO intents SELECT workspace, uid, 'github', 'item', NULL, '{}' FROM entries"
            " WHERE title = ?",
            (begun["title"],),
        )
    add_person(desk, "zoe")


def here(desk: Desk, *arguments: str, code: int | None = 0) -> Ended:
    """A command without a process of its own, which ends as told, or in any orderly way."""
    done = desk.here(*arguments)
    assert done.code in ((0, 1, 3, 4) if code is None else (code,)), str(done)
    assert "Traceback" not in done.err, str(done)
    assert "a defect in devlog" not in done.err, str(done)
    return done


def damage(desk: Desk, script: str) -> None:
    """Change rows as no devlog would."""
    with closing(sqlite3.connect(desk.inner / "devlog.db")) as store:
        before = store.total_changes
        store.executescript(script)
        assert store.total_changes > before, "nothing was damaged"
        store.commit()


def held(hub: Hub) -> dict[str, Any]:
    """What people see there."""
    return {issue["title"]: issue for issue in hub.all()}


def settle(desk: Desk, hub: Hub) -> None:
    """Sync until nothing is left to do, and decide what waits for a decision."""
    for _ in range(4):
        hub.advance(60)
        here(desk, "sync", code=None)
        for conflict in desk.do("conflicts"):
            take = "github" if conflict["field"] == "title" else "local"
            here(desk, "conflicts", "resolve", conflict["id"], "--take", take)
    hub.advance(60)
    here(desk, "sync")
    hub.clear_requests()
    here(desk, "sync")
    assert hub.writes() == []


def errors(done: Ended) -> list[dict[str, str]]:
    return [found for found in done.json if found["status"] == "error"]


@pytest.mark.parametrize(
    "what", [pytest.param(what, marks=() if what in FAST else pytest.mark.long) for what in SAFE]
)
def test_a_record_that_cannot_be_read(desk: Desk, hub: Hub, what: str) -> None:
    """Otherwise one bad sector takes the whole workspace, or mending it costs somebody's words."""
    in_the_middle(desk, hub)
    damage(desk, SAFE[what])
    hub.advance(60)
    for number in (1, 2):
        hub.edit(str(number), {"body": f"text of a person on {number}"}, by="alice")

    listed = here(desk, "list", "--all")
    assert len(listed.json) >= 3
    here(desk, "status")
    saved = here(desk, "export", "devlog")
    assert len(saved.json["entries"]) == len(listed.json)
    if what in FIRST:
        here(desk, "doctor", "--fix")
    synced = here(desk, "sync", code=None)
    if what not in WHOLE:
        # Nothing is wrong with the other entries: they take what was changed there.
        assert "text of a person on 2" in {entry["description"] for entry in desk.entries()}
    bad = [found for found in here(desk, "doctor", code=None).json if found["cure"] == CURE]
    # A sync writes some records anew by itself; any other is named.
    assert bad or synced.code in (0, 4) or what in WHOLE, str(synced)
    fixed = here(desk, "doctor", "--fix")
    assert not bad or "is kept in" in fixed.out
    assert errors(here(desk, "doctor")) == []
    settle(desk, hub)

    there = held(hub)
    assert sorted(there) == ["begun", "one", "three, said there", "two"]
    assert disagreements(desk, hub) == []
    assert doubles(hub) == []
    assert len(desk.entries()) == 4
    assert there["one"]["description"] == "text of a person on 1"
    assert there["one"]["assignees"] == ["alice"]
    assert there["one"]["notes"] == ["from there"]
    assert there["two"]["notes"] == ["from here"]
    two = there["two"]
    assert (two["description"], two["status"], two["priority"], two["labels"]) == (
        "text\nof two",
        "in-progress",
        "high",
        ["ui"],
    )
    assert [entry["assignees"][0]["id"] for entry in desk.entries() if entry["assignees"]] == ["alice"]
    assert desk.new("after all of it")["id"] > max(entry["id"] for entry in desk.entries()) - 1


@pytest.mark.parametrize("what", UNSAFE)
def test_what_is_not_safe_to_mend_is_left(desk: Desk, hub: Hub, what: str) -> None:
    """Otherwise --fix guesses, and a guess is a loss that nobody sees."""
    in_the_middle(desk, hub)
    script, cure = UNSAFE[what]
    damage(desk, script)
    for _ in range(2):
        (left,) = errors(here(desk, "doctor", "--fix", code=1))
        assert left["cure"].startswith(cure)
        assert len(here(desk, "list", "--all").json) >= 3
        here(desk, "sync", code=1)
    assert shown(hub.read("1"))["title"] == "one"


def test_a_bad_record_is_named_once(desk: Desk, hub: Hub) -> None:
    """Otherwise nobody learns of it, or nobody can read anything else for it."""
    in_the_middle(desk, hub)
    damage(desk, SAFE["entry content"])
    listed = desk.here("list", "--all")
    assert listed.err.count("cannot be read") == 1
    assert "`devlog doctor`" in listed.err
    hub.advance(60)
    hub.edit("3", {"body": hub.read("3")["body"] + "\n\nmore"}, by="alice")
    (run,) = here(desk, "sync", code=1).json["runs"]
    assert run["status"] == "partial"
    assert [error["kind"] for error in run["errors"]] == ["rejected"] * len(run["errors"])
    assert "devlog doctor --fix" in run["errors"][0]["message"]


def test_what_was_taken_out_can_be_looked_at(desk: Desk, hub: Hub) -> None:
    """Otherwise mending destroys the only evidence."""
    in_the_middle(desk, hub)
    damage(desk, SAFE["link base"])
    here(desk, "doctor", "--fix")
    (kept,) = (desk.inner / "quarantine").glob("*.jsonl")
    assert '{\\"title\\": [1' in kept.read_text(encoding="utf-8")
    assert "quarantine/" in (desk.inner / ".gitignore").read_text(encoding="utf-8")
