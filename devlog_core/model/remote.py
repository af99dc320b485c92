"""What plugins and core hand each other about the remote side."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from devlog_core.model.fields import canonical

Mode = Literal["delta", "snapshot", "census"]  # What changed; what exists; which ids exist.
ThingKind = Literal["commit", "branch", "pull_request", "build", "deployment", "document"]
"""What attaches to entries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The remote container by its immutable id."""

    id: str  # Immutable: a rename leaves it as it is.
    name: str
    """What people call it now; may change."""
    host: str
    """The provider's host; with a remote id it makes the identity of an entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteRef:
    """How a remote thing is addressed.

    An empty `id` means that the place said only the key, as in a list of comments; the core then finds
    the item by its key. One that the core hands over without an id was typed by somebody.
    """

    id: str  # Immutable, unique within the place.
    key: str = ""  # What people type and see, such as `12`; may change.
    url: str = ""  # Where a browser shows it.
    scope: str = ""  # The id of the `Scope` it lives in.


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A state of an item: later states have a higher `order`, different contents a different `hash`."""

    order: int  # A revision number, or a time in microseconds since 1970.
    hash: str  # Of the content that the plugin reads.

    @staticmethod
    def of(order: int, content: Any) -> Version:
        """The version of JSON content at that order."""
        said = canonical(content).encode(errors="surrogatepass")
        return Version(order=order, hash=hashlib.sha256(said).hexdigest()[:32])


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The entry's or note's identity, carried by what devlog created."""

    uid: str  # What the place must carry and what finds it again.
    ref: str = ""  # The short name that people see, such as `dl-7c41f09a`.


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteNote:
    """A comment as the place holds it, without our mark in its content."""

    ref: RemoteRef  # The comment's own id.
    content: str  # Markdown.
    author: str | None = None  # The account that wrote it.
    at: datetime  # When it was written.
    edited_at: datetime | None = None  # None where nobody edited it.
    mark: str | None = None
    """The uid of the note that devlog wrote there, if it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteWorklog:
    """A time booking as the place holds it."""

    ref: RemoteRef  # The booking's own id.
    minutes: int
    """Rounded where the place counts finer; the rounding must always give the same for the same booking."""
    text: str = ""  # Markdown.
    author: str | None = None  # The account that spent the time.
    at: datetime  # When the time was spent, as the booking says.
    edited_at: datetime | None = None
    """When the booking was last changed; None where nobody did since it was written."""
    mark: str | None = None
    """The uid of the worklog that devlog wrote there, if it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteAccount:
    """An account of the place, with the name and the e-mail that the place shows for it."""

    account: str  # What assignees and authors are called by.
    name: str = ""  # As the place shows it.
    email: str | None = None  # None where the place hides it.


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

    ref: RemoteRef  # How it is addressed.
    version: Version | None = None  # None for a partial item.
    values: Mapping[str, Any] = field(default_factory=dict)  # By field, in the entry's terms.
    notes: tuple[RemoteNote, ...] = ()  # Its comments, oldest first.
    notes_complete: bool = False
    """Whether a note that is not in `notes` no longer exists."""
    note_count: int | None = None
    """How many notes the place says it holds, where it says so; a delta must then bring the new ones."""
    worklogs: tuple[RemoteWorklog, ...] = ()  # Its time bookings.
    worklogs_complete: bool = False
    """Whether a worklog that is not in `worklogs` no longer exists."""
    links: tuple[str, ...] = ()  # Addresses of things that it names.
    mark: str | None = None
    """The uid of the entry that devlog created it from, if it did."""
    author: str | None = None  # The account that made it.
    people: tuple[RemoteAccount, ...] = ()
    """The accounts that the item mentions, with the names and e-mails that the place shows."""
    created_at: datetime | None = None  # When it was made.
    edited_at: datetime | None = None
    """The place's own time of the latest edit; equal to `created_at` while nobody edited it."""
    field_times: Mapping[str, datetime] = field(default_factory=dict)  # When each was set, if told.
    selected: bool = True
    """Whether the plugin's own query filter selects it."""
    pending: tuple[str, ...] = ()
    """Of an item of ours that is new: the fields that it may not have been told yet.

    They are compared with the entry once the item is linked, and sent by an update where they differ.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a thing names; a build, a commit or a branch stands for the entries that it is attached to."""

    entry: str | None = None  # A ref such as `dl-7c41f09a`, or a uid.
    integration: str | None = None  # Whose item `key` is.
    key: str | None = None  # An item as people name it, such as `12`.
    commit: str | None = None
    """A commit by its full id, the `id` of its `RemoteRef`, whichever integration read it."""
    branch: str | None = None
    """A branch by its name without `refs/heads/`, the `key` of its `RemoteRef`, whoever read it."""
    build: str | None = None
    """A build of `integration` by the `id` of its `RemoteRef`."""
    closes: bool = False  # Whether it says that this is done.


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteThing:
    """A commit, branch, pull request, build or deployment: attaches to entries, never makes one.

    The core reads three keys of `data`: `on_default` says that a commit is reachable from the default
    branch, which lets it close what it names; `news` set to False says that a delta brought it only
    because the reading had to begin again; `state` says how a build or a deployment stands.

    A deployment's `ref` is that of the environment: what is deployed there later takes its place.
    """

    ref: RemoteRef  # How it is addressed.
    kind: ThingKind  # What it is.
    title: str = ""  # Its first line.
    author: str | None = None  # The account that made it.
    at: datetime | None = None  # When it was made.
    files: tuple[str, ...] = ()  # The paths that it touches.
    targets: tuple[Target, ...] = ()  # What it names.
    data: Mapping[str, Any] = field(default_factory=dict)  # More, as JSON values.


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened at the place, for triggers; `id` is unique at the integration."""

    id: str  # The same each time it is read.
    name: str  # That of a `TriggerSpec`.
    at: datetime  # When it happened.
    data: Mapping[str, Any] = field(default_factory=dict)  # What rules can look at, by the trigger's schema.


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A record that could not be read: set aside by itself and named."""

    key: str  # How people find it.
    reason: str  # What is wrong with it, in words.
    ref: RemoteRef | None = None  # Of an item that exists: it is not taken for deleted.


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a plugin's reading stands; only the plugin understands `data`, plain JSON."""

    data: Mapping[str, Any]  # Stored as it is, handed back with the next reading.


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPage:
    """One page of remote changes over the whole scope."""

    mode: Mode  # The one that was asked for.
    items: tuple[RemoteItem, ...] = ()  # What may become entries.
    refs: tuple[RemoteThing, ...] = ()  # What attaches to entries.
    present: tuple[RemoteRef, ...] = ()  # Every item that exists; of a census only.
    events: tuple[Event, ...] = ()  # For triggers.
    gone: tuple[RemoteRef, ...] = ()  # Deleted, or out of reach.
    rejected: tuple[Rejected, ...] = ()  # Set aside, each by itself.
    next: Cursor | None = None  # Where to read on; of the last page, where the next delta begins.
    more: bool = False  # Whether there is a further page.
    as_of: datetime | None = None
    """The provider's own clock when the page was read."""
    total: int | None = None
    """How many records the whole reading will bring, where the place says so; for progress only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A new item: what to create, and the mark to write with it."""

    mark: Mark  # To be written in the same request.
    values: Mapping[str, Any]  # By field, only those that the capabilities write.


