"""What plugins and core hand each other about the remote side."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from devlog_core.model.fields import canonical

Mode = Literal["delta", "snapshot", "census"]
ThingKind = Literal["commit", "branch", "pull_request", "build", "deployment", "document"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The remote container by its immutable id."""

    id: str
    name: str
    """What people call it now; may change."""
    host: str
    """The provider's host; with a remote id it makes the identity of an entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteRef:
    """How a remote thing is addressed.

    An empty `id` means that the place said only the key, as in a list of
    comments; the core then finds the item by its key.
    """

    id: str
    key: str = ""
    url: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A state of an item: later states have a higher `order`, different contents a different `hash`."""

    order: int
    """A revision number, or a time in microseconds since 1970."""
    hash: str

    @staticmethod
    def of(order: int, content: Any) -> Version:
        """The version of JSON content at that order."""
        return Version(order=order, hash=hashlib.sha256(canonical(content).encode()).hexdigest()[:32])


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The entry's or note's identity, carried by what devlog created."""

    uid: str
    ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteNote:
    """A comment as the place holds it, without our mark in its content."""

    ref: RemoteRef
    content: str
    author: str | None = None
    at: datetime
    edited_at: datetime | None = None
    mark: str | None = None
    """The uid of the note that devlog wrote there, if it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteWorklog:
    """A time booking as the place holds it."""

    ref: RemoteRef
    minutes: int
    """Rounded where the place counts finer; the rounding must always give the same for the same booking."""
    text: str = ""
    author: str | None = None
    at: datetime
    """When the time was spent, as the booking says."""
    edited_at: datetime | None = None
    """When the booking was last changed; None where nobody did since it was written."""
    mark: str | None = None
    """The uid of the worklog that devlog wrote there, if it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteAccount:
    """An account of the place, with the name and the e-mail that the place shows for it."""

    account: str
    name: str = ""
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteItem:
    """One item as the place holds it, translated to the entry's terms.

    `values` has the fields that were read; people are the place's account names, a parent is an item's
    immutable id, and dependencies are `{"kind", "entry"}` with the other item's id as `entry` and a kind of
    `blocks`, `blocked-by` and `related-to`. The core knows which entries those are.
    A choice field may hold a list where the place shows several values at once:
    the core takes the one that is new. A partial item (`version` None, no
    values) brings only notes or worklogs.
    """

    ref: RemoteRef
    version: Version | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[RemoteNote, ...] = ()
    notes_complete: bool = False
    """Whether a note that is not in `notes` no longer exists."""
    note_count: int | None = None
    """How many notes the place says it holds, where it says so; a delta must then bring the new ones."""
    worklogs: tuple[RemoteWorklog, ...] = ()
    worklogs_complete: bool = False
    """Whether a worklog that is not in `worklogs` no longer exists."""
    links: tuple[str, ...] = ()
    mark: str | None = None
    """The uid of the entry that devlog created it from, if it did."""
    author: str | None = None
    people: tuple[RemoteAccount, ...] = ()
    """The accounts that the item mentions, with the names and e-mails that the place shows."""
    created_at: datetime | None = None
    edited_at: datetime | None = None
    """The place's own time of the latest edit; equal to `created_at` while nobody edited it."""
    field_times: Mapping[str, datetime] = field(default_factory=dict)
    selected: bool = True
    """Whether the plugin's own query filter selects it."""
    pending: tuple[str, ...] = ()
    """Of an item of ours that is new: the fields that it may not have been told yet.

    They are compared with the entry once the item is linked, and sent by an update where they differ.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a thing names; a build, a commit or a branch stands for the entries that it is attached to."""

    entry: str | None = None
    integration: str | None = None
    key: str | None = None
    commit: str | None = None
    """A commit by its full id, the `id` of its `RemoteRef`, whichever integration read it."""
    branch: str | None = None
    """A branch by its name without `refs/heads/`, the `key` of its `RemoteRef`, whoever read it."""
    build: str | None = None
    """A build of `integration` by the `id` of its `RemoteRef`."""
    closes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteThing:
    """A commit, branch, pull request, build or deployment: attaches to entries, never makes one.

    The core reads three keys of `data`: `on_default` says that a commit is reachable from the default
    branch, which lets it close what it names; `news` set to False says that a delta brought it only
    because the reading had to begin again; `state` says how a build or a deployment stands.

    A deployment's `ref` is that of the environment: what is deployed there later takes its place.
    """

    ref: RemoteRef
    kind: ThingKind
    title: str = ""
    author: str | None = None
    at: datetime | None = None
    files: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened at the place, for triggers; `id` is unique at the integration."""

    id: str
    name: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A record that could not be read: set aside by itself and named."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a plugin's reading stands; only the plugin understands `data`, plain JSON."""

    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPage:
    """One page of remote changes over the whole scope."""

    mode: Mode
    items: tuple[RemoteItem, ...] = ()
    refs: tuple[RemoteThing, ...] = ()
    present: tuple[RemoteRef, ...] = ()
    events: tuple[Event, ...] = ()
    gone: tuple[RemoteRef, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    next: Cursor | None = None
    more: bool = False
    as_of: datetime | None = None
    """The provider's own clock when the page was read."""
    total: int | None = None
    """How many records the whole reading will bring, where the place says so; for progress only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A new item: what to create, and the mark to write with it."""

    mark: Mark
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetChange:
    """Elements to add to and remove from a set."""

    add: tuple[Any, ...] = ()
    remove: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A single value to replace; `old` is the remote value last read."""

    old: Any
    new: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """Only what is to change on a known item."""

    fields: Mapping[str, FieldChange] = field(default_factory=dict)
    sets: Mapping[str, SetChange] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDraft:
    """A comment to write; `ref` None for a new one."""

    mark: Mark
    ref: RemoteRef | None
    content: str
    old: str | None = None
    """The content last read, for an edit: where the place holds another one, StaleError is due."""
    author: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklogDraft:
    """A time booking to write; `ref` None for a new one."""

    mark: Mark
    ref: RemoteRef | None
    minutes: int
    text: str = ""
    old_minutes: int | None = None
    """The minutes last read, for an edit: where the place holds others, StaleError is due."""
    old_text: str | None = None
    """The text last read, for an edit: where the place holds another one, StaleError is due."""
    author: str | None = None
    """Who spent the time; places book it under the account of their credentials."""
    at: datetime | None = None
    """When the time was spent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountInfo:
    """Who we are at the place, and what is missing for which feature."""

    account: str
    name: str = ""
    """How people know the account, where the place tells."""
    permissions: tuple[str, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)
    """Feature to what it lacks and how to get it."""
    warnings: tuple[str, ...] = ()
