"""Commits, branches, pull requests, builds and deployments: attaching them to entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from devlog_core.model.codec import to_json
from devlog_core.model.entry import Entry
from devlog_core.model.ids import new_uid
from devlog_core.model.link import STATED, Link
from devlog_core.model.remote import RemoteThing, Target
from devlog_core.model.times import parse_time
from devlog_core.sync.moves import entry_by_old_key

PATIENCE = timedelta(days=90)
"""How long a build waits for the commit, the branch or the item that it was made of."""
_SHARED = "@"
"""No integration is called so."""

if TYPE_CHECKING:
    from devlog_core.sync.recorder import Recorder


def attach_thing(recorder: Recorder, integration: str, thing: RemoteThing, *, live: bool) -> int:
    """Attach a thing to every entry that it names; unknown targets are remembered. Returns how many are new.

    `live` says that it arrived just now, not as part of a history read for the first time.
    """
    attached = 0
    if thing.kind == "build":
        thing = _completed(recorder, integration, thing)
    for target in thing.targets:
        name = target_name(target)
        if name is None:
            continue
        entries = _entries(recorder, target)
        # A commit, a branch or a build may be attached to further entries at any time.
        if not entries or name.startswith(_SHARED):
            _wait(recorder, integration, thing, name, target.closes)
        for entry in entries:
            attached += _attach(recorder, entry, integration, thing, closes=target.closes, live=live)
    return attached


def attach_waiting(recorder: Recorder, entry: Entry, name: str) -> Entry:
    """Attach what has waited for this ref or key; returns the entry, which a commit may have closed."""
    waiting = recorder.unit.waiting.of(name)
    if not waiting:
        return entry
    for held in waiting:
        _attach(recorder, entry, held.integration, held.thing, closes=held.closes, live=False)
    recorder.unit.waiting.met(name)
    return recorder.unit.entries.get(entry.uid) or entry


def _completed(recorder: Recorder, integration: str, build: RemoteThing) -> RemoteThing:
    """The build with what is known of it; who only links to it knows no more than its number.

    What is new of it reaches every entry that it is attached to, whoever named that.
    """
    links = recorder.unit.links
    if build.at is None:
        known = recorder.unit.waiting.one(integration, build.kind, build.ref.id)
        return replace(known, targets=build.targets) if known else build
    for link in links.builds(integration, build.ref.id):
        entry = recorder.unit.entries.get(link.entry)
        if entry is not None:
            _attach(recorder, entry, integration, build, closes=False, live=False)
    return build


def _wait(recorder: Recorder, integration: str, thing: RemoteThing, name: str, closes: bool) -> None:
    waiting = recorder.unit.waiting
    if thing.kind in STATED:
        held = waiting.one(integration, thing.kind, thing.ref.id, name)
        if held is not None and _is_older(thing, to_json(held.at)):
            return
    waiting.keep(integration, thing, name, closes, recorder.cause.at)


def give_up_waiting(recorder: Recorder, integration: str, read: Iterable[RemoteThing]) -> None:
    """Where such were read again, builds and deployments that waited for `PATIENCE` wait no longer.

    There is one for each push, most of them of no entry, while commits and pull requests wait only where
    they name something. A full reading brings back what the place still has.
    """
    for kind in sorted({thing.kind for thing in read} & STATED):
        recorder.unit.waiting.give_up(integration, kind, recorder.cause.at - PATIENCE)


def _is_older(thing: RemoteThing, known: Any) -> bool:
    """Whether a build or deployment stood so before the time at which another state of it is known."""
    return bool(known) and (thing.at is None or thing.at < parse_time(str(known)))


def detach_thing(recorder: Recorder, integration: str, remote_id: str) -> None:
    """A thing no longer exists, as after a rewritten history: its links go, its journal stays."""
    unit = recorder.unit
    unit.waiting.gone(integration, remote_id)
    for link in unit.links.things(integration, remote_id):
        entry = unit.entries.get(link.entry)
        unit.links.delete(link)
        if entry is not None:
            recorder.remark(entry, f"link:{integration}", {"kind": link.kind, "id": remote_id}, None)


def target_name(target: Target) -> str | None:
    """How a target is remembered: an entry's ref, `INTEGRATION:KEY`, or a build, commit or branch."""
    if target.entry:
        return target.entry
    if target.commit:
        return f"{_SHARED}commit:{target.commit}"
    if target.branch:
        return f"{_SHARED}branch:{target.branch}"
    if target.integration and target.build:
        return f"{_SHARED}build:{target.integration}:{target.build}"
    return f"{target.integration}:{target.key}" if target.integration and target.key else None


