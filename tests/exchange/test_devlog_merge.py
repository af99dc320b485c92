"""Two stores that edited the same entries and exchange their exports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.entry import Entry
from devlog_core.model.ids import new_uid
from devlog_core.model.note import Note, Worklog
from devlog_core.model.times import now, parse_time
from devlog_core.storage.unit import Unit
from devlog_core.sync.conflicts import resolve
from devlog_core.sync.exchange.desk import Desk
from devlog_core.sync.exchange.devlog.importing import import_devlog
from devlog_core.sync.exchange.report import Report
from tests.exchange.stores import contents, send, write


class Pair:
    """Two stores with one entry in common."""

    def __init__(self, here: Desk, there: Desk, folder: Path) -> None:
        self.here, self.there, self.folder = here, there, folder
        with here.store.write() as unit:
            self.uid = (
                here.recorder(unit, None).create({"title": "First", "description": "one\ntwo\nthree"}).uid
            )
        self.out()

    def out(self) -> Report:
        return send(self.here, self.there, self.folder)

    def back(self) -> Report:
        return send(self.there, self.here, self.folder)

    def exchange(self) -> None:
        for _ in range(2):
            self.out()
            self.back()
        assert contents(self.here.store) == contents(self.there.store)

    def entry(self, desk: Desk) -> Entry:
        with desk.store.read() as unit:
            return self._entry(unit)

    def _entry(self, unit: Unit) -> Entry:
        found = unit.entries.get(self.uid)
        assert found is not None
        return found

    def edit(self, desk: Desk, **values: Any) -> None:
        with desk.store.write() as unit:
            desk.recorder(unit, None).change(self._entry(unit), values)

    def note(self, desk: Desk, content: str, known: Note | None = None, **more: Any) -> Note:
        with desk.store.write() as unit:
            uid, at = (known.uid, known.at) if known else (new_uid(), now())
            edited = now() if known else None
            note = Note(
                **{"uid": uid, "entry": self.uid, "at": at, "edited_at": edited, "content": content, **more}
            )
            desk.recorder(unit, None).note(self._entry(unit), note, known)
            return note

    def notes(self, desk: Desk) -> list[str]:
        with desk.store.read() as unit:
            return [note.content for note in unit.notes.of(self.uid)]

    def candidates(self, desk: Desk, field: str) -> dict[str, Any]:
        with desk.store.read() as unit:
            found = unit.conflicts.of(self.uid).get(field)
            return {c.place: c.value for c in found.candidates} if found else {}

    def take(self, desk: Desk, place: str) -> None:
        with desk.store.write() as unit:
            conflict = unit.conflicts.all()[0]
            resolve(desk.recorder(unit, None), conflict, take=place)


@pytest.fixture
def pair(make_desk: Callable[[str], Desk], tmp_path: Path) -> Pair:
    return Pair(make_desk("here"), make_desk("there"), tmp_path)


def test_what_happened_after_is_applied(pair: Pair) -> None:
    """An edit of the copy comes back without asking."""
    pair.edit(pair.there, title="Second", status="done", labels=["a"])
    assert pair.back().updated == 1
    assert pair.entry(pair.here).title == "Second"
    pair.exchange()
    assert pair.entry(pair.here).closed_at == pair.entry(pair.there).closed_at


def test_an_old_export_changes_nothing(pair: Pair) -> None:
    """A file that lay about must not undo newer work."""
    old = write(pair.there, pair.folder / "old.json")
    pair.edit(pair.there, title="Second")
    pair.back()
    assert import_devlog(pair.here, old).unchanged == 1
    assert pair.entry(pair.here).title == "Second"


def test_edits_of_different_fields_are_joined(pair: Pair) -> None:
    """Also those of lists, of lines of a text and of parts of a map."""
    pair.edit(pair.here, title="Here", labels=["a"], description="ONE\ntwo\nthree", context={"business": "b"})
    pair.edit(
        pair.there, priority="high", labels=["b"], description="one\ntwo\nTHREE", context={"technical": "t"}
    )
    pair.exchange()
    entry = pair.entry(pair.here)
    assert (entry.title, entry.value("priority")) == ("Here", "high")
    assert entry.value("labels") == ["a", "b"]
    assert entry.value("description") == "ONE\ntwo\nTHREE"
    assert entry.value("context") == {"business": "b", "technical": "t"}
    with pair.here.store.read() as unit:
        assert unit.conflicts.count() == 0


def test_removing_a_label_wins_over_having_it(pair: Pair) -> None:
    """Also after both stores have merged once, when neither state is the other's ancestor."""
    pair.edit(pair.here, labels=["x", "a"])
    pair.edit(pair.there, labels=["x", "b"])
    old = write(pair.there, pair.folder / "old.json")
    pair.out()
    import_devlog(pair.here, old)
    pair.edit(pair.here, labels=["b", "x"])
    pair.exchange()
    assert pair.entry(pair.there).value("labels") == ["b", "x"]


def test_one_field_edited_at_both_is_a_conflict_at_both(pair: Pair) -> None:
    """Each store keeps its own value and shows the other's."""
    pair.edit(pair.here, title="Here")
    pair.edit(pair.there, title="There")
    report = pair.out()
    assert [odd.where.rpartition(": ")[2] for odd in report.oddities] == ["title"]
    pair.back()
    assert pair.candidates(pair.here, "title") == {"local": "Here", "import": "There"}
    assert pair.candidates(pair.there, "title") == {"local": "There", "import": "Here"}
    assert (pair.out().unchanged, pair.back().unchanged) == (1, 1)


