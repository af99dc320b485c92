"""Mending what cannot be read, as far as nothing can be lost or doubled by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from devlog_core.model.codec import to_json
from devlog_core.model.outbox import OutboxRow
from devlog_core.model.remote import RemoteRef
from devlog_core.model.times import from_micros, to_micros
from devlog_core.storage.links import read_base, read_link
from devlog_core.storage.moves import drop_places
from devlog_core.storage.rows import dump, load, load_list, load_map
from devlog_core.storage.unreadable import Damage, highest
from devlog_core.sync.mend_conflict import gathered
from devlog_core.sync.mend_entry import attempt, rebuilt
from devlog_core.sync.mend_people import accounts_of
from devlog_core.sync.mend_records import note_columns, worklog_columns
from devlog_core.sync.recorder import Recorder
from devlog_core.sync.relations import RELATIONS
from devlog_core.sync.things import attach_waiting


class Mender:
    """Mends one record after the other within one transaction."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.unit = recorder.unit

    def mend(self, damage: Damage) -> str:
        """What was done about it, empty where nothing safe can be."""
        if "belongs to no" in damage.why:
            return self._orphan(damage)
        ways: Mapping[str, Callable[[Damage], str]] = {
            "entries": self._entry,
            "people": self._person,
            "notes": self._note,
            "worklogs": self._worklog,
            "links": self._link,
            "conflicts": self._conflict,
            "outbox": self._outbox,
            "intents": self._intent,
            "waiting_things": self._waiting,
            "state": self._state,
            "runs": self._forget,
            "events": self._forget,
            "replacements": self._forget,
            "note_places": self._counterpart,
            "worklog_places": self._counterpart,
            "changes": self._change,
            "counters": self._counter,
        }
        return ways[damage.table](damage)

    def _entry(self, damage: Damage) -> str:
        entry = rebuilt(self.unit, damage.row)
        if entry is None:
            return ""
        self.unit.entries.update(entry)
        self._read_again(entry.uid)
        attach_waiting(self.recorder, entry, entry.ref)
        return "put together again from its journal"

    def _read_again(self, entry: str) -> None:
        """What places changed meanwhile could not be taken in: the next sync reads the items anew."""
        self.unit.session.change(
            "UPDATE links SET state = 'pending' WHERE workspace = :ws AND entry = :entry"
            " AND kind = 'item' AND state = 'linked'",
            entry=entry,
        )

    def _person(self, damage: Damage) -> str:
        row = damage.row
        name = row["name"] if isinstance(row["name"], str) else row["id"]
        identities = attempt(load_map, row["identities"])
        if identities is None:
            identities = accounts_of(self.unit, row["id"])
        emails = attempt(load_list, row["emails"]) or []
        self._set(damage, name=name, emails=dump(emails), identities=dump(identities))
        said = ", ".join(f"{account} at {where}" for where, account in sorted(identities.items()))
        return f"kept, known as {said}" if said else "kept, known at no place"

    def _note(self, damage: Damage) -> str:
        return self._record(damage, f"note:{damage.row['uid']}", note_columns, "its text is kept")

    def _worklog(self, damage: Damage) -> str:
        return self._record(damage, f"worklog:{damage.row['uid']}", worklog_columns, "taken from the journal")

    def _record(
        self, damage: Damage, field: str, columns: Callable[..., dict[str, Any] | None], said: str
    ) -> str:
        fixed = columns(damage.row, self._told(damage, field), self._first(damage, field))
        if fixed is None:
            return ""
        self._set(damage, **fixed)
        self._read_again(damage.row["entry"])
        return said

    def _link(self, damage: Damage) -> str:
        row = damage.row
        if row["kind"] != "item":
            # A commit or a pull request is attached again when everything is read again.
            self._delete(damage)
            self._read_all_again(row["integration"])
            return "parted; the next sync attaches it again"
        base = row["base"] if attempt(lambda text: (read_base(text),), row["base"]) else None
        version = row["version_order"] if isinstance(row["version_order"], int) and base else None
        fixed: dict[str, Any] = {
            "state": "pending" if row["state"] != "gone" else "gone",
            "base": base,
            "version_order": version,
            "version_hash": row["version_hash"] if version is not None else None,
            "generation": self.unit.links.next_generation(),
            "seen": row["seen"] if isinstance(row["seen"], int) else 0,
            "data": row["data"] if attempt(load_map, row["data"]) is not None else "{}",
            "last_synced_at": row["last_synced_at"] if attempt(from_micros, row["last_synced_at"]) else None,
        }
        self._set(damage, **fixed)
        read_link({**row, **fixed})
        self.unit.outbox.add(row["entry"], row["integration"], self.unit.changes.latest())
        return "the next sync reads the item and merges it" + ("" if base else " with nothing taken as known")

    def _conflict(self, damage: Damage) -> str:
        row = damage.row
        entry = self.unit.entries.get(row["entry"])
        if entry is None:
            return ""
        conflict = gathered(self.unit, entry, row, self.recorder.cause.at)
        self._read_again(entry.uid)
        if conflict is not None:
            self.unit.conflicts.put(conflict)
            return "gathered again from the entry and its links"
        self._delete(damage)
        self.recorder.queue(entry)
        return "closed: the entry and its links agree"

    def _outbox(self, damage: Damage) -> str:
        row = damage.row
        self._delete(damage)
        if "not configured" in damage.why:
            return "dropped"
        if isinstance(row["row_id"], int):
            seq = self.unit.changes.latest()
            fresh = OutboxRow(row=row["row_id"], entry=row["entry"], integration=row["integration"], seq=seq)
            self.unit.outbox.put(fresh)
        else:
            self.unit.outbox.add(row["entry"], row["integration"], self.unit.changes.latest())
        return "asked for anew"

    def _intent(self, damage: Damage) -> str:
        row = damage.row
        tried_at = row["tried_at"] if attempt(from_micros, row["tried_at"]) else None
        empty: Any = "" if str(row["subject"]).startswith("note:") else {}
        draft = attempt(lambda text: (load(text),), row["draft"])
        whole = draft is not None and isinstance(draft[0], type(empty))
        self._set(damage, tried_at=tried_at, draft=row["draft"] if whole else dump(empty))
        return "the next sync looks for what was begun"

    def _waiting(self, damage: Damage) -> str:
        self._delete(damage)
        self._read_all_again(damage.row["integration"])
        return "forgotten; the next sync reads it again"

    def _read_all_again(self, integration: str) -> None:
        self.unit.state.drop(f"integration:{integration}", "cursor:delta")
        self.unit.state.clear(f"plugin:{integration}")

    def _state(self, damage: Damage) -> str:
        owner, name = damage.row["owner"], damage.row["name"]
        if owner.startswith("reread:"):
            self._set(damage, value=dump(True))
            return "the next sync reads the item"
        if owner.startswith("awaited:"):
            # Judged as if nothing had been in step: what differs becomes a conflict, and nothing is lost.
            self._set(damage, value=dump(dict.fromkeys(RELATIONS)))
            return "what the item said meanwhile is compared anew when the other one arrives"
        if owner.startswith("wanted:"):
            self._set(damage, value=dump(True))
            return "the entry is sent again when the other one has its item"
        if owner.startswith("plugin:"):
            self.unit.state.clear(owner)
            self.unit.state.drop(f"integration:{owner.removeprefix('plugin:')}", "cursor:delta")
            return "forgotten with all that the plugin remembered; the next sync reads everything"
        if owner == "observers" or (owner.startswith("integration:") and name != "scope"):
            self._delete(damage)
            return "forgotten; the next sync reads what it needs"
        return ""

    def _forget(self, damage: Damage) -> str:
        self._delete(damage)
        return "taken out"

    def _counterpart(self, damage: Damage) -> str:
        self._delete(damage)
        self._read_again(damage.row["entry"])
        what = "comments" if damage.table == "note_places" else "time bookings"
        return f"forgotten; the next sync reads the item's {what}"

    def _change(self, damage: Damage) -> str:
        row = damage.row
        fixed = {
            column: row[column]
            if attempt(lambda text: (load(text),), row[column]) is not None
            else dump({"unreadable": _text(row[column])})
            for column in ("old_value", "new_value")
        }
        at = attempt(from_micros, row["at"])
        when = row["at"] if at is not None else self._neighbour(row["seq"])
        self._set(damage, **fixed, at=when)
        return "what cannot be read is kept as text"

    def _neighbour(self, seq: int) -> int:
        """The time of the record before."""
        rows = self.unit.session.select(
            "SELECT at FROM changes WHERE workspace = :ws AND seq < :seq AND typeof(at) = 'integer'"
            " ORDER BY seq DESC LIMIT 1",
            seq=seq,
        )
        return int(rows[0]["at"]) if rows else to_micros(self.recorder.cause.at)

    def _counter(self, damage: Damage) -> str:
        name = damage.row["name"]
        used = highest(self.unit.session, self.unit.replica)[name]
        self.unit.session.set_number(name, used)
        return f"set to {used}"

    def _orphan(self, damage: Damage) -> str:
        row = damage.row
        owner = self._lost_owner(damage)
        if owner:
            self._set(damage, entry=owner)
            self._read_again(owner)
            return "given back to its entry"
        self._delete(damage)
        if damage.table in ("note_places", "worklog_places"):
            self._read_again(row["entry"])
        if damage.table == "links":
            drop_places(self.unit.session, row["entry"], row["integration"])
            if row["kind"] == "item" and row["remote_id"]:
                ref = RemoteRef(
                    id=row["remote_id"], key=row["remote_key"], url=row["url"], scope=row["scope"]
                )
                self.unit.state.put(f"reread:{row['integration']}", ref.id, to_json(ref))
                return "parted; the next sync makes an entry of the item"
        return "taken out"

    def _lost_owner(self, damage: Damage) -> str:
        """The entry that a record stood under, where another record still says so."""
        row = damage.row
        if damage.table in ("notes", "worklogs"):
            kind = damage.table.removesuffix("s")
            held = f"SELECT entry FROM {kind}_places WHERE workspace = :ws AND {kind} = :uid"
            told = "SELECT entry FROM changes WHERE workspace = :ws AND field = :field"
            found = self.unit.session.select(
                f"{held} UNION {told}", uid=row["uid"], field=f"{kind}:{row['uid']}"
            )
        elif damage.table == "conflicts":
            ref = str(row["id"]).partition(".")[0]
            found = self.unit.session.select(
                "SELECT uid AS entry FROM entries WHERE workspace = :ws AND ref = :ref", ref=ref
            )
        else:
            return ""
        owners = {str(one["entry"]) for one in found if self.unit.entries.get(one["entry"])}
        return owners.pop() if len(owners) == 1 else ""

    def _told(self, damage: Damage, field: str) -> dict[str, Any]:
        """What the journal says last of a note or a worklog."""
        changes = self.unit.changes.of(damage.row["entry"], field)
        new = changes[-1].new if changes else None
        return new if isinstance(new, dict) else {}

    def _first(self, damage: Damage, field: str) -> Any:
        changes = self.unit.changes.of(damage.row["entry"], field)
        return changes[0].at if changes else self.recorder.cause.at

    def _set(self, damage: Damage, **values: Any) -> None:
        columns = ", ".join(f"{name} = :{name}" for name in values)
        sql = f"UPDATE {damage.table} SET {columns} WHERE rowid = :rowid AND workspace = :ws"
        self.unit.session.change(sql, rowid=damage.number, **values)

    def _delete(self, damage: Damage) -> None:
        sql = f"DELETE FROM {damage.table} WHERE rowid = :rowid AND workspace = :ws"
        self.unit.session.change(sql, rowid=damage.number)


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
