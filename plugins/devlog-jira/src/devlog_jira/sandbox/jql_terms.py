"""What JQL can ask about an issue: each field with its kind of value and the operators that it knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from enum import Enum
from typing import Any, Generic, TypeVar

from devlog_jira.sandbox.jql_tree import JqlError

T = TypeVar("T")

EQUAL = frozenset(("=", "!=", "IN", "NOT IN"))
EXISTS = frozenset(("IS", "IS NOT"))
ORDER = frozenset(("<", "<=", ">", ">="))
CONTAINS = frozenset(("~", "!~"))
SUFFIX = re.compile(r"\[[^\]]*\]$")


class Kind(Enum):
    """The kinds of values, each with the operators that it knows."""

    THING = EQUAL | EXISTS, "named"
    RANKED = EQUAL | EXISTS | ORDER, "ranked"
    KEY = EQUAL | EXISTS | ORDER, "key"
    LABEL = EQUAL | EXISTS, "label"
    INSTANT = EQUAL | EXISTS | ORDER, "instant"
    DAY = EQUAL | EXISTS | ORDER, "day"
    NUMBER = EQUAL | EXISTS | ORDER, "number"
    SPAN = EQUAL | EXISTS | ORDER, "span"
    TEXT = CONTAINS | EXISTS, "text"

    @property
    def operators(self) -> frozenset[str]:
        """The operators that a field of this kind knows."""
        return self.value[0]


@dataclass(frozen=True, slots=True)
class Named:
    """A status, a person, a sprint: its id, the names that find it, and its place among its like."""

    id: str
    names: tuple[str, ...]
    rank: int = 0

    def answers(self, text: str) -> bool:
        """Whether this text means it."""
        return text == self.id or text.casefold() in (name.casefold() for name in self.names)


def among(things: Callable[[], Iterable[Named]]) -> Callable[[str], list[Named]]:
    """A `find` that looks through a few things."""
    return lambda text: [thing for thing in things() if thing.answers(text)]


@dataclass(frozen=True, kw_only=True)
class Term(Generic[T]):
    """A field: its name in messages, its kind, an issue's values, and how a value is found by name.

    Values are Named (THING, RANKED, KEY), str (LABEL, TEXT), milliseconds (INSTANT), date (DAY),
    float (NUMBER) or seconds (SPAN). `find` gives what a name or id means, nothing where there is no
    such value; it is None where any text may be asked for. `descending` is the field's own direction
    in an order that names none, `nothing` a name of the empty value such as Unresolved.
    """

    name: str
    kind: Kind
    values: Callable[[T], Sequence[Any]]
    find: Callable[[str], Iterable[Named]] | None = None
    descending: bool = False
    nothing: str | None = None


@dataclass(frozen=True, kw_only=True)
class Context(Generic[T]):
    """Who asks, when and where; `grain` is the number of milliseconds to which the index keeps times."""

    terms: Mapping[str, Term[T]]
    account: str | None
    now: int
    zone: tzinfo = UTC
    cloud: bool = True
    grain: int = 1
    functions: Mapping[str, Callable[[], Iterable[Named]]] = field(default_factory=dict)

    def term(self, name: str) -> Term[T]:
        """The field of that name, alias or `cf[id]`; raises JqlError."""
        found = self.terms.get(name.casefold()) or self.terms.get(SUFFIX.sub("", name).strip().casefold())
        if found is None:
            who = "you do not have permission to view it"
            if self.account is None:
                who = "this field cannot be viewed by anonymous users"
            raise JqlError(f"Field '{name}' does not exist or {who}.")
        return found
