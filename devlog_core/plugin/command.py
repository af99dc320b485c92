"""What a command of another package is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class CommandShell(Protocol):
    """One invocation of the command line, as `click.pass_obj` gives it to a command of `devlog.commands`."""

    json: bool
    """Whether `--json` was given; `emit` looks at it by itself."""

    def entries(self, *, everything: bool = False) -> list[dict[str, Any]]:
        """The open entries, newest first, as `devlog show --json` prints each; with `everything` all entries.

        Raises UsageError where there is no workspace.
        """
        ...

    def emit(self, document: Any, text: Callable[[], str]) -> None:
        """Print the result: the JSON document where it was asked for, else the text."""
        ...

    def say(self, message: str) -> None:
        """A remark to the user, never on standard output."""
        ...
