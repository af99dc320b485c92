"""From GitHub's records to remote items and notes, and what GitHub makes of a value; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from devlog_core.model.fields import sorted_set
from devlog_core.model.remote import RemoteItem, RemoteNote, RemoteRef, Version
from devlog_core.model.times import parse_time, to_micros
from devlog_github.body import normal, plain, read_entry, read_note
from devlog_github.config import LONGEST_LABEL
from devlog_github.vocabulary import LABELLED, Vocabulary

Record = Mapping[str, Any]
FIELDS = ("title", "description", "status", "priority", "type", "labels", "assignees", "milestone")


def is_pull(record: Record) -> bool:
    """Whether an entry of an issue list is a pull request."""
    return record.get("pull_request") is not None


def ref_of_issue(record: Record, scope: str) -> RemoteRef:
    """How an issue is addressed.

    Raises KeyError, TypeError or ValueError where the record is no issue.
    """
    identity, number = int(record["id"]), int(record["number"])
    return RemoteRef(id=str(identity), key=str(number), url=str(record.get("html_url") or ""), scope=scope)


def item_of(
    record: Record, scope: str, words: Vocabulary, notes: Sequence[RemoteNote] | None = None
) -> RemoteItem:
    """An issue as the entry's fields; older servers may leave out newer keys.

    Raises KeyError, TypeError or ValueError where the record is no issue.
    """
    values = values_of(record, words)
    created, updated = parse_time(record["created_at"]), _time(record.get("updated_at"))
    closed = _time(record.get("closed_at"))
    body = read_entry(record.get("body"))
    return RemoteItem(
        ref=ref_of_issue(record, scope),
        version=Version.of(to_micros(updated or created), values),
        values=values,
        notes=tuple(notes or ()),
        notes_complete=notes is not None,
        note_count=record.get("comments"),
        mark=body.uid,
        author=login(record.get("user")),
        created_at=created,
        edited_at=updated or created,
        field_times={"status": closed} if closed and record.get("state") == "closed" else {},
        # GitHub creates open issues only: whoever made this one did not come to closing it.
        pending=("status",) if body.closes and record.get("state") == "open" else (),
    )


def values_of(record: Record, words: Vocabulary) -> dict[str, Any]:
    """The entry's fields as an issue shows them, in canonical form."""
    title = line(_text(record["title"]))
    if not title:
        raise ValueError("the issue has no title")
    names = label_names(record)
    values: dict[str, Any] = {
        "title": title,
        "description": read_entry(_text(record.get("body"))).text,
        "labels": own_labels(names, words),
        "assignees": sorted_set(logins(record)),
        "milestone": milestone_title(record),
    }
    for field in LABELLED:
        values[field] = words.read(field, names)
    if record.get("state") == "closed":
        values["status"] = words.closed(record.get("state_reason"))
    return values


def note_of(record: Record, scope: str) -> RemoteNote:
    """A comment without our mark.

    Raises KeyError, TypeError or ValueError where the record is no comment.
    """
    body = read_note(_text(record.get("body")))
    at, edited = parse_time(record["created_at"]), _time(record.get("updated_at"))
    return RemoteNote(
        ref=RemoteRef(id=str(int(record["id"])), url=str(record.get("html_url") or ""), scope=scope),
        content=body.text,
        author=login(record.get("user")),
        at=at,
        edited_at=edited if edited and edited != at else None,
        mark=body.uid,
    )


def express(field: str, value: Any, words: Vocabulary) -> Any:
    """What GitHub would answer for a field after being sent this value."""
    if field == "title":
        return line(value)
    if field == "description":
        return plain(normal(value))
    if field == "milestone":
        return line(value or "") or None
    if field == "labels":
        return own_labels(value, words)
    if field == "assignees":
        return sorted_set(without_doubles(value))
    if field == "status" and words.shown(value).closed:
        return words.closed(words.shown(value).reason)
    if field in LABELLED:
        label = words.label(field, value)
        return words.read(field, [label] if label else [])
    return value


def line(text: str) -> str:
    """A text on one line, without doubled spaces."""
    return " ".join(text.split())


def own_labels(names: Iterable[str], words: Vocabulary) -> list[str]:
    """The labels that no map uses; GitHub has no room for longer ones, which stay with the entry."""
    return sorted_set(
        name
        for name in without_doubles(names)
        if len(name) <= LONGEST_LABEL and name.casefold() not in words.mapped
    )


def without_doubles(names: Iterable[str]) -> list[str]:
    """Names once each, since GitHub does not tell upper and lower case apart; the first spelling stays."""
    unique: dict[str, str] = {}
    for name in sorted_set(name.strip() for name in names):
        if name:
            unique.setdefault(name.casefold(), name)
    return list(unique.values())


def label_names(record: Record) -> list[str]:
    """The names of an issue's labels, which a list may give bare."""
    labels = record.get("labels") or ()
    return [_text(label["name"] if isinstance(label, Mapping) else label) for label in labels]


def logins(record: Record) -> list[str]:
    """The accounts assigned; old servers know one at most."""
    people = record.get("assignees")
    if people is None:
        people = [record["assignee"]] if record.get("assignee") else []
    return [name for name in map(login, people) if name]


def milestone_title(record: Record) -> str | None:
    """The title of the issue's milestone."""
    milestone = record.get("milestone")
    return line(_text(milestone["title"])) or None if milestone else None


def login(user: Record | None) -> str | None:
    """The account's name; a deleted account may be null."""
    return str(user["login"]) if user else None


def _text(value: Any) -> str:
    if value is not None and not isinstance(value, str):
        raise TypeError(f"expected a text, got {value!r}")
    return value or ""


def _time(value: Any) -> datetime | None:
    return parse_time(value) if value else None
