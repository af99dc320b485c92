"""What happens in the sandbox, told to whoever listens, as webhooks do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from devlog_jira.sandbox.model import Change, Comment, Issue, Sprint, User, Worklog


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event by Jira's name, with what it is about; `kind` is the finer name of an issue's event."""

    name: str
    actor: User
    at: int
    issue: Issue | None = None
    kind: str | None = None
    change: Change | None = None
    comment: Comment | None = None
    worklog: Worklog | None = None
    sprint: Sprint | None = None


Listener = Callable[[Event], None]
