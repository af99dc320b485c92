"""A store written out and taken in by another one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.entry import Entry
from devlog_core.model.errors import UsageError
from devlog_core.model.ids import new_uid
from devlog_core.model.link import Link, Pair
from devlog_core.model.note import Note, Worklog
from devlog_core.model.person import Person
from devlog_core.model.remote import RemoteRef, Version
from devlog_core.model.times import now
from devlog_core.storage.unit import Unit
from devlog_core.sync.exchange.codervisor.importing import import_codervisor
from devlog_core.sync.exchange.desk import Desk
from devlog_core.sync.exchange.devlog.importing import import_devlog
from tests.exchange.stores import contents, send, write

MakeDesk = Callable[[str], Desk]


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


def test_a_fresh_store_becomes_equal_field_by_field(make_desk: MakeDesk, tmp_path: Path) -> None:
    """Whoever moves must find everything where it was."""
    here, there = make_desk("here"), make_desk("there")
    full_entry(here)
    report = send(here, there, tmp_path)
    assert (report.created, report.rejected, report.oddities) == (2, 0, [])
    assert contents(there.store) == contents(here.store)
    with here.store.read() as one, there.store.read() as other:
        assert list(one.people.all()) == list(other.people.all())
        assert [e.id for e in one.entries.all()] == [e.id for e in other.entries.all()]
        deleted = [n.uid for e in one.entries.all() for n in one.notes.of(e.uid, deleted=True) if n.deleted]
        assert [
            n.uid for e in other.entries.all() for n in other.notes.of(e.uid, deleted=True) if n.deleted
        ] == deleted


def test_the_real_entries_survive_the_round_trip(
    make_desk: MakeDesk, tmp_path: Path, real_entries: Path
) -> None:
    """278 entries of real work are the test that no invented one replaces."""
    here, there = make_desk("here"), make_desk("there")
    import_codervisor(here, real_entries)
    assert send(here, there, tmp_path).created == 278
    assert contents(there.store) == contents(here.store)
    assert send(here, there, tmp_path).unchanged == 278


def test_import_twice_changes_nothing(make_desk: MakeDesk, tmp_path: Path) -> None:
    """Not the journal either, which others read."""
    here, there = make_desk("here"), make_desk("there")
    full_entry(here)
    send(here, there, tmp_path)
    with there.store.read() as unit:
        before = (unit.changes.latest(), list(unit.entries.all()))
    assert send(here, there, tmp_path).unchanged == 2
    assert send(there, here, tmp_path).unchanged == 2
    with there.store.read() as unit:
        assert (unit.changes.latest(), list(unit.entries.all())) == before


def test_the_same_store_gives_the_same_text(make_desk: MakeDesk, tmp_path: Path) -> None:
    """An export in version control shows only what changed."""
    here = make_desk("here")
    full_entry(here)
    first, second = write(here, tmp_path / "1"), write(here, tmp_path / "2")
    assert first.read_bytes() == second.read_bytes()
    data = json.loads(first.read_text(encoding="utf-8"))
    assert (data["format"], data["version"]) == ("devlog", 1)
    assert [entry["id"] for entry in data["entries"]] == [1, 2]


def test_bases_and_secrets_stay(make_desk: MakeDesk, tmp_path: Path) -> None:
    """What was last in step with a place is the knowledge of one store alone."""
    here = make_desk("here")
    full_entry(here)
    assert "secret base" not in write(here, tmp_path / "export.json").read_text(encoding="utf-8")


def test_links_arrive_unread(make_desk: MakeDesk, tmp_path: Path) -> None:
    """The next sync reads the item; a commit needs no reading."""
    here, there = make_desk("here"), make_desk("there")
    entry = full_entry(here)
    send(here, there, tmp_path)
    with there.store.read() as unit:
        assert [link.ref.id for link in unit.links.pending("tracker")] == ["I_1"]
        item = unit.links.item(entry.uid, "tracker")
        assert item is not None
        assert (item.base, item.version, item.marked, item.ref.scope) == (None, None, True, "R_1")
        assert unit.links.things("repo", "commit", "c0ffee")[0].state == "linked"
        found = unit.entries.get(entry.uid)
        assert found is not None
        assert found.imported


def test_a_parted_item_is_not_tied_again(make_desk: MakeDesk, tmp_path: Path) -> None:
    """Unlinking is a decision of this workspace."""
    here, there = make_desk("here"), make_desk("there")
    entry = full_entry(here)
    send(here, there, tmp_path)
    with there.store.write() as unit:
        link = unit.links.item(entry.uid, "tracker")
        assert link is not None
        unit.links.delete(link)
        unit.links.remember_unlinked("tracker", entry.uid, link.ref.id)
    send(here, there, tmp_path)
    with there.store.read() as unit:
        assert unit.links.item(entry.uid, "tracker") is None


def test_a_taken_item_is_named(make_desk: MakeDesk, tmp_path: Path) -> None:
    """One remote item is at most one entry."""
    here, there = make_desk("here"), make_desk("there")
    entry = full_entry(here)
    with there.store.write() as unit:
        other = there.recorder(unit, None).create({"title": "Other"})
        ref = RemoteRef(id="I_1", key="12")
        unit.links.put(Link(uid=new_uid(), entry=other.uid, integration="tracker", ref=ref))
    report = send(here, there, tmp_path)
    assert [f"devlog merge {entry.ref} {other.ref}" in odd.what for odd in report.oddities] == [True]


def test_numbers_of_a_busy_workspace_stay(make_desk: MakeDesk, tmp_path: Path) -> None:
    """A number means what it meant here; an old one is an alias where nobody else has it."""
    here, there = make_desk("here"), make_desk("there")
    full_entry(here)
    with here.store.write() as unit:
        last = here.recorder(unit, None).create({"title": "Third"})
    with there.store.write() as unit:
        own = there.recorder(unit, None).create({"title": "Own"})
    send(here, there, tmp_path)
    with there.store.read() as unit:
        assert unit.entries.by_id(own.id) == unit.entries.get(own.uid)
        assert sorted(entry.id for entry in unit.entries.all()) == [1, 2, 3, 4]
        assert [entry.aliases for entry in unit.entries.by_name("3")] in ([], [("3",)])
        found = unit.entries.get(last.uid)
        assert found is not None
        assert "1" not in found.aliases


@pytest.mark.parametrize("indent", [None, 2])
def test_another_layout_is_read_as_well(make_desk: MakeDesk, tmp_path: Path, indent: int | None) -> None:
    """Somebody may have passed the document through another tool."""
    here, there = make_desk("here"), make_desk("there")
    full_entry(here)
    path = write(here, tmp_path / "export.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(data, indent=indent), encoding="utf-8")
    assert import_devlog(there, path).created == 2
    assert contents(there.store) == contents(here.store)


def test_a_cut_file_gives_what_is_whole(make_desk: MakeDesk, tmp_path: Path) -> None:
    """One half record is set aside and named with its line."""
    here, there = make_desk("here"), make_desk("there")
    full_entry(here)
    path = write(here, tmp_path / "export.json")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:2]) + lines[2][:200], encoding="utf-8")
    report = import_devlog(there, path)
    assert (report.created, report.rejected) == (1, 2)
    assert [odd.where for odd in report.oddities] == ["export.json:3", "export.json:3"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda e: e["values"].update(title=3), "title: expected a text"),
        (lambda e: e["values"].update(status="odd"), "status: expected one of"),
        (lambda e: e["values"].update(nonsense=1), "nonsense: no field"),
        (lambda e: e["stamps"].update(nonsense={"vector": {}}), "nonsense: no field"),
        (lambda e: e.update(extra=1), "extra"),
        (lambda e: e.update(created_at="today"), "created_at"),
        (lambda e: e.update(uid="x"), "uid"),
        (lambda e: e["notes"][0].update(category="odd"), "notes.0.category"),
        (lambda e: e.pop("vector"), "vector"),
    ],
)
def test_a_bad_record_is_set_aside_whole(
    make_desk: MakeDesk, tmp_path: Path, change: Callable[[Any], Any], what: str
) -> None:
    """Nothing of it is applied, and the others come in."""
    here, there = make_desk("here"), make_desk("there")
    entry = full_entry(here)
    path = write(here, tmp_path / "export.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    change(next(record for record in data["entries"] if record["uid"] == entry.uid))
    path.write_text(json.dumps(data), encoding="utf-8")
    report = import_devlog(there, path)
    assert (report.created, report.rejected) == (1, 1)
    assert what in report.oddities[0].what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"format":"other","entries":[]}', "no export of devlog"),
        ('{"format":"devlog","version":2,"entries":[]}', "upgrade devlog"),
        ("[]", None),
        ('{"format":"devlog","vers', None),
        ("", None),
    ],
)
def test_what_is_no_export_is_refused(desk: Desk, tmp_path: Path, text: str, what: str | None) -> None:
    """Half an export or another program's file must not look like an empty import."""
    path = tmp_path / "file.json"
    path.write_text(text, encoding="utf-8")
    if what is None:
        report = import_devlog(desk, path)
        assert report.rejected == 1
        assert report.oddities[0].where.startswith("file.json")
    else:
        with pytest.raises(UsageError, match=what):
            import_devlog(desk, path)
    with pytest.raises(UsageError, match="cannot be read"):
        import_devlog(desk, tmp_path / "nowhere.json")


