"""Integrations, outbox rows and conflicts as documents and as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from devlog_core.cli.output import table, when
from devlog_core.model.times import now, parse_time, rfc3339

if TYPE_CHECKING:
    from devlog_core.app import App
    from devlog_core.cli.shell import Shell
    from devlog_core.model.outbox import OutboxRow
    from devlog_core.storage.unit import Unit

Document = dict[str, Any]

_BEGAN = "began"
"""When the name was last given to an integration, or taken from it: what failed before is another's."""


def integration_documents(app: App) -> list[Document]:
    """Every configured integration."""
    return [integration_document(app, name) for name in app.configuration.settings.integrations]


def integration_document(app: App, name: str) -> Document:
    """One integration: whether it takes part, whether it works, and when it last ran.

    Raises NotFoundError.
    """
    integration = app.configuration.integration(name)
    with app.store.read() as unit:
        run = unit.runs.last(name)
        began = unit.state.get(f"integration:{name}", _BEGAN)
    if run is not None and began is not None and run.started_at < parse_time(began):
        run = None
    problem = app.configuration.problems.get(name)
    error = " ".join(str(problem).split()) if problem else None
    if error is None and run is not None and run.status == "failed":
        error = run.errors[0].message if run.errors else "the last sync failed"
    return {
        "name": name,
        "plugin": integration.plugin,
        "enabled": integration.enabled,
        "status": "inactive" if not integration.enabled else "error" if error else "active",
        "last_run": rfc3339(run.started_at) if run else None,
        "error": error,
    }


def begin_anew(app: App, name: str) -> None:
    """The name belongs to another integration from now on, or to none: old failures are no longer its own."""
    with app.store.write() as unit:
        unit.state.put(f"integration:{name}", _BEGAN, rfc3339(now()))
        for row in unit.outbox.after(name, 0, -1):
            unit.outbox.put(replace(row, state="pending", attempts=0, next_at=None, error=None, aside={}))


def integration_table(documents: Sequence[Document]) -> str:
    """Integrations under each other."""
    rows = [
        (found["name"], found["plugin"], found["status"], when(found["last_run"]), found["error"] or "")
        for found in documents
    ]
    headers = ("NAME", "PLUGIN", "STATUS", "LAST RUN", "ERROR")
    return table(headers, rows, empty="no integrations; `devlog integrations add NAME` connects one")


def waiting_rows(shell: Shell, unit: Unit) -> list[OutboxRow]:
    """The outbox's rows of configured integrations; of others it is only said that there are some."""
    configured = shell.app.configuration.settings.integrations
    rows = unit.outbox.all()
    others = [row.integration for row in rows if row.integration not in configured]
    if others:
        shell.say(
            f"left out: {len(others)} rows of {', '.join(sorted(set(others)))}, which the settings no longer "
            "name; they wait until an integration of that name is there again"
        )
    return [row for row in rows if row.integration in configured]


def outbox_documents(unit: Unit, rows: Sequence[OutboxRow]) -> list[Document]:
    """What waits to be sent."""
    from devlog_core.storage.batches import refs_of

    refs = refs_of(unit.session, [row.entry for row in rows])
    return [
        {
            "row": row.row,
            "entry": refs.get(row.entry, row.entry),
            "integration": row.integration,
            "state": row.state,
            "attempts": row.attempts,
            "next_at": row.next_at and rfc3339(row.next_at),
            "error": row.trouble,
        }
        for row in rows
    ]


def outbox_table(documents: Sequence[Document]) -> str:
    """Outbox rows under each other."""
    rows = [
        (
            row["row"],
            row["entry"],
            row["integration"],
            row["state"],
            row["attempts"],
            _next(row),
            row["error"] or "",
        )
        for row in documents
    ]
    headers = ("ROW", "ENTRY", "INTEGRATION", "STATE", "ATTEMPTS", "NEXT", "ERROR")
    return table(headers, rows, empty="nothing waits to be sent")


def _next(row: Document) -> str:
    if row["state"] == "set-aside":
        return "when changed, or by retry"
    return when(row["next_at"]) if row["next_at"] else "next sync"


def conflict_list(documents: Sequence[Document]) -> str:
    """Conflicts with their candidates."""
    from devlog_core.cli.cards import candidates, shown
    from devlog_core.cli.output import bold, line

    if not documents:
        return "no conflicts"
    return "\n".join(
        f"{bold(conflict['id'])} since {when(conflict['since'])}\n"
        f"  before: {line(shown(conflict['base']))}\n{candidates(conflict)}"
        for conflict in documents
    )
