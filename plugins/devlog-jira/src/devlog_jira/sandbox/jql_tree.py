"""What a JQL text says once it is read: clauses, how they are joined, and the wanted order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

OPPOSITE = {
    "=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "~": "!~", "!~": "~",
    "IN": "NOT IN", "NOT IN": "IN", "IS": "IS NOT", "IS NOT": "IS",
}  # fmt: skip


class JqlError(Exception):
    """A query that Jira would answer with 400, in the words that it would use."""

    def __init__(self, *messages: str) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


@dataclass(frozen=True, slots=True)
class Literal:
    """A word, a quoted text or a number."""

    text: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A call such as `startOfDay("-1d")`."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Empty:
    """The word EMPTY or NULL."""


Operand = Literal | Function | Empty


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison; `listed` where the operands stood in parentheses."""

    field: str
    operator: str
    operands: tuple[Operand, ...]
    listed: bool


@dataclass(frozen=True, slots=True)
class Join:
    """Clauses that must hold all together, or of which one is enough."""

    every: bool
    parts: tuple[Node, ...]


Node = Clause | Join


@dataclass(frozen=True, slots=True)
class Sort:
    """One key of the order; `descending` is None where the field's own direction is meant."""

    field: str
    descending: bool | None


@dataclass(frozen=True, slots=True)
class Query:
    """A whole text; without `where` every issue is meant."""

    where: Node | None
    order: Sequence[Sort]

    @property
    def bounded(self) -> bool:
        """Whether anything at all restricts the search; Cloud refuses one that does not."""
        return self.where is not None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that the conditions name."""
        return _fields(self.where) if self.where is not None else ()


def _fields(node: Node) -> tuple[str, ...]:
    if isinstance(node, Clause):
        return (node.field,)
    return tuple(name for part in node.parts for name in _fields(part))


def negated(node: Node) -> Node:
    """The opposite of a condition, with NOT moved into the operators as Jira does it.

    So `NOT labels = x` leaves out the issues without a label, just as `labels != x` does.
    """
    if isinstance(node, Clause):
        return Clause(node.field, OPPOSITE[node.operator], node.operands, node.listed)
    return Join(not node.every, tuple(negated(part) for part in node.parts))
