"""Every error that devlog raises on purpose, named by its cure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar


class DevlogError(Exception):
    """Root of the errors whose message a user is meant to read.

    The message says what went wrong, where, and the cure. `kind` is the word
    used in JSON output; `exit_code` is what the command line ends with.
    """

    kind: ClassVar[str] = "plugin"
    exit_code: ClassVar[int] = 1


class UsageError(DevlogError):
    """The command names something that does not exist or makes no sense: the user retypes it."""

    kind = "usage"
    exit_code = 2


class NotFoundError(UsageError):
    """No entry, conflict, row or integration answers to the name given."""


class ConfigError(DevlogError):
    """The configuration is wrong or incomplete: the user edits it."""

    kind = "config"
    exit_code = 3


class StoreError(DevlogError):
    """The store cannot be read or written: the user frees the disk, the lock or the permission."""

    kind = "transient"


class UnreadableError(StoreError):
    """One record of the store cannot be read: the user runs `devlog doctor --fix`; all others work."""

    kind = "rejected"


class GuardError(DevlogError):
    """A guard stopped the run before harm: the user looks, then allows it by a flag."""

    kind = "guard"


class PluginError(DevlogError):
    """A plugin broke its contract: its author fixes it."""

    kind = "plugin"


class UnsupportedError(PluginError):
    """The plugin does not offer this feature at all."""


class AuthError(DevlogError):
    """The remote refused who we are: the integration stops until the credentials are renewed."""

    kind = "auth"


class TransientError(DevlogError):
    """The remote failed in passing: the same request may succeed later.

    `retry_at` is the earliest time (aware, UTC) at which trying again makes sense.
    """

    kind = "transient"

    def __init__(self, message: str, retry_at: datetime | None = None) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class DeadlineError(TransientError):
    """An integration ran past the time it was given; the next run continues where it stood."""

    kind = "timeout"


class RateLimitedError(TransientError):
    """The remote's budget is used up until `retry_at` (aware, UTC)."""

    kind = "rate_limited"

    def __init__(self, retry_at: datetime, message: str = "the remote's request budget is used up") -> None:
        super().__init__(message, retry_at)


class PausedError(RateLimitedError):
    """Reading rests until `retry_at`, so that what is left of the budget goes to what is to be sent."""


class StaleError(DevlogError):
    """The remote item changed since it was read: read it again and merge."""

    kind = "stale"


class RejectedError(DevlogError):
    """The remote refuses a value: these fields, or with none named the whole item, are set aside."""

    kind = "rejected"

    def __init__(self, reason: str, fields: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fields = tuple(fields)


class GoneError(DevlogError):
    """The remote item was deleted or moved out of reach."""

    kind = "gone"


class WebhookRejectedError(DevlogError):
    """A delivery's signature is missing or wrong: it is answered 401 and counted."""

    kind = "auth"
