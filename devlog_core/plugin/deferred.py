"""A tracker in parts: the service only passes on, and what makes requests is made when it is first used."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from devlog_core.model.remote import (
    AccountInfo,
    Cursor,
    Draft,
    Mark,
    Mode,
    NoteDraft,
    Patch,
    RemoteItem,
    RemoteNote,
    RemoteRef,
    Scope,
    SyncPage,
    Version,
)
from devlog_core.plugin.service import ConfigT, TrackerService


class Writer(Protocol):
    """Creates and changes items."""

    def create(self, draft: Draft, /) -> RemoteItem: ...

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None, /) -> RemoteItem: ...


class Finder(Protocol):
    """Finds what carries a mark."""

    def items(self, mark: Mark, tried_at: datetime | None, /) -> Sequence[RemoteItem]: ...

    def notes(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None, /) -> Sequence[RemoteNote]: ...


class Commenter(Protocol):
    """Writes comments, and removes those that devlog wrote."""

    def put(self, ref: RemoteRef, note: NoteDraft, /) -> RemoteNote: ...

    def delete(self, ref: RemoteRef, note: RemoteRef, /) -> None: ...


class Remote(Protocol):
    """One place at work for one integration, with one connection for all; what a service does, by part."""

    @property
    def writer(self) -> Writer: ...

    @property
    def finder(self) -> Finder: ...

    @property
    def commenter(self) -> Commenter: ...

    def check(self) -> AccountInfo: ...

    def scope(self) -> Scope: ...

    def close(self) -> None: ...

    def page(self, cursor: Cursor | None, mode: Mode, /) -> SyncPage: ...

    def fetch(self, ref: RemoteRef, /) -> RemoteItem | None: ...

    def express(self, field: str, value: Any, /) -> Any: ...


RemoteT = TypeVar("RemoteT", bound=Remote)


class DeferredTracker(TrackerService[ConfigT], Generic[ConfigT, RemoteT]):
    """A tracker whose module imports none of the provider's libraries: `reach` does, at the first request."""

    _remote: RemoteT | None = None

    @abstractmethod
    def reach(self) -> RemoteT:
        """Make what talks to the place; import it here."""

    @property
    def remote(self) -> RemoteT:
        """The place, reached for when first used."""
        if self._remote is None:
            self._remote = self.reach()
        return self._remote

    def check(self) -> AccountInfo:
        return self.remote.check()

    def scope(self) -> Scope | None:
        return self.remote.scope()

    def close(self) -> None:
        if self._remote is not None:
            self._remote.close()
            self._remote = None

    def express(self, field: str, value: Any) -> Any:
        return self.remote.express(field, value)

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        return self.remote.page(cursor, mode)

    def fetch(self, ref: RemoteRef) -> RemoteItem | None:
        return self.remote.fetch(ref)

    def find(self, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteItem]:
        return self.remote.finder.items(mark, tried_at)

    def create(self, draft: Draft) -> RemoteItem:
        return self.remote.writer.create(draft)

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        return self.remote.writer.update(ref, patch, expected)

    def put_note(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        return self.remote.commenter.put(ref, note)

    def find_note(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteNote]:
        return self.remote.finder.notes(ref, mark, tried_at)

    def delete_note(self, ref: RemoteRef, note: RemoteRef) -> None:
        self.remote.commenter.delete(ref, note)