@pytest.mark.parametrize("place", ["local", "import"])
def test_a_decision_travels(pair: Pair, place: str) -> None:
    """What was decided in one store need not be decided in the other."""
    pair.edit(pair.here, title="Here")
    pair.edit(pair.there, title="There")
    pair.out()
    pair.back()
    pair.take(pair.here, place)
    pair.exchange()
    assert pair.entry(pair.there).title == ("Here" if place == "local" else "There")
    assert pair.candidates(pair.there, "title") == pair.candidates(pair.here, "title") == {}


def test_two_decisions_that_differ_are_a_conflict_again(pair: Pair) -> None:
    """Neither person's decision is dropped."""
    pair.edit(pair.here, title="Here")
    pair.edit(pair.there, title="There")
    pair.out()
    pair.back()
    pair.take(pair.here, "local")
    pair.take(pair.there, "local")
    pair.out()
    pair.back()
    assert set(pair.candidates(pair.here, "title").values()) == {"Here", "There"}
    pair.take(pair.here, "import")
    pair.exchange()
    assert pair.entry(pair.here).title == "There"


def test_a_value_set_here_while_it_waits_is_the_new_candidate(pair: Pair) -> None:
    """Working on does not decide what somebody else wrote."""
    pair.edit(pair.here, title="Here")
    pair.edit(pair.there, title="There")
    pair.out()
    pair.edit(pair.there, title="There again")
    pair.back()
    assert pair.candidates(pair.here, "title") == {"local": "Here", "import": "There again"}
    pair.edit(pair.there, title="Here")
    pair.exchange()
    assert pair.candidates(pair.here, "title") == {}


def test_notes_are_joined_edited_and_deleted(pair: Pair) -> None:
    """A note is the same in all stores by its uid."""
    first = pair.note(pair.here, "one\ntwo\nthree")
    second = pair.note(pair.there, "second")
    pair.exchange()
    pair.note(pair.here, "ONE\ntwo\nthree", first)
    pair.note(pair.there, "one\ntwo\nTHREE", first)
    pair.note(pair.there, "second", second, deleted=True)
    pair.exchange()
    assert pair.notes(pair.here) == ["ONE\ntwo\nTHREE"]


def test_an_edit_of_a_note_stands_against_its_deletion(pair: Pair) -> None:
    """What somebody just wrote is not thrown away by somebody who had not read it."""
    note = pair.note(pair.here, "text")
    pair.exchange()
    pair.note(pair.here, "text", note, deleted=True)
    pair.note(pair.there, "new text", note)
    pair.exchange()
    assert pair.notes(pair.here) == ["new text"]


def test_of_two_edits_of_one_line_of_a_note_the_later_stands_and_the_other_is_kept(pair: Pair) -> None:
    """The journal has it, and the import says so."""
    note = pair.note(pair.here, "text")
    pair.exchange()
    pair.note(pair.here, "earlier", note)
    pair.note(pair.there, "later", note)
    report = pair.out()
    assert [odd.where.rpartition(": ")[2] for odd in report.oddities] == [f"note:{note.uid}"]
    pair.exchange()
    assert pair.notes(pair.here) == ["later"]
    for desk in (pair.here, pair.there):
        with desk.store.read() as unit:
            told = [change.old for change in unit.changes.of(pair.uid, f"note:{note.uid}")]
            assert any(old and old["content"] == "earlier" for old in told)


def test_worklogs_are_joined(pair: Pair) -> None:
    """Time booked in two stores adds up once."""
    with pair.here.store.write() as unit:
        log = Worklog(uid=new_uid(), entry=pair.uid, at=now(), minutes=30)
        entry = pair.here.recorder(unit, None).worklog(pair._entry(unit), log)
    pair.exchange()
    with pair.there.store.write() as unit:
        recorder = pair.there.recorder(unit, None)
        edited = Worklog(uid=log.uid, entry=pair.uid, at=log.at, minutes=45, text="longer")
        recorder.worklog(pair._entry(unit), edited, log)
    pair.exchange()
    with pair.here.store.read() as unit:
        assert [(found.minutes, found.text) for found in unit.worklogs.of(entry.uid)] == [(45, "longer")]


def test_of_two_corrections_of_a_worklog_the_later_stands(pair: Pair) -> None:
    """Its minutes and its time go together, and when it was corrected is known to both stores."""
    with pair.here.store.write() as unit:
        log = Worklog(uid=new_uid(), entry=pair.uid, at=now(), minutes=30)
        pair.here.recorder(unit, None).worklog(pair._entry(unit), log)
    pair.exchange()
    later = replace(log, minutes=45, at=log.at - timedelta(hours=1), edited_at=log.at + timedelta(hours=2))
    earlier = replace(log, minutes=60, edited_at=log.at + timedelta(hours=1))
    for desk, changed in ((pair.here, later), (pair.there, earlier)):
        with desk.store.write() as unit:
            desk.recorder(unit, None).worklog(pair._entry(unit), changed, log)
    pair.exchange()
    for desk in (pair.here, pair.there):
        with desk.store.read() as unit:
            assert unit.worklogs.of(pair.uid) == [later]


def test_the_clock_of_a_store_decides_nothing(pair: Pair) -> None:
    """A store whose clock is wrong does not win, and does not lose."""
    with pair.there.store.write() as unit:
        recorder = pair.there.recorder(unit, parse_time("2001-01-01T00:00:00Z"))
        recorder.change(pair._entry(unit), {"title": "Second"})
    pair.back()
    assert pair.entry(pair.here).title == "Second"


def test_a_third_store_passes_on_what_it_took_in(
    pair: Pair, make_desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    """Edits need not travel directly."""
    third = make_desk("third")
    pair.edit(pair.here, title="Second")
    send(pair.here, third, tmp_path)
    pair.edit(pair.there, priority="high")
    assert send(third, pair.there, tmp_path).oddities == []
    entry = pair.entry(pair.there)
    assert (entry.title, entry.value("priority")) == ("Second", "high")
