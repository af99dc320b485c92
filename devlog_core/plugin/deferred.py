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

    def create(self, draft: Draft, /) -> RemoteItem:
        """As `TrackerService.create`."""
        ...

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None, /) -> RemoteItem:
        """As `TrackerService.update`."""
        ...


class Finder(Protocol):
    """Finds what carries a mark."""

    def items(self, mark: Mark, tried_at: datetime | None, /) -> Sequence[RemoteItem]:
        """As `TrackerService.find`."""
        ...

    def notes(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None, /) -> Sequence[RemoteNote]:
        """As `TrackerService.find_note`."""
        ...


class Commenter(Protocol):
    """Writes comments, and removes those that devlog wrote."""

    def put(self, ref: RemoteRef, note: NoteDraft, /) -> RemoteNote:
        """As `TrackerService.put_note`."""
        ...

    def delete(self, ref: RemoteRef, note: RemoteRef, /) -> None:
        """As `TrackerService.delete_note`."""
        ...


class Remote(Protocol):
    """One place at work for one integration, with one connection for all; what a service does, by part."""

    @property
    def writer(self) -> Writer:
        """What creates and changes items."""
        ...

    @property
    def finder(self) -> Finder:
        """What finds marks."""
        ...

    @property
    def commenter(self) -> Commenter:
        """What writes comments."""
        ...

    def check(self) -> AccountInfo:
        """As `IntegrationService.check`."""
        ...

    def scope(self) -> Scope:
        """As `IntegrationService.scope`, always known."""
        ...

    def close(self) -> None:
        """As `IntegrationService.close`."""
        ...

    def page(self, cursor: Cursor | None, mode: Mode, /) -> SyncPage:
        """As `SourceService.fetch_page`."""
        ...

    def fetch(self, ref: RemoteRef, /) -> RemoteItem | None:
        """As `TrackerService.fetch`."""
        ...

    def express(self, field: str, value: Any, /) -> Any:
        """As `TrackerService.express`."""
        ...


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
