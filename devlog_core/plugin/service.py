"""The classes that plugin authors subclass: one service for one integration."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from devlog_core.model.change import Change
from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import UnsupportedError
from devlog_core.model.integration import Integration
from devlog_core.model.overwritten import Overwritten, Write
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
    RemoteWorklog,
    Scope,
    SyncPage,
    Version,
    WorklogDraft,
)
from devlog_core.model.run import Run
from devlog_core.model.webhook import Verified, WebhookRegistration, WebhookResult
from devlog_core.plugin.capability import Capabilities
from devlog_core.plugin.context import PluginContext

ConfigT = TypeVar("ConfigT")
TARGET = ":path"  # The name under which headers hold the path and query that were posted to.
Headers = Mapping[str, str]  # By name, whatever their case.


class IntegrationService(ABC, Generic[ConfigT]):
    """What one integration can do. The engine drives: a service never retries, sleeps, prints or stores."""

    capabilities: Capabilities = Capabilities()
    """A service whose settings add fields, such as `custom.severity`, makes its own in `__init__`."""

    def __init__(self, integration: Integration, config: ConfigT, context: PluginContext) -> None:
        self.integration = integration
        self.config = config
        self.context = context

    @abstractmethod
    def check(self) -> AccountInfo:
        """One cheap authenticated call: who am I, what may I do, what is missing for which feature.

        Raises AuthError, ConfigError or TransientError.
        """

    @abstractmethod
    def scope(self) -> Scope | None:
        """The remote container by its immutable id; None while it is not known."""

    def close(self) -> None:
        """Release connections; calling it again does nothing."""
        return


class ObserverService(IntegrationService[ConfigT]):
    """A place that is told what happens and has nothing to sync, such as a chat.

    Both methods are called after the commit, in the order of the journal. What they raise is
    logged and dropped: the next change is told as if nothing had been.
    """

    def scope(self) -> Scope | None:
        return None

    def entry_changed(self, change: Change) -> None:
        """Told of every journal record, at least once: after a kill some are told again."""
        return

    def run_finished(self, run: Run) -> None:
        """Told of every run when it ends."""
        return


class SourceService(IntegrationService[ConfigT]):
    """A place that is only read: a repository's history, builds, documents."""

    @abstractmethod
    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        """The page of changes after `cursor`; None starts from the beginning.

        Raises TransientError, RateLimitedError or AuthError; a list that could not be
        read to its end is an error, never a short page.
        """

    def verify(self, headers: Headers, body: bytes) -> Verified:
        """The delivery's id where its signature holds; pure, no network.

        `headers` hold besides, as `:path`, the path and the query that were posted to: some providers send
        their secret there. No sender can forge it, since no header's name begins with a colon.

        Raises WebhookRejectedError where it does not, UnsupportedError where there are no webhooks.
        """
        raise UnsupportedError(f"{self.integration.plugin} receives no webhooks")

    def parse(self, delivery: Delivery) -> WebhookResult:
        """What a stored delivery hints at."""
        raise UnsupportedError(f"{self.integration.plugin} receives no webhooks")

    def register_webhook(self, url: str) -> WebhookRegistration:
        """Ask the provider to deliver to `url`; an equal registration is returned, not doubled."""
        raise UnsupportedError(f"{self.integration.plugin} cannot register webhooks")


class TrackerService(SourceService[ConfigT]):
    """A place whose items are written as well as read."""

    def express(self, field: str, value: Any) -> Any:
        """What the place would answer for this field after being sent `value`; pure.

        Values and answers are in the entry's terms, people as the place's accounts, parents
        and dependencies by the ids of its items. The engine sends a field only where this
        differs from what the place last answered.
        """
        return value

    @abstractmethod
    def fetch(self, ref: RemoteRef) -> RemoteItem | None:
        """The item as it is now, with all its notes and worklogs; None where it is gone.

        `devlog link` asks for what somebody typed: such a ref has no `id`, but a `key`, and a `url` where it
        was an address. RejectedError says what to type.
        """

    @abstractmethod
    def find(self, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteItem]:
        """All items that carry the mark; empty means certainly absent.

        `tried_at` is the provider's own time just before the latest try, None when another
        store may have tried at any time. Raises TransientError(retry_at) while unsure.
        """

    @abstractmethod
    def create(self, draft: Draft) -> RemoteItem:
        """Create the item with its mark in the same write, and return it as the place holds it."""

    @abstractmethod
    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        """Change only what the patch names and return the item as the place holds it then.

        Raises StaleError where the item is no longer the one of `expected`, GoneError,
        or RejectedError naming the fields.
        """

    def overwritten(self, writes: Sequence[Write]) -> Sequence[Overwritten]:
        """What these writes of ours replaced although nobody had read it, as the provider's history tells.

        Asked with each complete reading, for the fields that the capabilities name in `recovery`.
        """
        raise UnsupportedError(f"{self.integration.plugin} keeps no history of values")

    def put_note(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        """Write a comment, new or our own earlier one."""
        raise UnsupportedError(f"{self.integration.plugin} takes no notes")

    def find_note(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteNote]:
        """All comments of the item that carry the note's mark; empty means certainly absent."""
        raise UnsupportedError(f"{self.integration.plugin} takes no notes")

    def delete_note(self, ref: RemoteRef, note: RemoteRef) -> None:
        """Remove a comment that devlog wrote; one that is gone already is no error."""
        raise UnsupportedError(f"{self.integration.plugin} takes no notes")

    def put_worklog(self, ref: RemoteRef, worklog: WorklogDraft) -> RemoteWorklog:
        """Write a time booking, new or our own earlier one, and return it as the place holds it.

        Raises StaleError where the place no longer holds the minutes and the text that the draft says were
        read, or the booking is gone, and RejectedError where it is refused.
        """
        raise UnsupportedError(f"{self.integration.plugin} takes no worklogs")

    def find_worklog(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteWorklog]:
        """All time bookings of the item that carry the mark; empty means certainly absent."""
        raise UnsupportedError(f"{self.integration.plugin} takes no worklogs")

    def delete_worklog(self, ref: RemoteRef, worklog: RemoteRef) -> None:
        """Remove a time booking that devlog wrote; one that is gone already is no error."""
        raise UnsupportedError(f"{self.integration.plugin} takes no worklogs")
