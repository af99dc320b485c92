"""The entry: one unit of work in the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from devlog_core.model.fields import CLOSED_STATUSES, FIELDS, checked

LOCAL = "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One unit of work, as of one moment.

    `content` holds every field of `model.fields` by name, in canonical JSON form,
    with `custom.NAME` for each custom value; a field left out has its default.
    """

    uid: str
    """The identity, the same in every store."""
    id: int
    """A number of this workspace, for typing only; 0 until stored."""
    ref: str
    """What stands in commits, branches and marks: `dl-7c41f09a`."""
    key: str
    """A slug of the first title."""
    aliases: tuple[str, ...] = ()
    """Old keys and ids that still find the entry."""
    content: Mapping[str, Any] = field(default_factory=dict)
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None
    origin: str = LOCAL
    """`local`, or the integration whose item it was born from."""
    imported: bool = False
    """Whether another store may already have sent it somewhere."""
    targets: tuple[str, ...] = ()
    """Integrations named for it by `--to`, past their filters."""
    vector: Mapping[str, int] = field(default_factory=dict)
    """The highest sequence seen of each replica."""

    def value(self, name: str) -> Any:
        """The field's value in canonical JSON form, or its default."""
        if name in self.content:
            return self.content[name]
        return FIELDS[name].default if name in FIELDS else None

    @property
    def title(self) -> str:
        return str(self.value("title"))

    @property
    def status(self) -> str:
        return str(self.value("status"))

    @property
    def closed(self) -> bool:
        """Whether work on it has ended, one way or the other."""
        return self.status in CLOSED_STATUSES

    @property
    def archived(self) -> bool:
        return bool(self.value("archived"))

    @property
    def custom(self) -> dict[str, Any]:
        """The custom values by name."""
        return {k.removeprefix("custom."): v for k, v in self.content.items() if k.startswith("custom.")}

    def with_values(self, values: Mapping[str, Any], at: datetime) -> Entry:
        """The entry with these fields changed at `at`; closing and reopening set `closed_at`.

        Raises ValueError or KeyError for a value or field that no entry may have.
        """
        content = checked_content(values, self.content)
        changed = replace(self, content=content, updated_at=max(at, self.updated_at))
        if changed.closed == self.closed and (self.closed_at is not None) == self.closed:
            return changed
        return replace(changed, closed_at=at if changed.closed else None)


def checked_content(values: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Content with these fields set; a custom value of None is taken out.

    Raises ValueError or KeyError for a value or field that no entry may have.
    """
    content = dict(before or {})
    for name, value in values.items():
        clean = checked(name, value)
        if clean is None and name.startswith("custom."):
            content.pop(name, None)
        else:
            content[name] = clean
    return content
