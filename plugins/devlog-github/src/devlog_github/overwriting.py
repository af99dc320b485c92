"""What a write of ours replaced in the moment between our read and it, as the issue's events tell.

GitHub takes a write on an issue that changed meanwhile. Its events keep earlier titles, and who added
or took away which label, assignee or milestone. Of earlier texts and comments they say nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from devlog_core.model.fields import canonical
from devlog_core.model.overwritten import Overwritten, Write
from devlog_core.model.times import parse_time
from devlog_github.client import Client
from devlog_github.mapping import line, login
from devlog_github.place import PER_PAGE
from devlog_github.vocabulary import LABELLED, Vocabulary

NEAR = timedelta(seconds=2)
"""How far the times of a write and of its events lie apart: both are whole seconds."""
WINDOW = timedelta(seconds=60)
"""No request takes longer: what was set earlier than this before a write had been read."""
BOT = "[bot]"
"""How the names of apps end."""

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Suspect:
    """A value that a write may have replaced unread, and who replaced it."""

    lost: Overwritten
    taker: str | None


def overwritten(
    client: Client, scope: str, writes: Sequence[Write], words: Vocabulary, account: Callable[[], str | None]
) -> list[Overwritten]:
    """Everything that these writes replaced unread; `account` tells who wrote, None where it is an app."""
    events = _events(client, scope, min(write.at for write in writes) - WINDOW)
    suspects: list[_Suspect] = []
    for write in writes:
        near = [w for w in writes if w.ref.id == write.ref.id and abs(w.at - write.at) <= WINDOW]
        story = _Story(write, near, events.get(write.ref.key, []))
        suspects += (*_title(story), *_milestone(story), *_labels(story, words), *_assignees(story))
    found: dict[tuple[str, str, str], Overwritten] = {}
    own = account() if suspects else None
    for suspect in suspects:
        lost = suspect.lost
        # What a person took away in that moment, a person meant.
        if suspect.taker is None or suspect.taker == own or (own is None and suspect.taker.endswith(BOT)):
            found.setdefault((lost.ref.id, lost.field, canonical(lost.value)), lost)
    return list(found.values())


class _Story:
    """One write among the events of its issue, with our other writes to it about that time."""

    def __init__(self, write: Write, near: Sequence[Write], events: Sequence[Event]) -> None:
        self.write = write
        self._near = near
        self._events = events

    def had_read(self, field: str, value: Any) -> bool:
        """Whether the value, or the element of a set, stood in anything that we had read or written."""
        for write in self._near:
            change = write.fields.get(field)
            for held in (change.old, change.new) if change else ():
                if value == held or (isinstance(held, list) and value in held):
                    return True
        return False

    def ours(self, kind: str) -> list[Event]:
        """The events of that kind that stand where the write stands."""
        return [e for e in self._events if e.get("event") == kind and abs(_at(e) - self.write.at) <= NEAR]

    def setting(self, kind: str, path: tuple[str, str], value: Any, before: Event) -> Event | None:
        """The latest event in the window, before the one that replaced it, that set the value."""
        near = [
            event
            for event in self._events[: self._events.index(before)]
            if event.get("event") == kind
            and -NEAR <= self.write.at - _at(event) <= WINDOW
            and _in(event, *path) == value
        ]
        return near[-1] if near else None

    def known_since(self, kind: str, path: tuple[str, str], value: Any, after: Event) -> bool:
        """Whether it was set again later, so that what became of it then was meant."""
        later = self._events[self._events.index(after) + 1 :]
        return any(event.get("event") == kind and _in(event, *path) == value for event in later)

    def taken(self, kinds: tuple[str, str], path: tuple[str, str]) -> Iterator[tuple[str, Event, Event]]:
        """What was put there in the window and taken where the write stands, and both events."""
        for event in self.ours(kinds[0]):
            name = _in(event, *path)
            set_by = self.setting(kinds[1], path, name, event)
            if set_by is None or self.known_since(kinds[1], path, name, event):
                continue
            if isinstance(name, str):
                yield name, set_by, event

    def lost(self, field: str, value: Any, set_by: Event | None, taken: Event) -> _Suspect:
        """The value as one that the write may have replaced unread."""
        lost = Overwritten(
            ref=self.write.ref,
            field=field,
            value=value,
            at=_at(set_by) if set_by else self.write.at,
            by=login(set_by.get("actor")) if set_by else None,
        )
        return _Suspect(lost=lost, taker=login(taken.get("actor")))


def _events(client: Client, scope: str, since: datetime) -> dict[str, list[Event]]:
    """The repository's events since then by the issue's number, oldest first."""
    found: dict[str, list[Event]] = {}
    for answer in client.pages(f"/repositories/{scope}/issues/events?per_page={PER_PAGE}"):
        events = [event for event in answer.records if isinstance(event, dict) and event.get("created_at")]
        for event in events:
            issue = event.get("issue")
            if isinstance(issue, dict) and _at(event) >= since:
                found.setdefault(str(issue.get("number")), []).insert(0, event)
        if events and _at(events[-1]) < since:
            break
    return found


def _title(story: _Story) -> Iterator[_Suspect]:
    change, path = story.write.fields.get("title"), ("rename", "to")
    for event in story.ours("renamed") if change else ():
        told = str(_in(event, "rename", "from") or "")
        before, after = line(told), line(str(_in(event, *path) or ""))
        known = story.had_read("title", before) or story.known_since("renamed", path, told, event)
        if change and after == change.new and not known:
            yield story.lost("title", before, story.setting("renamed", path, told, event), event)


def _milestone(story: _Story) -> Iterator[_Suspect]:
    if "milestone" in story.write.fields:
        for name, set_by, event in story.taken(("demilestoned", "milestoned"), ("milestone", "title")):
            if not story.had_read("milestone", name):
                yield story.lost("milestone", name, set_by, event)


def _labels(story: _Story, words: Vocabulary) -> Iterator[_Suspect]:
    """Labels that were put on in the window and that our list, which replaces all, took off again."""
    if not story.write.fields.keys() & {"labels", *LABELLED}:
        return
    for name, set_by, event in story.taken(("unlabeled", "labeled"), ("label", "name")):
        field = next((field for field in LABELLED if name.casefold() in words.labels(field)), "labels")
        value = name if field == "labels" else words.read(field, [name])
        if story.had_read(field, value):
            continue
        if field == "labels":
            yield story.lost(field, [name], set_by, event)
        elif field in story.write.fields:
            yield story.lost(field, value, set_by, event)


def _assignees(story: _Story) -> Iterator[_Suspect]:
    if "assignees" in story.write.fields:
        for name, set_by, event in story.taken(("unassigned", "assigned"), ("assignee", "login")):
            if not story.had_read("assignees", name):
                yield story.lost("assignees", [name], set_by, event)


def _at(event: Event) -> datetime:
    return parse_time(str(event["created_at"]))


def _in(event: Event, key: str, inner: str) -> Any:
    held = event.get(key)
    return held.get(inner) if isinstance(held, Mapping) else None
