"""A store written out and taken in by another one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from devlog_core.model.entry import Entry
from devlog_core.model.ids import new_uid
from devlog_core.model.link import Link
from devlog_core.model.person import Person
from devlog_core.model.remote import RemoteRef
from devlog_core.storage.unit import Unit
from devlog_core.sync.exchange.codervisor.importing import import_codervisor
from devlog_core.sync.exchange.desk import Desk
from tests.exchange.stores import contents, full_entry, send, write

MakeDesk = Callable[[str], Desk]


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
        item = unit.links.item(entry.uid, "tracker")
        assert item is not None
        assert (item.ref.id, item.state) == ("I_1", "pending")
        assert (item.base, item.version, item.marked, item.ref.scope) == (None, None, True, "R_1")
        commit = unit.links.thing("repo", "commit", "c0ffee", entry.uid)
        assert commit is not None
        assert commit.state == "linked"
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
