"""Importing codervisor entries that changed since, there or here."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.entry import Entry
from devlog_core.model.errors import UsageError
from devlog_core.model.note import Note
from devlog_core.storage.unit import Unit
from devlog_core.sync.conflicts import find, resolve
from devlog_core.sync.exchange.codervisor.importing import import_codervisor
from devlog_core.sync.exchange.desk import Desk
from devlog_core.sync.exchange.report import Report
from devlog_core.sync.joining import join
from devlog_core.sync.lookup import find_entry
from tests.exchange.test_codervisor_read import GOOD

NOTE = {
    "id": "d27fc3ec-db94-4b68-94b1-ea9745c2d110",
    "timestamp": "2025-07-01T10:00:00Z",
    "category": "progress",
    "content": "one\ntwo\nthree",
}


class Source:
    """A folder of entry files, and the workspace that they are imported into."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk = desk
        self.folder = folder
        folder.mkdir()

    def write(self, name: str = "7", **changes: Any) -> None:
        data = {**GOOD, "notes": [NOTE], **changes}
        (self.folder / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")

    def load(self) -> Report:
        return import_codervisor(self.desk, self.folder)

    def entry(self, name: str = "fix-login") -> Entry:
        with self.desk.store.read() as unit:
            return find_entry(unit, name)

    def edit(self, **values: Any) -> None:
        with self.desk.store.write() as unit:
            self.desk.recorder(unit, None).change(find_entry(unit, "fix-login"), values)

    def notes(self, unit: Unit) -> list[Note]:
        return unit.notes.of(find_entry(unit, "fix-login").uid)


@pytest.fixture
def source(desk: Desk, tmp_path: Path) -> Source:
    made = Source(desk, tmp_path / "entries")
    made.write()
    assert made.load().created == 1
    return made


def test_what_changed_in_the_source_alone_is_taken(source: Source) -> None:
    """Local edits of other fields stay as they are."""
    source.edit(title="Here")
    source.write(priority="low", tags=["new"], updatedAt="2025-07-05T10:00:00Z", someField=1)
    assert source.load().updated == 1
    entry = source.entry()
    assert (entry.title, entry.value("priority"), entry.value("labels")) == ("Here", "low", ["new"])
    assert entry.custom == {"some_field": 1}
    assert source.load().unchanged == 1


def test_local_edits_outlive_an_unchanged_source(source: Source) -> None:
    """A file that did not change has nothing to say."""
    source.edit(title="Here", labels=["mine"], description="Mine.")
    assert source.load().unchanged == 1
    assert source.entry().title == "Here"


def test_texts_and_sets_edited_on_both_sides_are_merged(source: Source) -> None:
    """Two people adding two things is no conflict."""
    source.write(description="one\ntwo\nthree", tags=["a", "b"])
    source.load()
    source.edit(description="ONE\ntwo\nthree", labels=["a", "mine"])
    source.write(description="one\ntwo\nTHREE", tags=["a", "b", "c"])
    assert source.load().updated == 1
    entry = source.entry()
    assert entry.value("description") == "ONE\ntwo\nTHREE"
    assert entry.value("labels") == ["a", "c", "mine"]


def test_one_field_edited_on_both_sides_is_a_conflict(source: Source) -> None:
    """Neither edit is overwritten unseen, and the import can be repeated while it waits."""
    source.edit(title="Here")
    source.write(title="There")
    report = source.load()
    assert [odd.where for odd in report.oddities] == ["7.json: title"]
    assert source.entry().title == "Here"
    assert source.load().document() == {
        "created": 0, "updated": 0, "unchanged": 1, "rejected": 0, "oddities": [],
    }  # fmt: skip
    with source.desk.store.write() as unit:
        waiting = unit.conflicts.all()[0]
        assert [(c.place, c.value) for c in waiting.candidates] == [("local", "Here"), ("import", "There")]
        resolve(source.desk.recorder(unit, None), find(unit, waiting.id), take="import")
    assert source.entry().title == "There"
    assert source.load().unchanged == 1


def test_a_conflict_follows_the_source(source: Source) -> None:
    """The candidate is what the source says now; where it comes round, nothing is left to decide."""
    source.edit(title="Here")
    source.write(title="There")
    source.load()
    source.write(title="Elsewhere")
    source.load()
    with source.desk.store.read() as unit:
        assert [c.value for c in unit.conflicts.all()[0].candidates] == ["Here", "Elsewhere"]
    source.write(title="Here")
    source.load()
    with source.desk.store.read() as unit:
        assert unit.conflicts.all() == []
    assert source.entry().title == "Here"


def test_reopening_and_closing_carry_their_times(source: Source) -> None:
    """The time of closing is the source's, not that of the import."""
    source.write(status="in-progress", closedAt=None)
    source.load()
    assert source.entry().closed_at is None
    source.write(closedAt="2025-07-09T08:00:00Z", updatedAt="2025-07-10T08:00:00Z")
    source.load()
    closed = source.entry().closed_at
    assert closed is not None
    assert closed.isoformat() == "2025-07-09T08:00:00+00:00"


def test_notes_are_added_edited_and_deleted_with_the_source(source: Source) -> None:
    """A note is followed by its id."""
    uid, at = "cc0d458c-b6d0-49af-9fb8-e93a1cdf14af", "2025-07-01T11:00:00Z"
    second = {**NOTE, "id": uid, "timestamp": at, "content": "second"}
    source.write(notes=[{**NOTE, "content": "one\ntwo\nTHREE"}, second])
    assert source.load().updated == 1
    with source.desk.store.read() as unit:
        assert [note.content for note in source.notes(unit)] == ["one\ntwo\nTHREE", "second"]
    source.write(notes=[second])
    source.load()
    with source.desk.store.read() as unit:
        assert [note.content for note in source.notes(unit)] == ["second"]


def test_a_note_edited_on_both_sides_keeps_our_text_and_is_named_each_time(source: Source) -> None:
    """Until somebody makes the two agree, the difference must not fall silent."""
    with source.desk.store.write() as unit:
        entry = find_entry(unit, "fix-login")
        note = unit.notes.of(entry.uid)[0]
        edited = Note(uid=note.uid, entry=note.entry, at=note.at, content="ours")
        source.desk.recorder(unit, None).note(entry, edited, note)
    source.write(notes=[{**NOTE, "content": "theirs"}])
    for _ in range(2):
        assert [odd.where for odd in source.load().oddities] == ["7.json: notes"]
    with source.desk.store.read() as unit:
        assert source.notes(unit)[0].content == "ours"
    source.write(notes=[])
    assert [odd.where for odd in source.load().oddities] == ["7.json: notes"]
    with source.desk.store.read() as unit:
        assert source.notes(unit)[0].content == "ours"


def test_relations_find_entries_of_this_and_of_earlier_imports(source: Source) -> None:
    """An id in the source means the entry that it was there, whatever its number here."""
    source.write("8", id=8, key="eight", notes=[], relatedDevlogs=["7", "fix-login", "nobody"])
    told = {"id": "x", "type": "blocked-by", "targetDevlogId": 8, "description": "first"}
    source.write("9", id=9, key="nine", notes=[], context={"dependencies": [told]})
    report = source.load()
    assert [odd.where for odd in report.oddities] == ["8.json: relatedDevlogs[2]"]
    eight, nine = source.entry("eight"), source.entry("nine")
    assert eight.value("dependencies") == [{"kind": "related-to", "entry": source.entry().uid}]
    assert eight.custom["relations"] == ["nobody"]
    assert nine.value("dependencies") == [{"kind": "blocked-by", "entry": eight.uid}]
    assert nine.custom["relations"] == [told]
    alone = import_codervisor(source.desk, source.folder / "8.json")
    assert alone.unchanged == 1


def test_assignees_become_people(source: Source) -> None:
    """The same name is the same person in every entry."""
    source.write(assignee="Grace Hopper")
    source.write("8", id=8, key="eight", notes=[], assignee="grace hopper")
    source.load()
    assert source.entry().value("assignees") == source.entry("eight").value("assignees") == ["grace-hopper"]


def test_a_note_id_used_in_two_entries_is_two_notes(source: Source) -> None:
    """A copied file must not take the notes away from the entry that it was copied from."""
    source.write("8", id=8, key="eight")
    assert any("belongs to a note of another" in odd.what for odd in source.load().oddities)
    with source.desk.store.read() as unit:
        first, second = find_entry(unit, "fix-login"), find_entry(unit, "eight")
        assert len(unit.notes.of(first.uid)) == len(unit.notes.of(second.uid)) == 1
        own = unit.notes.of(second.uid)[0]
        assert second.custom["note_details"][own.uid]["id"] == NOTE["id"]
    assert source.load().unchanged == 2


def test_doubled_ids_and_files_are_named(source: Source) -> None:
    """Two entries of one number are two entries; two files of one entry are not."""
    source.write("7-copy")
    source.write("other", createdAt="2020-01-01T00:00:00Z", notes=[], title="Other")
    report = source.load()
    assert (report.created, report.unchanged, report.rejected) == (1, 1, 1)
    told = " ".join(odd.what for odd in report.oddities)
    assert "the same entry as 7-copy.json" in told
    assert "'7' names another entry too" in told


def test_an_entry_joined_into_another_does_not_come_back(source: Source) -> None:
    """Joining two entries is a decision that an old file must not undo."""
    with source.desk.store.write() as unit:
        recorder = source.desk.recorder(unit, None)
        join(recorder, recorder.create({"title": "Kept"}), find_entry(unit, "fix-login"))
    source.write(title="Changed there")
    report = source.load()
    assert (report.unchanged, report.created) == (1, 0)
    assert "joined" in report.oddities[0].what


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ('{"id": 7,', "bad.json:1:10", "not whole JSON"),
        ('{"id": 7, "id": 8}', "bad.json", "id twice"),
        ('{"id": NaN}', "bad.json", "NaN"),
        ('{"id": 1, "title": "\\ud800"}', "bad.json", "surrogate"),
        ("[" * 100_000, "bad.json", "nested too deep"),
        ("[]", "bad.json", "expected an object"),
        ("", "bad.json:1:1", "not whole JSON"),
    ],
)
def test_a_bad_file_is_set_aside_by_itself(source: Source, text: str, where: str, what: str) -> None:
    """It is named with its place; the others come in."""
    (source.folder / "bad.json").write_text(text, encoding="utf-8")
    report = source.load()
    assert (report.unchanged, report.rejected) == (1, 1)
    assert report.oddities[0].where == where
    assert what in report.oddities[0].what


