"""One JSON object of a source, emptied field by field; what stays on it has no place in devlog."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from datetime import datetime
from typing import Any

from devlog_core.model.times import parse_time
from devlog_core.sync.exchange.threeway import is_empty

Odd = Callable[[str, str], None]
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake_case(name: str) -> str:
    """`lastAIUpdate` as `last_ai_update`."""
    return re.sub(r"\W+", "_", _HUMP.sub("_", name).lower()).strip("_") or "value"


def snake_keys(value: Any) -> Any:
    """An object with its own keys in snake_case; what they hold is left as it is."""
    if not isinstance(value, Mapping):
        return value
    renamed = {snake_case(name): item for name, item in value.items()}
    return renamed if len(renamed) == len(value) else dict(value)


def free_name(name: str, taken: Container[str]) -> str:
    """The name, or the name with a number where it is taken."""
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


class Shelf:
    """Hands out values of the expected form; another form is named as odd and stays."""

    def __init__(self, data: Mapping[str, Any], path: str, odd: Odd) -> None:
        self._left = dict(data)
        self._path = path
        self._odd = odd
        self._named: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._left

    def odd(self, name: str, what: str) -> None:
        """Name something odd about one of the fields."""
        self._named.add(name)
        self._odd(self._at(name), what)

    def take(self, name: str) -> Any:
        """Whatever stands there."""
        return self._left.pop(name, None)

    def peek(self, name: str) -> Any:
        """Whatever stands there, left where it is."""
        return self._left.get(name)

    def put(self, name: str, value: Any) -> None:
        """Leave a value for the rest."""
        self._left[name] = value

    def open(self, name: str) -> Shelf:
        """The object that stands there, taken as a shelf of its own; empty where there is none."""
        value = self._left.get(name)
        if isinstance(value, Mapping):
            return Shelf(self.take(name), self._at(name), self._odd)
        self._refuse(name, "an object")
        return Shelf({}, self._at(name), self._odd)

    def text(self, name: str) -> str | None:
        """A text that says something."""
        value = self._left.get(name)
        if isinstance(value, str):
            self.take(name)
            return value if value.strip() else None
        self._refuse(name, "a text")
        return None

    def texts(self, name: str) -> list[str]:
        """A list of texts; a single text is a list of one."""
        value = self._left.get(name)
        if isinstance(value, str) and value.strip():
            self.odd(name, "one text where a list is usual: read as a list of one")
            value = [value]
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            self.take(name)
            return [item for item in value if item.strip()]
        self._refuse(name, "a list of texts")
        return []

    def time(self, name: str) -> datetime | None:
        """A time of any offset and precision."""
        value = self._left.get(name)
        try:
            if isinstance(value, str):
                found = parse_time(value)
                self.take(name)
                return found
        except (ValueError, OverflowError):
            pass
        self._refuse(name, "a time like 2025-07-17T07:16:39Z")
        return None

    def choice(self, name: str, choices: Sequence[str], synonyms: Mapping[str, str], default: str) -> str:
        """One of the choices, or what a synonym means; else the default."""
        value = self._left.get(name)
        if value in choices:
            return str(self.take(name))
        if value is None:
            self.odd(name, f'missing: read as "{default}"')
            return default
        meant = synonyms.get(value.strip().lower()) if isinstance(value, str) else None
        read = f'read as "{meant or default}", kept as custom.{snake_case(name)}'
        self.odd(name, f"{value!r} is none of {', '.join(choices)}: {read}")
        return meant or default

    def rest(self) -> dict[str, Any]:
        """What is left, by names in snake_case; what holds nothing is dropped."""
        found: dict[str, Any] = {}
        for name, value in self._left.items():
            if not is_empty(value):
                found[free_name(snake_case(name), found)] = value
        return found

    def unknown(self, known: Sequence[str] = ()) -> list[str]:
        """The names left over that are not in `known` and of which nothing odd was said yet."""
        return [name for name in self._left if name not in known and name not in self._named]

    def _at(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def _refuse(self, name: str, expected: str) -> None:
        value = self._left.get(name)
        if is_empty(value):
            self.take(name)
            return
        told = repr(value)
        told = f"{told[:60]}…" if len(told) > 60 else told
        self.odd(name, f"expected {expected}, got {told}: kept in custom")
