"""What the tracker keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Comment:
    """A comment of a task."""

    id: int
    text: str
    author: str
    created: int
    edited: int | None = None
    revision: int = 1
    meta: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Task:
    """A task; only a change of its own fields makes another revision."""

    id: int
    author: str
    created: int
    updated: int
    title: str = ""
    text: str = ""
    state: str = "open"
    labels: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    due: str | None = None
    meta: dict[str, Any] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Webhook:
    """Who is told of what happens."""

    id: int
    url: str
    secret: str
