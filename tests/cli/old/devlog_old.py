"""A tracker's plugin as somebody wrote it for the first version of the contract, and left it since.

It is a module of hooks. It knows five of them, takes the arguments that it needs, and defines the methods
that the classes asked for then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from devlog_core.model.remote import AccountInfo, Cursor, RemoteItem, RemoteRef, Scope, SyncPage, Version
from devlog_core.plugin.capability import Capabilities, FieldCapability
from devlog_core.plugin.hookspecs import hookimpl
from devlog_core.plugin.info import PluginInfo
from devlog_core.plugin.service import TrackerService


class OldService(TrackerService[None]):
    """Keeps titles in a file."""

    capabilities = Capabilities(fields={"title": FieldCapability()})

    def __init__(self, integration: Any) -> None:
        self.integration = integration
        self.path = Path(integration.config["path"])

    def check(self) -> AccountInfo:
        return AccountInfo(account="old")

    def scope(self) -> Scope | None:
        return None

    def fetch_page(self, since: Any, what: Any, /) -> SyncPage:
        rows = self.rows()
        if what == "census":
            return SyncPage(mode=what, present=tuple(map(self.ref, rows)))
        known = since.data["revisions"] if since else {}
        revisions = {key: row["revision"] for key, row in rows.items()}
        changed = [self.item(key, row) for key, row in rows.items() if known.get(key) != row["revision"]]
        return SyncPage(mode=what, items=tuple(changed), next=Cursor(data={"revisions": revisions}))

    def fetch(self, which: RemoteRef, /) -> RemoteItem | None:
        row = self.rows().get(which.id)
        return self.item(which.id, row) if row else None

    def find(self, which: Any, tried: Any, /) -> Sequence[RemoteItem]:
        return [self.item(key, row) for key, row in self.rows().items() if row["mark"] == which.uid]

    def create(self, new: Any, /) -> RemoteItem:
        key = str(len(self.rows()) + 1)
        return self.put(key, {"title": new.values["title"], "mark": new.mark.uid, "revision": 1})

    def update(self, which: Any, changes: Any, seen: Any, /) -> RemoteItem:
        row = self.rows()[which.id]
        title = changes.fields["title"].new
        return self.put(which.id, {**row, "title": title, "revision": row["revision"] + 1})

    def rows(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.path.read_text())
        return found

    def put(self, key: str, row: Mapping[str, Any]) -> RemoteItem:
        self.path.write_text(json.dumps({**self.rows(), key: row}))
        return self.item(key, row)

    def ref(self, key: str) -> RemoteRef:
        return RemoteRef(id=key, key=key)

    def item(self, key: str, row: Mapping[str, Any]) -> RemoteItem:
        version = Version.of(row["revision"], {"title": row["title"]})
        return RemoteItem(
            ref=self.ref(key), version=version, values={"title": row["title"]}, mark=row["mark"]
        )


@hookimpl
def devlog_plugin_info() -> PluginInfo:
    return PluginInfo(name="old", version="0.1", description="Titles in a file.", api_version=1)


@hookimpl
def devlog_config_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"path": {"type": "string", "description": "The file."}},
        "required": ["path"],
        "additionalProperties": False,
    }


@hookimpl
def devlog_initialize(integration: Any) -> OldService:
    return OldService(integration)


@hookimpl
def devlog_sync(service: OldService, mode: Any, cursor: Any) -> SyncPage:
    return service.fetch_page(cursor, mode)


@hookimpl
def devlog_entry_changed(change: Any) -> None:
    with Path("heard").open("a") as file:
        file.write(f"{change.field}\n")