@dataclass(frozen=True, slots=True, kw_only=True)
class SetChange:
    """Elements to add to and remove from a set."""

    add: tuple[Any, ...] = ()  # What may be there already.
    remove: tuple[Any, ...] = ()  # What may be gone already.


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A single value to replace; `old` is the remote value last read."""

    old: Any  # As last read.
    new: Any  # What it shall be.


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """Only what is to change on a known item."""

    fields: Mapping[str, FieldChange] = field(default_factory=dict)  # Single values, by field.
    sets: Mapping[str, SetChange] = field(default_factory=dict)  # Labels, assignees and the like, by field.


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDraft:
    """A comment to write; `ref` None for a new one."""

    mark: Mark  # The note's identity.
    ref: RemoteRef | None  # The comment that is to be changed.
    content: str  # Markdown.
    old: str | None = None
    """The content last read, for an edit: where the place holds another one, StaleError is due."""
    author: str | None = None  # Who wrote it, as people know them.
    at: datetime | None = None  # When it was written.


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklogDraft:
    """A time booking to write; `ref` None for a new one."""

    mark: Mark  # The worklog's identity.
    ref: RemoteRef | None  # The booking that is to be changed.
    minutes: int  # Whole ones.
    text: str = ""  # Markdown.
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

    account: str  # What the place calls us.
    name: str = ""
    """How people know the account, where the place tells."""
    permissions: tuple[str, ...] = ()  # What we may do, in the place's words.
    missing: Mapping[str, str] = field(default_factory=dict)
    """Feature to what it lacks and how to get it."""
    warnings: tuple[str, ...] = ()  # What will not work as one may think, in words.