def _entries(recorder: Recorder, target: Target) -> list[Entry]:
    unit = recorder.unit
    if target.entry:
        found = unit.entries.by_ref(target.entry)
        return [found] if found else []
    named = _named(recorder, target)
    if named is not None:
        owners = dict.fromkeys(link.entry for link in named)
        return [entry for entry in map(unit.entries.get, owners) if entry is not None]
    if target.integration and target.key:
        links = unit.links.by_key(target.integration, target.key)
        old = None if links else entry_by_old_key(unit, target.integration, target.key)
        if old is not None:
            return [old]
        entries = (unit.entries.get(link.entry) for link in links if link.state != "gone")
        return [entry for entry in entries if entry is not None]
    return []


def _named(recorder: Recorder, target: Target) -> list[Link] | None:
    """The links of the commit, branch or build that stands for its entries; None where it is none of them."""
    links = recorder.unit.links
    if target.commit:
        return links.commits(target.commit)
    if target.branch:
        return links.branches(target.branch)
    if target.integration and target.build:
        return links.builds(target.integration, target.build)
    return None


def _attach(
    recorder: Recorder, entry: Entry, integration: str, thing: RemoteThing, *, closes: bool, live: bool
) -> int:
    unit = recorder.unit
    known = unit.links.thing(integration, thing.kind, thing.ref.id, entry.uid)
    if known is not None and thing.kind in STATED and _is_older(thing, known.data.get("at")):
        return 0
    told = {
        "title": thing.title,
        "author": thing.author,
        "at": to_json(thing.at),
        "files": list(thing.files),
    }
    # What it does not tell this time stays as it was told before.
    said = {name: value for name, value in told.items() if value}
    data = {**told, **(known.data if known else {}), **to_json(thing.data), **said}
    closing = (
        closes
        and thing.kind == "commit"
        and bool(thing.data.get("on_default"))
        and not data.get("closed")
        and (live or _is_newest(recorder, entry, thing.at))
    )
    if closing:
        data["closed"] = True
    link = Link(uid=new_uid(), entry=entry.uid, integration=integration, kind=thing.kind, ref=thing.ref)
    link = replace(known or link, data=data, ref=thing.ref, last_synced_at=recorder.cause.at)
    unit.links.put(link)
    if known is None:
        entry = recorder.remark(
            entry, f"link:{integration}", None, {"kind": thing.kind, "id": thing.ref.id, "key": thing.ref.key}
        )
    if closing and not entry.closed:
        entry, _ = recorder.change(entry, {"status": "done"})
    shared = _shared_name(integration, thing)
    if known is None and shared:
        for held in unit.waiting.of(shared):
            _attach(recorder, entry, held.integration, held.thing, closes=False, live=False)
            entry = unit.entries.get(entry.uid) or entry
    return int(known is None)


def _shared_name(integration: str, thing: RemoteThing) -> str | None:
    """How what was made of a commit, a branch or a build remembers it."""
    if thing.kind == "build":
        return target_name(Target(integration=integration, build=thing.ref.id))
    if thing.kind == "commit":
        return target_name(Target(commit=thing.ref.id))
    return target_name(Target(branch=thing.ref.key)) if thing.kind == "branch" else None


def _is_newest(recorder: Recorder, entry: Entry, at: datetime | None) -> bool:
    """Whether a commit read late was made after the entry's status was last known.

    An old history must not close again what was reopened since.
    """
    last = recorder.unit.changes.last(entry.uid, "status") or recorder.unit.changes.last(entry.uid, "entry")
    return at is not None and last is not None and at >= last.at