def test_people_are_joined_by_id(make_desk: MakeDesk, tmp_path: Path) -> None:
    """What this store says of somebody stays; what it does not know is added."""
    here, there = make_desk("here"), make_desk("there")
    full_entry(here)
    with there.store.write() as unit:
        unit.people.put(Person(id="ada", name="Ada L.", identities={"other": "x"}))
    report = send(here, there, tmp_path)
    assert [odd.what for odd in report.oddities] == ["the name of ada stays as it is here"]
    with there.store.read() as unit:
        assert unit.people.all() == [
            Person(
                id="ada",
                name="Ada L.",
                emails=("ada@example.org",),
                identities={"other": "x", "tracker": "al"},
            )
        ]


def test_an_entry_joined_elsewhere_is_named(make_desk: MakeDesk, tmp_path: Path) -> None:
    """Two entries that are one in the other store stay two here until somebody says so."""
    from devlog_core.sync.joining import join

    here, there = make_desk("here"), make_desk("there")
    with here.store.write() as unit:
        recorder = here.recorder(unit, None)
        kept, lost = recorder.create({"title": "Kept"}), recorder.create({"title": "Lost"})
    send(here, there, tmp_path)
    with here.store.write() as unit:
        join(here.recorder(unit, None), _get(unit, kept), _get(unit, lost))
    with there.store.write() as unit:
        there.recorder(unit, None).change(_get(unit, lost), {"priority": "high"})
    assert send(there, here, tmp_path).oddities[0].what.startswith("was joined into")
    assert send(here, there, tmp_path).rejected == 0


def _get(unit: Unit, entry: Entry) -> Entry:
    found = unit.entries.get(entry.uid)
    assert found is not None
    return found
