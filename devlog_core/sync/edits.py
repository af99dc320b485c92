"""What people type for an entry's fields, turned into values."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from devlog_core.model.entry import Entry
from devlog_core.model.errors import UsageError
from devlog_core.model.fields import DEPENDENCY_KINDS, FIELDS, canonical, checked
from devlog_core.storage.unit import Unit
from devlog_core.sync.lookup import find_entry

Assignment = tuple[str, str]
NamePerson = Callable[[str], str]
"""The id of the person that somebody typed."""

_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m?)?")
_PARTS: Mapping[str, tuple[str, ...]] = {
    "context": ("business", "technical"),
    "agent_context": ("summary", "key_insights", "open_questions", "next_steps"),
}
_LISTS = frozenset({"key_insights", "open_questions", "next_steps"})


def assignment(text: str) -> Assignment:
    """The field and the text of `FIELD=VALUE`; raises UsageError."""
    name, found, value = text.partition("=")
    if not found or not name.strip():
        raise UsageError(f"--set {text}: expected FIELD=VALUE, such as --set milestone=1.0")
    return name.strip(), value


def accepted(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values in canonical form; raises UsageError for one that no entry may have."""
    try:
        return {name: checked(name, value) for name, value in values.items()}
    except ValueError as error:
        raise UsageError(str(error)) from None


def joined(options: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What options of their own and `--set` say together; raises UsageError for a field of both."""
    twice = options.keys() & typed.keys()
    if twice:
        raise UsageError(f"{min(twice)} is given twice, by its option and by --set; give it once")
    return {**options, **typed}


class Reader:
    """Reads typed values within one transaction, so that the entries and people they name are found."""

    def __init__(self, unit: Unit, person: NamePerson = str) -> None:
        self._unit = unit
        self._person = person

    def values(self, entry: Entry | None, assignments: Iterable[Assignment]) -> dict[str, Any]:
        """The new values by field, where an entry's own maps keep what is not named.

        Raises UsageError for an unknown field or a value that it cannot hold.
        """
        grouped: dict[str, list[str]] = {}
        for name, text in assignments:
            grouped.setdefault(_known(name), []).append(text)
        values: dict[str, Any] = {}
        for name, texts in grouped.items():
            top, _, part = name.partition(".")
            if part and top in _PARTS:
                kept = values.get(top, entry.value(top) if entry else {})
                values[top] = _with_part(kept, part, texts)
            else:
                values[name] = self._value(entry, name, texts)
        return values

    def parent(self, entry: Entry | None, text: str) -> str | None:
        """The uid of the entry to stand under; raises UsageError where that would make a circle."""
        if not text.strip():
            return None
        parent = find_entry(self._unit, text)
        above: Entry | None = parent
        seen: set[str] = set()
        while entry is not None and above is not None and above.uid not in seen:
            if above.uid == entry.uid:
                raise UsageError(f"{entry.ref} cannot stand under {parent.ref}, which is itself or below it")
            seen.add(above.uid)
            above = self._unit.entries.get(above.value("parent")) if above.value("parent") else None
        return parent.uid

    def _value(self, entry: Entry | None, name: str, texts: list[str]) -> Any:
        if name == "parent":
            return self.parent(entry, texts[-1])
        if name == "dependencies":
            return [self._dependency(entry, item) for item in _items(texts)]
        if name == "assignees":
            return sorted({self._person(str(item)) for item in _items(texts)})
        if name.startswith("custom."):
            return _any(texts[-1])
        kind = FIELDS[name].kind
        if kind in ("set", "list"):
            value: Any = _items(texts)
        elif kind in ("map", "flag"):
            value = _json(name, texts[-1])
        elif kind == "number":
            value = minutes(texts[-1])
        else:
            value = texts[-1] if texts[-1].strip() or kind == "text" or name == "title" else None
        try:
            return checked(name, value)
        except ValueError as error:
            raise UsageError(str(error)) from None

    def _dependency(self, entry: Entry | None, item: Any) -> dict[str, str]:
        if isinstance(item, dict):
            kind, other = str(item.get("kind", "")), str(item.get("entry", ""))
        else:
            kind, _, other = str(item).partition(":")
        if kind not in DEPENDENCY_KINDS or not other:
            raise UsageError(
                f"dependencies: expected KIND:ID with a kind of {', '.join(DEPENDENCY_KINDS)}, got {item!r}"
            )
        target = find_entry(self._unit, other)
        if entry is not None and target.uid == entry.uid:
            raise UsageError(f"dependencies: {entry.ref} cannot depend on itself")
        return {"kind": kind, "entry": target.uid}


def minutes(text: str) -> int | None:
    """Whole minutes of `90`, `90m`, `2h` or `2h30m`; None for nothing."""
    plain = text.strip().lower().replace(" ", "")
    if not plain:
        return None
    match = _DURATION.fullmatch(plain)
    if match is None:
        raise UsageError(f"estimate: expected minutes or a time like 2h30m, got {text!r}")
    return int(match[1] or 0) * 60 + int(match[2] or 0)


def _known(name: str) -> str:
    top, _, part = name.partition(".")
    if name in FIELDS or (top == "custom" and part) or part in _PARTS.get(top, ()):
        return name
    if top in _PARTS and part:
        raise UsageError(f"--set {name}: {top} has {', '.join(_PARTS[top])}")
    from devlog_core.plugin.nearest import hint

    known = [*FIELDS, *(f"{field}.{each}" for field, parts in _PARTS.items() for each in parts)]
    cure = hint(name, known) or f"; there are {', '.join(FIELDS)} and custom.NAME"
    raise UsageError(f"--set {name}: no field of an entry that can be set{cure}")


def _with_part(kept: Mapping[str, Any], part: str, texts: list[str]) -> dict[str, Any]:
    value: Any = _items(texts) if part in _LISTS else texts[-1]
    if value:
        return {**kept, part: value}
    return {name: old for name, old in kept.items() if name != part}


def _items(texts: Iterable[str]) -> list[Any]:
    """The elements of a JSON list, or one element a line."""
    items: list[Any] = []
    for text in texts:
        if text.lstrip().startswith(("[", "{")):
            found = _json("the list", text)
            items += found if isinstance(found, list) else [found]
        else:
            items += [line.strip() for line in text.splitlines() if line.strip()]
    return items


def _json(name: str, text: str) -> Any:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError as error:
        raise UsageError(f"{name}: expected JSON, got {text!r} ({error})") from None


def _any(text: str) -> Any:
    """JSON where it reads back the same, so that `1.10` and `007` stay texts; nothing for nothing."""
    if not text:
        return None
    try:
        value = json.loads(text)
    except ValueError:
        return text
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return text if plain and canonical(value) != text else value
