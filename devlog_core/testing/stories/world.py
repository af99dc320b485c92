"""One story's world: the workspace, its places, time, and what people have written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from threading import RLock
from typing import Any

from devlog_core.model.entry import LOCAL, Entry
from devlog_core.model.errors import NotFoundError, UsageError
from devlog_core.model.ids import new_uid
from devlog_core.model.link import Link
from devlog_core.model.note import Note
from devlog_core.model.run import Run
from devlog_core.sync import joining, linking
from devlog_core.sync.conflicts import resolve
from devlog_core.sync.workbench import SyncOptions
from devlog_core.testing.stories.place import BinPlace, Comment, Item, TalkPlace
from devlog_core.testing.stories.scenery import Set
from devlog_core.testing.stories.witness import Witness
from devlog_core.testing.workplace import Workplace


class World:
    """Acts in it are those of people; only `sync` is devlog's."""

    def __init__(self, scene: Set, seed: int) -> None:
        self.places = scene.places
        self.elapsed, self.skew = 0.0, 0.0
        self.witness = Witness()
        self.seed = seed
        self._scene = scene
        self._count = 0
        self._lock = RLock()
        self.desk = self.another_desk()

    def another_desk(self) -> Workplace:
        """Another process on the same workspace."""
        scene = self._scene
        return Workplace(scene.folder, scene.environ, scene.found, self.now, self.advance, self.seed)

    def restart(self) -> None:
        """The process ends, and another one begins."""
        self.desk.close()
        self.desk = self.another_desk()

    def now(self) -> datetime:
        """The present by our clock."""
        return self._scene.start + timedelta(seconds=self.elapsed + self.skew)

    def advance(self, seconds: float) -> None:
        """Time passes everywhere."""
        with self._lock:
            self.elapsed += seconds
            for place in self.places.values():
                place.advance(seconds)

    def word(self, kind: str = "w") -> str:
        """A word that was never written before."""
        self._count += 1
        return f"{kind}{self._count}q"

    # What is there.

    def entries(self) -> list[Entry]:
        """All entries."""
        with self.desk.store.read() as unit:
            return list(unit.entries.all())

    def links(self) -> list[Link]:
        """All links to items."""
        with self.desk.store.read() as unit:
            return [link for entry in unit.entries.all() for link in unit.links.of(entry.uid)]

    def notes(self, entry: str) -> list[Note]:
        """The notes of an entry that are not deleted."""
        with self.desk.store.read() as unit:
            return unit.notes.of(entry)

    def told_at(self, entry: str, place: str) -> list[str]:
        """The notes that a place ought to show.

        Somebody's comment on an earlier item of the place, parted from the entry since, is not said again.
        """
        with self.desk.store.read() as unit:
            known = unit.notes.places(entry, place)
            return [n.content for n in unit.notes.of(entry) if n.origin != place or n.uid in known]

    def keys(self, place: str) -> list[str]:
        """The keys of all items of a place."""
        return self.places[place].keys()

    def items(self, place: str) -> list[Item]:
        """All items of a place."""
        there = self.places[place]
        return [there.read(key) for key in self.keys(place)]

    def own_comments(self, place: str, key: str) -> list[Comment]:
        """What people may change so that all places can follow.

        Our copy of what somebody said elsewhere is left out: the original is not ours to change.
        """
        with self.desk.store.read() as unit:
            copies = {
                note.uid
                for entry in unit.entries.all()
                for note in unit.notes.of(entry.uid, deleted=True)
                if note.origin != LOCAL
            }
        return [comment for comment in self.places[place].read(key).comments if comment.mark not in copies]

    # What people do here.

    def new(self, values: Mapping[str, Any], targets: Sequence[str]) -> None:
        with self.desk.store.write() as unit:
            self.desk.recorder(unit, "new").create(values, targets=tuple(targets))

    def change(self, entry: Entry, values: Mapping[str, Any]) -> None:
        with self.desk.store.write() as unit:
            found = unit.entries.get(entry.uid)
            assert found is not None
            held = list(found.value("labels"))
            values = dict(values)
            added, removed = values.pop("add_labels", ()), values.pop("remove_labels", ())
            if added or removed:
                values["labels"] = [label for label in {*held, *added} if label not in removed]
            self.desk.recorder(unit).change(found, values)

    def note(self, entry: Entry, text: str) -> None:
        with self.desk.store.write() as unit:
            recorder = self.desk.recorder(unit, "note")
            note = Note(uid=new_uid(), entry=entry.uid, at=recorder.cause.at, author=None, content=text)
            self.witness.ours.add(text)
            recorder.note(entry, note)

    def change_note(self, entry: Entry, note: Note, text: str | None) -> None:
        """Another text for a note, or none: it is deleted."""
        with self.desk.store.write() as unit:
            recorder = self.desk.recorder(unit, "note")
            changed = replace(note, content=text or note.content, deleted=text is None, edited_at=self.now())
            if text:
                self.witness.ours.add(text)
            recorder.note(entry, changed, note)

    def join(self, entry: Entry, other: Entry) -> str:
        return self._try(lambda unit: joining.join(self.desk.recorder(unit, "merge"), entry, other))

    def link(self, entry: Entry, place: str, key: str) -> str:
        remote = linking.parse_remote(key)
        said = self._try(lambda unit: linking.link(self.desk.recorder(unit, "link"), entry, place, remote))
        if not said:
            item = (place, self.places[place].read(key).id)
            self.witness.parted.discard(item)
            self.witness.aimed[entry.uid, place] = item
        return said

    def unlink(self, entry: Entry, place: str) -> str:
        parted = {
            (place, link.ref.id)
            for link in self.links()
            if (link.entry, link.integration) == (entry.uid, place)
        }
        # An item that was linked by hand and not read yet is known by its key alone.
        aimed = self.witness.aimed.pop((entry.uid, place), None)
        self.witness.parted |= parted | ({aimed} if aimed else set())
        return self._try(lambda unit: linking.unlink(self.desk.recorder(unit, "unlink"), entry, place))

    def aim(self, entry: Entry, place: str) -> str:
        return self._try(lambda unit: linking.add_targets(self.desk.recorder(unit, "edit"), entry, (place,)))

    def decide(self, which: int, candidate: int) -> bool:
        """Decide one open conflict; returns whether there was any."""
        with self.desk.store.write() as unit:
            waiting = unit.conflicts.all()
            if not waiting:
                return False
            conflict = waiting[which % len(waiting)]
            place = conflict.candidates[candidate % len(conflict.candidates)].place
            resolve(self.desk.recorder(unit, "resolve"), conflict, take=place)
        return True

    def retry(self) -> None:
        """Let the next sync try everything again."""
        with self.desk.store.write() as unit:
            for row in unit.outbox.all():
                unit.outbox.put(replace(row, state="pending", attempts=0, next_at=None, error=None, aside={}))

    def _try(self, act: Any) -> str:
        try:
            with self.desk.store.write() as unit:
                act(unit)
        except (UsageError, NotFoundError) as refusal:
            return str(refusal)
        return ""

    # What people do there.

    def seed_item(self, place: str, values: Mapping[str, Any], words: Iterable[str]) -> str:
        there = self.places[place]
        key = there.add(values)
        self.witness.foreign.add((place, there.read(key).id))
        self._wrote(place, key, words)
        return key

    def edit_item(self, place: str, key: str, values: Mapping[str, Any], words: Iterable[str]) -> None:
        there = self.places[place]
        before = there.read(key)
        there.edit(key, values)
        self._took_back(place, key, before)
        self._wrote(place, key, words)
        flags = {label for label in values.get("add_labels", ()) if label.startswith("f")}
        self.witness.labels.setdefault((place, before.id), set()).update(flags)
        if "assignees" in values:
            if values["assignees"]:
                self.witness.unassigned.discard((place, before.id))
            elif before.values.get("assignees") and len(there.express("assignees", ["alice", "bob"])) == 1:
                self.witness.unassigned.add((place, before.id))

    def comment(self, place: str, key: str, text: str) -> None:
        made = self.places[place].comment(key, text)
        self.witness.comments[place, made] = text
        self._wrote(place, key, [text])

    def reword(self, place: str, key: str, comment: str, text: str) -> None:
        there = self.places[place]
        assert isinstance(there, TalkPlace)
        before = there.read(key)
        there.reword(key, comment, text)
        if (place, comment) in self.witness.comments:
            self.witness.comments[place, comment] = text
        self._took_back(place, key, before)
        self._wrote(place, key, [text])

    def silence(self, place: str, key: str, comment: str) -> None:
        there = self.places[place]
        assert isinstance(there, TalkPlace)
        before = there.read(key)
        there.silence(key, comment)
        self.witness.comments.pop((place, comment), None)
        self._took_back(place, key, before)

    def delete(self, place: str, key: str) -> None:
        before = self.places[place].read(key)
        self.places[place].delete(key)
        for comment in before.comments:
            self.witness.comments.pop((place, comment.id), None)
        for booking in before.bookings:
            self.witness.bookings.pop((place, booking.id), None)
        self.witness.deleted.add((place, before.id))
        self.witness.words = {w: at for w, at in self.witness.words.items() if w not in before.words}

    def restore(self, place: str, key: str) -> None:
        there = self.places[place]
        assert isinstance(there, BinPlace)
        there.restore(key)
        item = there.read(key)
        self.witness.restored.add((place, item.id))
        self.witness.deleted.discard((place, item.id))
        if item.mark:
            # Its entry may have been given another one meanwhile.
            self.witness.moved.add(item.mark)

    def transfer(self, place: str, key: str, goal: str) -> str | None:
        before = self.places[place].read(key)
        moved = self.places[place].transfer(key, self.places[goal])
        if moved is None:
            return None
        after, witness = self.places[goal].read(moved), self.witness
        witness.mixed = True
        witness.deleted.add((place, before.id))
        if (place, before.id) in witness.foreign:
            witness.foreign.add((goal, after.id))
        witness.labels[goal, after.id] = witness.labels.pop((place, before.id), set())
        if before.mark:
            witness.moved.add(before.mark)
        for comment in after.comments:
            if (place, comment.id) in witness.comments:
                witness.comments[goal, comment.id] = witness.comments.pop((place, comment.id))
        for word in [word for word in witness.words if word in before.words]:
            witness.words[word] = (goal, moved)
        return moved

    def _wrote(self, place: str, key: str, words: Iterable[str]) -> None:
        shown = self.places[place].read(key).words
        self.witness.words |= {word: (place, key) for word in words if word in shown}

    def _took_back(self, place: str, key: str, before: Item) -> None:
        """Words that stood there, were written there, and that a person has replaced there."""
        after = self.places[place].read(key).words
        for word, at in list(self.witness.words.items()):
            if at == (place, key) and word in before.words and word not in after:
                del self.witness.words[word]

    # What devlog does.

    def sync(self, *names: str, **options: Any) -> tuple[Run, ...]:
        """One sync of this process."""
        return self.desk.sync(SyncOptions(names=names, allow_create=True, **options))
