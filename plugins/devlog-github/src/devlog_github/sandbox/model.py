"""What the sandbox remembers: compact records that hold nothing a shape can work out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False)
class User:
    """An account; the login is unique whatever its case."""

    id: int
    login: str
    created_at: int
    kind: str = "User"


@dataclass(slots=True, eq=False)
class Label:
    """A label of one repository."""

    id: int
    name: str
    color: str = "ededed"
    description: str | None = None
    default: bool = False


@dataclass(slots=True, eq=False)
class Milestone:
    """A milestone of one repository, addressed by number."""

    id: int
    number: int
    title: str
    creator: User
    created_at: int
    updated_at: int
    description: str | None = None
    state: str = "open"
    due_on: int | None = None
    closed_at: int | None = None


@dataclass(slots=True, eq=False)
class Comment:
    """A comment under an issue or a pull request."""

    id: int
    issue: Issue
    user: User
    body: str
    created_at: int
    updated_at: int


@dataclass(slots=True, eq=False)
class Pull:
    """What a pull request has beyond the issue it also is."""

    id: int
    head: str
    base: str
    draft: bool = False
    merged_at: int | None = None
    merged_by: User | None = None


@dataclass(slots=True, eq=False)
class Event:
    """One line of an issue's history."""

    id: int
    kind: str
    actor: User
    at: int
    detail: dict[str, Any]


@dataclass(slots=True, eq=False)
class Issue:
    """An issue or a pull request; collections are tuples, so that a shallow copy keeps an old state."""

    id: int
    number: int
    repository: Repository
    user: User
    title: str
    created_at: int
    updated_at: int
    body: str | None = None
    state: str = "open"
    state_reason: str | None = None
    labels: tuple[Label, ...] = ()
    assignees: tuple[User, ...] = ()
    milestone: Milestone | None = None
    locked: bool = False
    lock_reason: str | None = None
    closed_at: int | None = None
    closed_by: User | None = None
    pull: Pull | None = None
    comments: tuple[Comment, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(slots=True, eq=False)
class Repository:
    """A repository: its id stays when its name does not."""

    id: int
    owner: User
    name: str
    created_at: int
    private: bool = False
    issues: dict[int, Issue] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    milestones: dict[int, Milestone] = field(default_factory=dict)
    collaborators: dict[str, str] = field(default_factory=dict)
    gone: dict[int, Issue | None] = field(default_factory=dict)
    last_number: int = 0

    @property
    def full_name(self) -> str:
        return f"{self.owner.login}/{self.name}"
