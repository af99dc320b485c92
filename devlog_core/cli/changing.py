"""What commands that change one entry have in common."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from devlog_core.cli.cards import entry_line
from devlog_core.cli.shell import Shell

if TYPE_CHECKING:
    from devlog_core.model.entry import Entry
    from devlog_core.sync.recorder import Recorder

Change = Callable[["Recorder", "Entry"], "Entry"]


def change_entry(shell: Shell, name: str, why: str, done: str, change: Change) -> None:
    """Change the entry of that name in one transaction, and print it with what was done."""
    from devlog_core.sync.documents import Documents
    from devlog_core.sync.lookup import find_entry

    with shell.app.change(why) as recorder:
        before = find_entry(recorder.unit, name)
        after = change(recorder, before)
        document = Documents(recorder.unit).entry(after)
    word = done if after != before else "Unchanged"
    print_entry(shell, document, word)


def print_entry(shell: Shell, document: dict[str, Any], word: str) -> None:
    """The entry as JSON, or one line that says what became of it."""
    shell.emit(document, lambda: f"{word} {entry_line(document)}")


def long_text(text: str) -> str:
    """The text, or all of standard input for `-`."""
    return sys.stdin.read().rstrip("\n") if text == "-" else text
