"""Changing one key of a TOML text, with comments and order kept."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from devlog_core.config.faults import dotted
from devlog_core.config.positions import headers
from devlog_core.config.sources import nested
from devlog_core.model.errors import ConfigError, NotFoundError, UsageError

Keys = tuple[str, ...]


def key_path(key: str) -> Keys:
    """The path that a dotted key names; parts may be quoted as in TOML. Raises UsageError."""
    try:
        node: Any = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        raise UsageError(f"{key!r} is no key; write it like sync.create_guard") from None
    path: Keys = ()
    while isinstance(node, dict):
        if len(node) != 1:
            raise UsageError(f"{key!r} is no key; write it like sync.create_guard")
        part, node = next(iter(node.items()))
        path = (*path, part)
    return path


def assign(text: str, path: Keys, value: Any) -> str:
    """The text with the key set, its tables made where they are missing."""
    wanted = tomllib.loads(text)
    table = wanted
    for part in path[:-1]:
        table = table.setdefault(part, {})
        if not isinstance(table, dict):
            raise UsageError(f"{dotted(path)}: `{part}` is not a table")
    ways = (_replaced,) if path[-1] in table else (_inserted, _appended, _replaced)
    table[path[-1]] = value
    return _first([partial(way, text, path, value) for way in ways], path, wanted)


def remove(text: str, path: Keys) -> str:
    """The text without the key or table; raises NotFoundError where it is not in it."""
    wanted = tomllib.loads(text)
    inner: Any = wanted
    for part in path[:-1]:
        inner = inner.get(part) if isinstance(inner, Mapping) else None
    if not isinstance(inner, dict) or path[-1] not in inner:
        raise NotFoundError(f"{dotted(path)} is not set in this file")
    del inner[path[-1]]
    return _first([partial(_cut, text, path), partial(_deleted, text, path)], path, wanted)


def _first(ways: Sequence[Callable[[], str]], path: Keys, wanted: Any) -> str:
    """The first way's text that says exactly what is wanted; none is trusted unread."""
    for way in ways:
        try:
            changed = way()
            if _pruned(tomllib.loads(changed)) == _pruned(wanted):
                return changed
        except (TOMLKitError, TypeError, ValueError, LookupError):
            continue
    raise ConfigError(
        f"{dotted(path)} cannot be changed safely in a file of this form; edit the file by hand"
    )


def _replaced(text: str, path: Keys, value: Any) -> str:
    """Any key of any form, by the library; comments before a new table may end up above it."""
    document = tomlkit.parse(text)
    node: Any = document
    for depth, part in enumerate(path[:-1], 1):
        if part not in node:
            node[part] = nested(path[depth:], value)
            return tomlkit.dumps(document)
        node = node[part]
    node[path[-1]] = value
    return tomlkit.dumps(document)


def _inserted(text: str, path: Keys, value: Any) -> str:
    """A new key as the last line of a table that has a header."""
    lines = _lines(text)
    first, last = {table: (first, last) for first, last, table in _tables(text, lines)}[path[:-1]]
    if not lines[last - 1].endswith("\n"):
        lines[last - 1] += "\n"
    indent = lines[first - 1][: len(lines[first - 1]) - len(lines[first - 1].lstrip())]
    return "".join([*lines[:last], indent + _pair(path, value), *lines[last:]])


def _appended(text: str, path: Keys, value: Any) -> str:
    """A new table at the end, where no comment of another table can be torn off."""
    before = text.rstrip() + "\n\n" if text.strip() else ""
    return f"{before}[{dotted(path[:-1])}]\n{_pair(path, value)}"


def _deleted(text: str, path: Keys) -> str:
    document = tomlkit.parse(text)
    node: Any = document
    for part in path[:-1]:
        node = node[part]
    del node[path[-1]]
    return tomlkit.dumps(document)


def _cut(text: str, path: Keys) -> str:
    """The lines of a table and those below it taken out; comments above the next header stay."""
    lines = _lines(text)
    gone: set[int] = set()
    for first, last, table in _tables(text, lines):
        if table[: len(path)] == path:
            gone |= set(range(first - 1, last))
            gone |= set(_blank(lines, last))
    if not gone:
        raise LookupError(path)
    return "".join(line for number, line in enumerate(lines) if number not in gone)


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _tables(text: str, lines: list[str]) -> Iterator[tuple[int, int, tuple[Any, ...]]]:
    """The first and the last line of each table that has a header, and its path."""
    found = headers(text)
    ends = [line - 1 for line, _ in found[1:]] + [len(lines)]
    for (first, path), last in zip(found, ends, strict=True):
        while last > first and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
            last -= 1
        yield first, last, path


def _blank(lines: list[str], start: int) -> Iterator[int]:
    while start < len(lines) and not lines[start].strip():
        yield start
        start += 1


def _pair(path: Keys, value: Any) -> str:
    return f"{dotted(path[-1:])} = {tomlkit.item(value).as_string()}\n"


def _pruned(data: Any) -> Any:
    """The data without empty tables, which a way of writing may drop or make."""
    if not isinstance(data, dict):
        return data
    kept = {key: _pruned(value) for key, value in data.items()}
    return {key: value for key, value in kept.items() if value != {}}
