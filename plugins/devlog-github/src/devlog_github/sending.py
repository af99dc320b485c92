"""The bodies of the requests that create and change issues; pure but for the milestone's number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from devlog_core.model.remote import Mark, Patch, RemoteItem, SetChange
from devlog_github.body import entry_line, normal, plain, read_entry, written
from devlog_github.mapping import Record, express, label_names, line, logins, own_labels, without_doubles
from devlog_github.vocabulary import LABELLED, Vocabulary

NumberOf = Callable[[str], int]


def creation(mark: Mark, values: Mapping[str, Any], words: Vocabulary, number_of: NumberOf) -> dict[str, Any]:
    """What creates the issue. One that is to be closed says so in its mark until it is."""
    shown = words.shown(values.get("status") or "new")
    mark_line = entry_line(mark, shown.reason if shown.closed else None)
    body: dict[str, Any] = {
        "title": line(values.get("title") or ""),
        "body": written(plain(normal(values.get("description"))), mark_line),
    }
    labels = [*own_labels(values.get("labels") or (), words), *_mapped(values, words)]
    if labels:
        body["labels"] = labels
    if values.get("assignees"):
        body["assignees"] = without_doubles(values["assignees"])
    if values.get("milestone"):
        body["milestone"] = number_of(line(values["milestone"]))
    return body


def completion(record: Record) -> dict[str, Any]:
    """What brings the making of an issue to its end; nothing where it has come there.

    GitHub creates open issues only. The mark of one that is to be closed tells it to whoever finds
    it, so that a process killed between the two requests leaves nothing that looks like a person's wish.
    """
    apart = read_entry(record.get("body"))
    if apart.closes is None or record.get("state") == "closed":
        return {}
    return {"state": "closed", "state_reason": apart.closes, "body": written(apart.text, apart.done)}


def change(
    record: Record, item: RemoteItem, patch: Patch, words: Vocabulary, number_of: NumberOf
) -> dict[str, Any]:
    """The one request that brings the issue, as it was just read, to what the patch wants."""
    new = {
        name: change.new
        for name, change in patch.fields.items()
        if name not in item.values or express(name, change.new, words) != item.values[name]
    }
    body = {} if "status" in new else completion(record)
    if "title" in new:
        body["title"] = line(new["title"])
    body |= _body(record, new)
    if "milestone" in new:
        title = line(new["milestone"] or "")
        body["milestone"] = number_of(title) if title else None
    if "status" in new:
        body |= _state(record, words, new["status"])
    labels = _labels(label_names(record), new, patch, words)
    if labels is not None:
        body["labels"] = labels
    people = _changed(logins(record), patch.sets.get("assignees"), new.get("assignees"))
    if people is not None:
        body["assignees"] = people
    return body


def _mapped(values: Mapping[str, Any], words: Vocabulary) -> list[str]:
    found = [words.label(field, values[field]) for field in LABELLED if values.get(field)]
    return [label for label in found if label]


def _body(record: Record, new: Mapping[str, Any]) -> dict[str, Any]:
    """The text with the mark that stands there; none is added to an issue that has none."""
    apart = read_entry(record.get("body"))
    if "description" in new:
        return {"body": written(plain(normal(new["description"])), apart.done)}
    return {"body": written(apart.text, apart.done)} if apart.closes and "status" in new else {}


def _state(record: Record, words: Vocabulary, status: str) -> dict[str, Any]:
    shown = words.shown(status)
    if shown.closed:
        return {"state": "closed", "state_reason": shown.reason}
    return {"state": "open"} if record.get("state") == "closed" else {}


def _labels(current: list[str], new: Mapping[str, Any], patch: Patch, words: Vocabulary) -> list[str] | None:
    """All labels as they are to be, since GitHub replaces them whole; None where they stay."""
    kept = current
    for field in LABELLED:
        if field in new:
            label = words.label(field, new[field])
            others = words.labels(field) - ({label.casefold()} if label else set())
            kept = [name for name in kept if name.casefold() not in others]
            kept = _with(kept, [label] if label else [])
    change = patch.sets.get("labels")
    if change:
        kept = _without(kept, own_labels(change.remove, words))
        kept = _with(kept, own_labels(change.add, words))
    if "labels" in new:
        kept = [name for name in kept if name.casefold() in words.mapped]
        kept = _with(kept, own_labels(new["labels"], words))
    return None if _same(kept, current) else kept


def _changed(current: list[str], change: SetChange | None, whole: list[str] | None) -> list[str] | None:
    kept = current if whole is None else without_doubles(whole)
    if change:
        kept = _with(_without(kept, change.remove), change.add)
    return None if _same(kept, current) else kept


def _with(names: list[str], added: Iterable[str]) -> list[str]:
    known = {name.casefold() for name in names}
    return names + [name for name in without_doubles(added) if name.casefold() not in known]


def _without(names: list[str], removed: Iterable[str]) -> list[str]:
    gone = {name.strip().casefold() for name in removed}
    return [name for name in names if name.casefold() not in gone]


def _same(left: Iterable[str], right: Iterable[str]) -> bool:
    return {name.casefold() for name in left} == {name.casefold() for name in right}
