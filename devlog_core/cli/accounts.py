"""What is known of the accounts' budgets, as documents and as people read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from devlog_core.cli.output import table
from devlog_core.model.times import now as present
from devlog_core.model.times import parse_time, rfc3339

if TYPE_CHECKING:
    from devlog_core.app import App
    from devlog_core.plugin.standing import Window

Document = dict[str, Any]


def budget_documents(app: App) -> list[Document]:
    """Every account that the integrations used when they last ran, where anything is known of its budget."""
    users: dict[str, list[str]] = {}
    with app.store.read() as unit:
        for name in app.configuration.settings.integrations:
            for account in unit.state.get(f"integration:{name}", "accounts") or ():
                users.setdefault(account, []).append(name)
    documents = [_document(app, account, names) for account, names in users.items()]
    return [document for document in documents if document["until"] or document["windows"]]


def _document(app: App, account: str, names: Sequence[str]) -> Document:
    from devlog_core.plugin.standing import WHOLE

    now = present()
    standing = app.budgets.of(account).standing(now)
    return {
        "account": account,
        "host": standing.host,
        "integrations": list(names),
        "until": _told(standing.until(WHOLE, now)),
        "windows": [
            _window(resource, standing.windows.get(resource), standing.until(resource, now))
            for resource in sorted(standing.windows.keys() | standing.waits.keys() - {WHOLE})
        ],
    }


def _window(resource: str, window: Window | None, until: datetime | None) -> Document:
    return {
        "resource": resource,
        "limit": window and window.limit,
        "remaining": window and window.remaining,
        "reserve": window and window.reserve,
        "resets_at": _told(window.resets_at if window else None),
        "until": _told(until),
    }


def budget_table(documents: Sequence[Document]) -> str:
    """Budgets under each other; nothing where none is known."""
    rows = [row for document in documents for row in _rows(document)]
    return table(("ACCOUNT OF", "HOST", "REQUESTS LEFT", "RENEWED", "NO REQUEST BEFORE"), rows)


def _rows(document: Document) -> Iterator[tuple[object, ...]]:
    names = ", ".join(document["integrations"])
    if not document["windows"]:
        yield names, document["host"], "", "", _shown(document["until"])
    for window in document["windows"]:
        left = "unknown" if window["remaining"] is None else f"{window['remaining']}"
        if window["limit"] is not None:
            left += f" of {window['limit']}"
        if window["resource"]:
            left += f" ({window['resource']})"
        yield names, document["host"], left, _shown(window["resets_at"]), _shown(window["until"])


def _told(time: datetime | None) -> str | None:
    return rfc3339(time) if time is not None else None


def _shown(time: str | None) -> str:
    return f"{parse_time(time):%Y-%m-%d %H:%M:%S} UTC" if time else ""
