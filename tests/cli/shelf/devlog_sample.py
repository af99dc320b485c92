"""A plugin for the command line's tests: its remote system is one JSON file."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from devlog_core.model.errors import AuthError, RejectedError, StaleError, TransientError
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
from devlog_core.plugin.actions import action
from devlog_core.plugin.capability import Capabilities, FieldCapability
from devlog_core.plugin.config import PluginConfig, Secret
from devlog_core.plugin.plugin import Plugin
from devlog_core.plugin.sandbox import Sandbox
from devlog_core.plugin.service import TrackerService

FIELDS = ("title", "description", "status", "priority", "labels")
EMPTY: dict[str, Any] = {
    "title": "",
    "description": "",
    "status": "new",
    "priority": "medium",
    "labels": [],
}
NOW = datetime(2026, 3, 1, tzinfo=UTC)


class SampleConfig(PluginConfig):
    """Where the file is."""

    path: str = Field(min_length=1, description="The file that plays the remote system.")
    token: Secret | None = None
    pages: int = Field(100, ge=1, description="Items on a page.")


class Greet(BaseModel):
    """What to say, and how often."""

    entry: str
    title: str = ""
    times: int = Field(1, ge=1)
    words: tuple[str, ...] = ()


class Knock(BaseModel):
    """At which item."""

    item: str


class Greeting(BaseModel):
    """What was said."""

    text: str


class SampleService(TrackerService[SampleConfig]):
    """Reads and writes the file."""

    capabilities = Capabilities(
        fields={name: FieldCapability() for name in FIELDS}, notes=True, precondition=True
    )

    def check(self) -> AccountInfo:
        """Who we are, where the file lets us in."""
        state = self._read()
        return AccountInfo(
            account="bot", name="Robot", permissions=("read", "write"), missing=state.get("missing", {})
        )

    def scope(self) -> Scope | None:
        state = self._read()
        return Scope(id=state["scope"], name=state["scope"], host="sample.example")

    @action("greet", input=Greet, output=Greeting)
    def greet(self, form: Greet) -> Greeting:
        """Say hello to an entry."""
        return Greeting(text=" ".join([f"Hello {form.entry} {form.title}".strip(), *form.words] * form.times))

    @action("knock", input=Knock, output=Greeting)
    def knock(self, form: Knock) -> Greeting:
        """Knock at an item."""
        return Greeting(text=f"knock {form.item}")

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        state = self._read()
        since = int(cursor.data["since"]) if cursor and mode == "delta" else 0
        after = int(cursor.data["after"]) if cursor else 0
        found = [(int(key), item) for key, item in state["items"].items() if item["revision"] > since]
        rest = sorted((pair for pair in found if pair[0] > after), key=lambda pair: pair[0])
        page, more = rest[: self.config.pages], len(rest) > self.config.pages
        data = {"since": since, "after": page[-1][0]} if more else {"since": state["revision"], "after": 0}
        return SyncPage(
            mode=mode,
            items=() if mode == "census" else tuple(_item(str(key), item) for key, item in page),
            present=tuple(_ref(str(key)) for key, _ in page) if mode == "census" else (),
            next=Cursor(data=data),
            more=more,
            as_of=NOW,
        )

    def fetch(self, ref: RemoteRef) -> RemoteItem | None:
        key = ref.key or ref.id
        item = self._read()["items"].get(key)
        return _item(key, item) if item else None

    def find(self, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteItem]:
        items = self._read()["items"]
        return [_item(key, item) for key, item in items.items() if item.get("mark") == mark.uid]

    def create(self, draft: Draft) -> RemoteItem:
        state = self._read()
        key = str(max(map(int, state["items"]), default=0) + 1)
        state["items"][key] = {"values": EMPTY | dict(draft.values), "mark": draft.mark.uid, "notes": []}
        return self._keep(state, key)

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        state = self._read()
        item = state["items"][ref.key]
        if expected is not None and item["revision"] != expected.order:
            raise StaleError("the item changed")
        for name, change in patch.fields.items():
            if change.new == state.get("refused"):
                raise RejectedError(f"{name} may not be {change.new}", (name,))
            item["values"][name] = change.new
        for name, parts in patch.sets.items():
            kept = (set(item["values"].get(name, ())) | set(parts.add)) - set(parts.remove)
            item["values"][name] = sorted(kept)
        return self._keep(state, ref.key)

    def put_note(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        state = self._read()
        notes = state["items"][ref.key]["notes"]
        notes.append({"mark": note.mark.uid, "content": note.content})
        self._keep(state, ref.key)
        return _note(ref.key, len(notes), notes[-1])

    def find_note(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteNote]:
        notes = enumerate(self._read()["items"][ref.key]["notes"], 1)
        return [_note(ref.key, number, note) for number, note in notes if note.get("mark") == mark.uid]

    def _read(self) -> dict[str, Any]:
        path = Path(self.config.path)
        state: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if state.get("slow"):
            path.with_suffix(".begun").touch()
            time.sleep(state["slow"])
        if state.get("fault") == "auth":
            raise AuthError("the token was refused; renew it")
        if state.get("fault") == "transient":
            raise TransientError("the file system is on holiday")
        if state.get("fault") == "defect":
            raise ZeroDivisionError(f"with {self.context.credentials.get() or 'nothing'}")
        if "token" in state and state["token"] != self.context.credentials.get():
            raise AuthError("the token was refused; renew it")
        return state

    def _keep(self, state: dict[str, Any], key: str) -> RemoteItem:
        state["revision"] += 1
        state["items"][key]["revision"] = state["revision"]
        Path(self.config.path).write_text(json.dumps(state), encoding="utf-8")
        return _item(key, state["items"][key])


class SampleSandbox(Sandbox):
    """A sandbox that only says where it would be."""

    def start(self, port: int = 0) -> str:
        if port == 1:
            raise OSError(13, "Permission denied")
        self._url = f"http://127.0.0.1:{port or 4242}"
        return self._url

    def stop(self) -> None:
        Path("stopped").touch()

    def config(self) -> dict[str, Any]:
        return {"path": "remote.json", "url": self._url}

    def seed(self, items: Sequence[Mapping[str, Any]]) -> list[str]:
        return []

    def edit(self, id: str, values: Mapping[str, Any], by: str) -> None:
        """Nothing to edit."""

    def comment(self, id: str, text: str, by: str) -> str:
        return ""

    def delete(self, id: str) -> None:
        """Nothing to delete."""

    def read(self, id: str) -> dict[str, Any]:
        return {}

    def fault(self, name: str, times: int = 1, match: str | None = None) -> None:
        """Nothing can fail."""

    def requests(self) -> list[dict[str, Any]]:
        return []


def _ref(key: str) -> RemoteRef:
    return RemoteRef(id=f"i{key}", key=key, url=f"https://sample.example/{key}", scope="shop")


def _item(key: str, item: Mapping[str, Any]) -> RemoteItem:
    return RemoteItem(
        ref=_ref(key),
        version=Version.of(item["revision"], item["values"]),
        values=EMPTY | item["values"],
        notes=tuple(_note(key, number, note) for number, note in enumerate(item["notes"], 1)),
        notes_complete=True,
        mark=item.get("mark"),
        created_at=NOW,
        edited_at=NOW,
    )


def _note(key: str, number: int, note: Mapping[str, Any]) -> RemoteNote:
    ref = RemoteRef(id=f"i{key}n{number}")
    return RemoteNote(ref=ref, content=note["content"], author="octo", at=NOW, mark=note.get("mark"))


plugin = Plugin(
    SampleService,
    SampleConfig,
    name="sample",
    description="One JSON file as a tracker.",
    distribution="devlog-sample",
    sandbox=SampleSandbox,
)
