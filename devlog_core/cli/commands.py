"""Every command by name: its module and its one line of help, so that listing them imports none."""

from __future__ import annotations

from typing import NamedTuple


class Listed(NamedTuple):
    """Where a command lives and what it does."""

    module: str
    help: str


SECTIONS: dict[str, dict[str, Listed]] = {
    "Entries": {
        "new": Listed("new", "Add an entry."),
        "list": Listed("list_", "List entries, newest first."),
        "show": Listed("show", "Show one entry."),
        "edit": Listed("edit", "Change fields of an entry."),
        "note": Listed("note", "Add a note to an entry."),
        "log": Listed("log", "Book time on an entry."),
        "unlog": Listed("unlog", "Take a time booking away."),
        "close": Listed("close", "Close an entry as done or cancelled."),
        "archive": Listed("archive", "Put an entry away."),
        "merge": Listed("merge", "Join two entries into one."),
        "history": Listed("history", "Show the journal of an entry."),
    },
    "Places": {
        "integrations": Listed("integrations", "List, add, check and remove integrations."),
        "link": Listed("link", "Tie an entry to a remote item."),
        "unlink": Listed("unlink", "Part an entry from an integration."),
        "sync": Listed("sync", "Bring entries and places in step."),
        "undo": Listed("undo", "Put back what one run of a sync changed."),
        "why": Listed("why", "Tell why an entry was or was not synced."),
        "status": Listed("status", "Show what waits, what failed, and when each last ran."),
        "conflicts": Listed("conflicts", "List and resolve conflicts."),
        "outbox": Listed("outbox", "List, retry and drop what waits to be sent."),
        "actions": Listed("actions", "List and run what plugins can do."),
        "plugins": Listed("plugins", "List and check installed plugins."),
    },
    "Workspace": {
        "init": Listed("init", "Make a workspace."),
        "config": Listed("config", "Show and change settings."),
        "doctor": Listed("doctor", "Look for what is wrong, and mend what is safe to mend."),
        "import": Listed("import_", "Take over entries from a file."),
        "export": Listed("export", "Write entries to a file."),
        "demo": Listed("demo", "Show devlog at work against simulated systems."),
        "sandbox": Listed("sandbox", "Serve simulated systems of plugins."),
        "completion": Listed("completion", "Print the completion script of a shell."),
    },
}

COMMANDS: dict[str, Listed] = {
    name: listed for section in SECTIONS.values() for name, listed in section.items()
}
