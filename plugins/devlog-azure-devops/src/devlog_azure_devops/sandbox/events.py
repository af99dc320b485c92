"""What happens in the sandbox, told to whoever listens, as service hooks do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from devlog_azure_devops.sandbox.model import Item, Project, Update, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event by the provider's name, with what it is about; `resource` is what else it carries."""

    name: str
    project: Project
    actor: User
    at: int
    item: Item | None = None
    update: Update | None = None
    comment: str = ""
    resource: Mapping[str, Any] = field(default_factory=dict)


Listener = Callable[[Event], None]