def test_a_file_of_another_encoding_is_named_by_its_line(source: Source) -> None:
    """The byte is what somebody must look for."""
    (source.folder / "bad.json").write_bytes(b'{"id": 7,\n"title": "caf\xe9"}')
    assert source.load().oddities[0].where == "bad.json:2"


def test_a_byte_order_mark_is_no_fault(source: Source) -> None:
    """Some editors write one."""
    text = (source.folder / "7.json").read_text(encoding="utf-8")
    (source.folder / "7.json").write_text(text, encoding="utf-8-sig")
    assert source.load().unchanged == 1


def test_a_folder_without_entries_is_a_usage_error(desk: Desk, tmp_path: Path) -> None:
    """A wrong path must not look like an empty import."""
    with pytest.raises(UsageError, match="holds no"):
        import_codervisor(desk, tmp_path)
    with pytest.raises(UsageError, match="does not exist"):
        import_codervisor(desk, tmp_path / "nowhere")


def test_old_numbers_stand_back_behind_numbers_given_here(
    make_desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    """`7` must go on meaning what it meant in this workspace."""
    desk = make_desk("busy")
    with desk.store.write() as unit:
        recorder = desk.recorder(unit, None)
        for number in range(7):
            recorder.create({"title": f"Own {number}"})
    made = Source(desk, tmp_path / "other")
    made.write()
    made.load()
    assert made.entry("7").title == "Own 6"
    assert made.entry("codervisor-7").title == "Fix the login"
    assert made.entry().id == 8
