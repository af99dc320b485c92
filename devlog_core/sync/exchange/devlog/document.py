"""The shapes of an export: what another store needs to know of this one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, PositiveInt

from devlog_core.model.fields import NOTE_CATEGORIES
from devlog_core.model.link import LinkKind

FORMAT: Literal["devlog"] = "devlog"
VERSION: Literal[1] = 1


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


def _category(value: str) -> str:
    if value not in NOTE_CATEGORIES:
        raise ValueError(f"expected one of {', '.join(NOTE_CATEGORIES)}")
    return value


Time = Annotated[AwareDatetime, AfterValidator(_utc)]
Uid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Edits = dict[str, PositiveInt]
"""By replica, the sequence of its latest change that counts."""


class Shape(BaseModel):
    """A part of the document; what it does not name is refused rather than dropped."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Stamp(Shape):
    """Whose edits a value rests on, and who made the latest of them."""

    vector: Edits
    at: Time | None = None
    by: str | None = None


class Rival(Stamp):
    """A value that stands beside the one held, until somebody decides."""

    value: Any


class NoteRecord(Shape):
    """A note; a deleted one is kept, so that the other store deletes it too."""

    uid: str = Field(min_length=1)
    at: Time
    edited_at: Time | None
    author: str | None
    category: Annotated[str, AfterValidator(_category)]
    content: str
    files: tuple[str, ...]
    origin: str
    deleted: bool
    stamp: Stamp


class WorklogRecord(Shape):
    """A time booking, deleted or not."""

    uid: str = Field(min_length=1)
    at: Time
    edited_at: Time | None = None
    author: str | None
    minutes: int
    text: str
    origin: str
    deleted: bool
    stamp: Stamp


class LinkRecord(Shape):
    """Which remote thing is tied; what was last in step with it belongs to the store that knows."""

    integration: str
    kind: LinkKind
    remote_id: str
    remote_key: str
    url: str
    scope: str
    marked: bool
    data: dict[str, Any]


class EntryRecord(Shape):
    """One entry with all that belongs to it."""

    uid: Uid
    id: Annotated[int, Field(ge=0)]
    ref: str
    key: str
    aliases: tuple[str, ...]
    origin: str
    targets: tuple[str, ...]
    created_at: Time
    updated_at: Time
    closed_at: Time | None
    vector: Edits
    values: dict[str, Any]
    stamps: dict[str, Stamp]
    """By field; one left out was not changed since the birth, whose stamp is that of `entry`."""
    rivals: dict[str, tuple[Rival, ...]]
    notes: tuple[NoteRecord, ...]
    worklogs: tuple[WorklogRecord, ...]
    links: tuple[LinkRecord, ...]


class PersonRecord(Shape):
    """Somebody, with an account per integration."""

    id: str = Field(min_length=1)
    name: str
    emails: tuple[str, ...]
    identities: dict[str, str]


class Header(Shape):
    """Where the export comes from, and its people."""

    format: Literal["devlog"]
    version: Literal[1]
    workspace: str
    replica: str
    people: tuple[PersonRecord, ...]
