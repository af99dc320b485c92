"""The records of a sandboxed organisation; times are milliseconds since 1970."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class User:
    """A person or a service account."""

    id: str
    name: str
    display_name: str
    unique_name: str

    @property
    def descriptor(self) -> str:
        """How graph calls name the account."""
        return f"aad.{self.id.replace('-', '')}"

    @property
    def combined(self) -> str:
        """The form that older answers use in place of an object."""
        return f"{self.display_name} <{self.unique_name}>"


@dataclass(frozen=True, slots=True)
class State:
    """A state of a type, with the category that makes it comparable between types."""

    name: str
    category: str
    color: str


@dataclass(slots=True)
class ItemType:
    """A work item type of a project; `moves` restricts what may follow a state, none means all may.

    `reasons` are those that are taken, none means all.
    """

    name: str
    reference: str
    color: str
    icon: str
    states: tuple[State, ...]
    fields: tuple[str, ...]
    required: tuple[str, ...] = ()
    moves: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    hidden: bool = False

    def state(self, name: str) -> State | None:
        """The state of that name, in whatever case."""
        return next((one for one in self.states if one.name.casefold() == name.casefold()), None)


@dataclass(frozen=True, slots=True)
class FieldDef:
    """A field of the organisation; `values` is what it takes, nothing means anything."""

    reference: str
    name: str
    kind: str
    read_only: bool = False
    values: tuple[str, ...] = ()
    identity: bool = False
    custom: bool = False


@dataclass(slots=True)
class Node:
    """An area or an iteration with those below it."""

    id: int
    identifier: str
    name: str
    children: list[Node] = field(default_factory=list)
    start: str | None = None
    finish: str | None = None


@dataclass(slots=True)
class Team:
    """A team with its members and the iterations that it plans in."""

    id: str
    name: str
    description: str = ""
    members: list[User] = field(default_factory=list)
    iterations: list[str] = field(default_factory=list)
    boards: dict[str, Board] = field(default_factory=dict)


@dataclass(slots=True)
class Board:
    """A team's board: its columns with the states that they stand for, its rows and its field names."""

    id: str
    name: str
    types: tuple[str, ...]
    columns: list[Column]
    rows: list[tuple[str, str | None]]

    @property
    def extension(self) -> str:
        """What the names of the board's own fields begin with."""
        return f"WEF_{self.id.replace('-', '').upper()}_Kanban."


@dataclass(slots=True)
class Column:
    """A column of a board; `states` are by the type's name."""

    id: str
    name: str
    kind: str
    states: Mapping[str, str]
    limit: int = 0
    split: bool = False


@dataclass(slots=True)
class Project:
    """A team project."""

    id: str
    name: str
    process: str
    types: dict[str, ItemType]
    areas: Node
    iterations: Node
    description: str = ""
    state: str = "wellFormed"
    revision: int = 1
    updated: int = 0
    teams: dict[str, Team] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relation:
    """What an item points to: another item by `target`, anything else by its address."""

    rel: str
    url: str
    target: int | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Revision:
    """How an item stood after a change; `end` is when the next one came."""

    rev: int
    at: int
    by: User
    watermark: int
    project: str
    fields: Mapping[str, Any]
    relations: tuple[Relation, ...]
    formats: Mapping[str, str]
    comment: tuple[int, int] | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """What one change did; links between items change without a new revision."""

    number: int
    rev: int
    by: User
    at: int
    fields: Mapping[str, tuple[Any, Any]]
    added: tuple[Relation, ...] = ()
    removed: tuple[Relation, ...] = ()
    sequence: int = 0
    """Its place among the changes of all items."""


@dataclass(frozen=True, slots=True)
class Comment:
    """One version of what was said."""

    id: int
    item: int
    text: str
    format: str
    author: User
    created: int
    editor: User
    modified: int
    version: int = 1
    revision: int = 0
    deleted: bool = False


@dataclass(slots=True)
class Item:
    """A work item; collections are replaced, never changed in place."""

    id: int
    project: Project
    fields: dict[str, Any]
    rev: int = 0
    relations: tuple[Relation, ...] = ()
    formats: dict[str, str] = field(default_factory=dict)
    revisions: tuple[Revision, ...] = ()
    updates: tuple[Update, ...] = ()
    comments: tuple[Comment, ...] = ()
    """The newest version of each, oldest first."""
    versions: tuple[Comment, ...] = ()
    deleted: tuple[User, int] | None = None

    @property
    def type(self) -> ItemType:
        """The item's type."""
        return self.project.types[self.fields["System.WorkItemType"].casefold()]

    @property
    def last(self) -> Revision:
        """The newest revision."""
        return self.revisions[-1]

    def at(self, moment: int) -> Revision | None:
        """The revision that stood at a moment; none where there was no item yet."""
        return next((one for one in reversed(self.revisions) if one.at <= moment), None)
