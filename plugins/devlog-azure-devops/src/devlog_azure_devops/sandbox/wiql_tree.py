"""What a WIQL text says once it is read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """A text, a number or a truth value."""

    text: str


@dataclass(frozen=True, slots=True)
class Macro:
    """A word such as @today, moved by days."""

    name: str
    days: float = 0


@dataclass(frozen=True, slots=True)
class FieldName:
    """Another field, to compare with."""

    name: str


Operand = Value | Macro | FieldName


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison; `text` is how it stood, for refusals."""

    field: str
    operator: str
    operands: tuple[Operand, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Join:
    """Conditions that must hold all together, or of which one is enough."""

    every: bool
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    part: Node


Node = Clause | Join | Not


@dataclass(frozen=True, slots=True)
class Query:
    """A whole text."""

    columns: tuple[str, ...]
    where: Node | None
    order: tuple[tuple[str, bool], ...]
    """Fields, each with whether the greatest comes first."""
    as_of: str | None = None
