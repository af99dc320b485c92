"""What a write of ours replaced in the moment between our read and it, as the issue's events tell.

GitHub takes a write on an issue that changed meanwhile. Its events keep earlier titles, and who added
or took away which label, assignee or milestone. Of earlier texts and comments they say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from devlog_core.model.fields import canonical, sorted_set
from devlog_core.model.remote import Overwritten, Write
from devlog_core.model.times import parse_time
from devlog_github.client import Client
from devlog_github.mapping import line, login
from devlog_github.place import PER_PAGE
from devlog_github.vocabulary import LABELLED, Vocabulary

NEAR = timedelta(seconds=2)
"""How far the times of a write and of its events lie apart: both are whole seconds."""
WINDOW = timedelta(seconds=60)
"""No request takes longer: what was set earlier than this before a write had been read."""

Event = Mapping[str, Any]


def overwritten(client: Client, scope: str, writes: Sequence[Write], words: Vocabulary) -> list[Overwritten]:
    """Everything that these writes replaced unread."""
    events = _events(client, scope, min(write.at for write in writes) - WINDOW)
    found: dict[tuple[str, str, str], Overwritten] = {}
    for write in writes:
        near = [w for w in writes if w.ref.id == write.ref.id and abs(w.at - write.at) <= WINDOW]
        story = _Story(write, near, events.get(write.ref.key, []))
        for lost in (*_title(story), *_milestone(story), *_labels(story, words), *_assignees(story)):
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

    def setting(self, kind: str, path: tuple[str, str], value: Any) -> Event | None:
        """The latest event in the window that set the value."""
        near = [
            event
            for event in self._events
            if event.get("event") == kind
            and -NEAR <= self.write.at - _at(event) <= WINDOW
            and _in(event, *path) == value
        ]
        return near[-1] if near else None

    def taken(self, kinds: tuple[str, str], path: tuple[str, str]) -> Iterator[tuple[str, Event]]:
        """What was taken where the write stands and put there in the window, with the event that put it."""
        for event in self.ours(kinds[0]):
            name = _in(event, *path)
            set_by = self.setting(kinds[1], path, name)
            if isinstance(name, str) and set_by is not None:
                yield name, set_by

    def lost(self, field: str, value: Any, event: Event | None) -> Overwritten:
        """The value as one that the write replaced unread."""
        return Overwritten(
            ref=self.write.ref,
            field=field,
            value=value,
            at=_at(event) if event else self.write.at,
            by=login(event.get("actor")) if event else None,
        )


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


def _title(story: _Story) -> Iterator[Overwritten]:
    change = story.write.fields.get("title")
    for event in story.ours("renamed") if change else ():
        before, after = (line(str(_in(event, "rename", end) or "")) for end in ("from", "to"))
        if change and after == change.new and not story.had_read("title", before):
            yield story.lost("title", before, story.setting("renamed", ("rename", "to"), before))


def _milestone(story: _Story) -> Iterator[Overwritten]:
    if "milestone" in story.write.fields:
        for name, event in story.taken(("demilestoned", "milestoned"), ("milestone", "title")):
            if not story.had_read("milestone", name):
                yield story.lost("milestone", name, event)


def _labels(story: _Story, words: Vocabulary) -> Iterator[Overwritten]:
    """Labels that were put on in the window and that our list, which replaces all, took off again."""
    free: list[tuple[str, Event]] = []
    for name, event in story.taken(("unlabeled", "labeled"), ("label", "name")):
        field = next((field for field in LABELLED if name.casefold() in words.labels(field)), "labels")
        value = name if field == "labels" else words.read(field, [name])
        if story.had_read(field, value):
            continue
        if field == "labels":
            free.append((name, event))
        elif field in story.write.fields:
            yield story.lost(field, value, event)
    if free:
        yield story.lost("labels", sorted_set(name for name, _ in free), free[-1][1])


def _assignees(story: _Story) -> Iterator[Overwritten]:
    taken = story.taken(("unassigned", "assigned"), ("assignee", "login"))
    lost = [(name, event) for name, event in taken if not story.had_read("assignees", name)]
    if lost:
        yield story.lost("assignees", sorted_set(name for name, _ in lost), lost[-1][1])


def _at(event: Event) -> datetime:
    return parse_time(str(event["created_at"]))


def _in(event: Event, key: str, inner: str) -> Any:
    held = event.get(key)
    return held.get(inner) if isinstance(held, Mapping) else None
