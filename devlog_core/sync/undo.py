"""Putting one run back: what it changed here and what it wrote at its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from devlog_core.model.entry import Entry
from devlog_core.model.errors import NotFoundError, UsageError
from devlog_core.model.fields import field_of, is_set
from devlog_core.model.link import Pair
from devlog_core.model.replacement import ITEM
from devlog_core.storage.unit import Unit
from devlog_core.sync.kinds import Kind, kind_of, text_without
from devlog_core.sync.linking import unlink
from devlog_core.sync.merge import difference, stepped
from devlog_core.sync.recorder import Recorder

BIRTH = "entry"
_TAIL = re.compile(r"[0-9a-f]{8,32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """One field of one entry that goes back to what it was."""

    entry: Entry
    field: str
    now: Any
    back: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What stays as it is, and why."""

    entry: Entry
    field: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Everything that putting a run back comes to."""

    run: str
    steps: tuple[PutBack, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Delta:
    """One value that the run replaced: here, or, with `written`, at the place."""

    seq: int
    entry: str
    field: str
    old: Any
    new: Any
    integration: str = ""
    written: Pair | None = None


class _Refusal(Exception):
    """Why one field stays."""


def find_run(unit: Unit, text: str) -> str:
    """The id of the run that somebody typed, whole or by its last digits, eight at the least.

    Raises NotFoundError where none answers, UsageError where several do.
    """
    name = text.strip().lower()
    if unit.runs.get(name) or unit.changes.by_run(name) or unit.replacements.by_run(name):
        return name
    found = unit.runs.ending(name) if _TAIL.fullmatch(name) else []
    if len(found) > 1:
        raise UsageError(f"`{text}` names {len(found)} runs: {', '.join(found)}; use one of these ids")
    if not found:
        raise NotFoundError(f"no run {text}: `devlog sync` and `devlog history ID` name runs")
    return found[0]


def plan_undo(unit: Unit, run: str) -> Undo:
    """What would go back and what would not; changes nothing."""
    steps: list[PutBack] = []
    refused: list[Refused] = []
    for uid, deltas in groupby(_deltas(unit, run), key=attrgetter("entry")):
        entry = unit.entries.get(uid)
        if entry is None:
            continue
        for field, several in groupby(_ordered(deltas), key=attrgetter("field")):
            try:
                steps += _back(unit, run, entry, field, list(several))
            except _Refusal as why:
                refused.append(Refused(entry=entry, field=field, reason=str(why)))
    return Undo(run=run, steps=tuple(steps), refused=tuple(refused))


def carry_out(recorder: Recorder, undo: Undo) -> None:
    """Put it back, as ordinary local changes: the next sync brings them to every place."""
    for uid, several in groupby(undo.steps, key=lambda step: step.entry.uid):
        steps = list(several)
        entry = recorder.unit.entries.get(uid)
        assert entry is not None
        if steps[0].field == BIRTH:
            entry = unlink(recorder, entry, entry.origin)
            recorder.change(entry, {"archived": True})
            continue
        values = {step.field: step.back for step in steps if kind_of(step.field) is None}
        entry, _ = recorder.change(entry, values)
        for step in steps:
            if (record := kind_of(step.field)) is not None:
                entry = _rewrite(recorder, entry, *record, step.back)


def _deltas(unit: Unit, run: str) -> list[_Delta]:
    """What the run replaced, the deltas of one entry together."""
    found = [
        _Delta(
            seq=c.seq, entry=c.entry, field=c.field, old=_value(c.field, c.old), new=_value(c.field, c.new)
        )
        for c in unit.changes.by_run(run)
        if not c.field.startswith("link:")
    ]
    found += [
        _Delta(
            seq=r.seq,
            entry=r.entry,
            field=r.field,
            old=r.old.local,
            new=r.new.local,
            integration=r.integration,
            written=r.new,
        )
        for r in unit.replacements.by_run(run)
    ]
    return sorted(found, key=attrgetter("entry"))


def _ordered(deltas: Iterable[_Delta]) -> list[_Delta]:
    """The latest first, field by field; with its birth goes all else that a run did to an entry."""
    every = list(deltas)
    born = [delta for delta in every if delta.field == BIRTH]
    return born or sorted(every, key=lambda d: (d.field, -d.seq, d.written is None))


def _back(unit: Unit, run: str, entry: Entry, field: str, deltas: Sequence[_Delta]) -> list[PutBack]:
    """The step for one field, or none where nothing is left to do; raises _Refusal."""
    if field == BIRTH:
        return _unborn(unit, run, entry)
    if field == ITEM:
        place, key = deltas[0].integration, deltas[0].new
        raise _Refusal(f"{place} {key} was created, and devlog deletes no items: close or delete it there")
    if field in unit.conflicts.of(entry.uid):
        raise _Refusal("it is in conflict: decide that first, see `devlog conflicts`")
    now = _current(unit, entry, field)
    back = now
    for delta in deltas:
        if delta.written is not None:
            _still_there(unit, entry, delta)
        back = _without(field, back, delta)
    if back == now:
        return []
    return [PutBack(entry=entry, field=field, now=now, back=back)]


def _unborn(unit: Unit, run: str, entry: Entry) -> list[PutBack]:
    links = unit.links.of(entry.uid)
    if entry.archived and not any(link.integration == entry.origin for link in links):
        return []
    if any(change.run != run for change in unit.changes.of(entry.uid)):
        raise _Refusal("the entry was made by this run, and changed since: `devlog archive` puts it away")
    return [PutBack(entry=entry, field=BIRTH, now=entry.title, back=None)]


def _still_there(unit: Unit, entry: Entry, delta: _Delta) -> None:
    """Raises _Refusal where the place no longer shows what the run wrote."""
    if (record := kind_of(delta.field)) is not None:
        kind, _ = record
        if delta.old is None:
            raise _Refusal(f"its {kind.there} at {delta.integration} stays: the {kind.name} is still here")
        return
    if delta.old == delta.new:
        raise _Refusal(
            f"only {delta.integration} was told of it, as of an archived entry: nothing changed here"
        )
    link = unit.links.item(entry.uid, delta.integration)
    if link is None:
        raise _Refusal(f"the entry is not linked to {delta.integration} any more")
    if link.state == "gone":
        raise _Refusal(f"{delta.integration} {link.ref.key} is gone")
    pair = (link.base or {}).get(delta.field)
    merges = _merges(delta.field)
    if not merges and (pair is None or delta.written is None or pair.remote != delta.written.remote):
        raise _Refusal(f"it was changed at {delta.integration} since")


def _current(unit: Unit, entry: Entry, field: str) -> Any:
    found = kind_of(field)
    if found is None:
        return entry.value(field)
    kind, uid = found
    record = kind.kept(unit).get(uid)
    return None if record is None or record.deleted else kind.value(record)


def _without(field: str, now: Any, delta: _Delta) -> Any:
    """The present value with one replacement taken back, by the merge that a sync uses."""
    if now == delta.new:
        return delta.old
    if now == delta.old:
        return now
    record = kind_of(field)
    if record is None and is_set(field_of(field)):
        came, went = difference(delta.old or [], delta.new or [])
        return stepped(now or [], came, went)
    back = None
    if now is not None and record is not None:
        back = record[0].without(now, delta.old, delta.new)
    elif now is not None and field_of(field).kind == "text":
        back = text_without(now, delta.old or "", delta.new or "")
    if back is not None:
        return back
    raise _Refusal(f"it was changed since, to {now!r}" if now is not None else "it was deleted since")


def _merges(field: str) -> bool:
    return field_of(field).kind == "text" or is_set(field_of(field))


def _value(field: str, value: Any) -> Any:
    """A note or worklog is compared by what is kept in step of it."""
    record = kind_of(field)
    return value if record is None else record[0].told(value)


def _rewrite(recorder: Recorder, entry: Entry, kind: Kind[Any, Any], uid: str, value: Any) -> Entry:
    record: Any = kind.kept(recorder.unit).get(uid)
    if value is None:
        fresh = replace(record, deleted=True)
    else:
        fresh = kind.with_value(record, value, recorder.cause.at)
    return recorder.kept(entry, [kind.keep(recorder, entry, fresh, record)])
