"""Servers and settings that many stories share, since to make them takes longer than a story."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from devlog_core.app import open_store
from devlog_core.config.workspace import Workspace
from devlog_core.plugin.candidate import GROUP, installed
from devlog_core.testing.sandbox import Control, Server
from devlog_core.testing.stories.boards import BoardPlace, new_board
from devlog_core.testing.stories.place import Place
from devlog_core.testing.stories.scenery import START, Set
from tests.integration.desk import TOKEN, _toml
from tests.integration.hub import Hub
from tests.laws.azure_words import FORMS
from tests.laws.hubs import HubPlace, put_in_place
from tests.laws.tickets import TicketPlace, new_jira
from tests.laws.tickets import put_in_place as put_jira
from tests.laws.workitems import WorkItemPlace, new_azure
from tests.laws.workitems import put_in_place as put_azure

FOUND = (*installed()[0], EntryPoint("reference", "devlog_core.testing.reference:plugin", GROUP))
NAMES = ("shop", "api", "board")
TRACKERS = ("github", "cloud", "server", *FORMS)
"""What stands in the place `api`: a second repository, or a project of Jira or of Azure DevOps."""
_OTHERS = {name: [other for other in NAMES if other != name] for name in NAMES}
PROFILES: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "mirrored": {name: {"mirror": _OTHERS[name]} for name in NAMES},
    "apart": {name: {"on_delete": "cancel", "on_archive": "close"} for name in NAMES},
    "policies": {
        "shop": {"mirror": ["board"], "conflict": "newest"},
        "api": {"conflict": "remote", "fields": {"title": "manual"}},
        "board": {"mirror": ["shop"], "conflict": "local"},
    },
    "chosen": {"shop": {"create": "local"}, "api": {"create": "remote"}, "board": {"mirror": ["shop"]}},
}
"""Rules of what goes where and who decides, one of which a story draws."""


class Stage:
    """Servers on loopback and one prepared workspace for each profile."""

    names = NAMES
    profiles = tuple(PROFILES)
    variants = TRACKERS

    def __init__(self) -> None:
        shared = Path("/dev/shm")
        self._root = Path(tempfile.mkdtemp(prefix="devlog-laws-", dir=shared if shared.is_dir() else None))
        self._memory = self._root / "state"
        self.environ = {
            "HOME": str(self._root),
            "XDG_CONFIG_HOME": str(self._root),
            "XDG_STATE_HOME": str(self._memory),
            "GITHUB_TOKEN": TOKEN,
            "JIRA_TOKEN": TOKEN,
            "AZURE_DEVOPS_TOKEN": TOKEN,
        }
        hub = _hub()
        self._hub_server = Server(0, hub.exchange, Control({}))
        self._hub_server.begin()
        self._board_server = Server(0, new_board(START.timestamp()).exchange, Control({}))
        self._board_server.begin()
        self._jira_server = Server(0, new_jira("cloud", START.timestamp()).exchange, Control({}))
        self._jira_server.begin()
        self._azure_server = Server(0, new_azure("azure", START.timestamp()).exchange, Control({}))
        self._azure_server.begin()

    def set(self, profile: str, tracker: str) -> Set:
        """Everything as it is before a story."""
        hub = _hub()
        put_in_place(self._hub_server, hub)
        places: dict[str, Place] = {
            "shop": HubPlace("shop", "acme/shop", hub),
            "api": self._second(tracker, hub),
            "board": BoardPlace("board", self._board_server, START.timestamp()),
        }
        folder = self._root / f"{profile}-{tracker}"
        inner = folder / ".devlog"
        if not inner.exists():
            self._prepare(folder, profile, places)
        for stale in ("devlog.db-wal", "devlog.db-shm"):
            with suppress(FileNotFoundError):
                (inner / stale).unlink()
        shutil.rmtree(self._memory, ignore_errors=True)
        shutil.copyfile(inner / "empty.db", inner / "devlog.db")
        return Set(folder=folder, environ=self.environ, places=places, found=FOUND)

    def strike(self) -> None:
        """Stop serving and leave nothing behind."""
        self._hub_server.end()
        self._board_server.end()
        self._jira_server.end()
        self._azure_server.end()
        shutil.rmtree(self._root, ignore_errors=True)

    def _second(self, tracker: str, hub: Hub) -> Place:
        if tracker == "github":
            return HubPlace("api", "acme/api", hub)
        if tracker in FORMS:
            azure = new_azure(tracker, START.timestamp())
            put_azure(self._azure_server, azure)
            return WorkItemPlace("api", azure, tracker)
        jira = new_jira(tracker, START.timestamp())
        put_jira(self._jira_server, jira)
        return TicketPlace("api", jira)

    def _prepare(self, folder: Path, profile: str, places: Mapping[str, Place]) -> None:
        inner = folder / ".devlog"
        inner.mkdir(parents=True)
        tables = {
            name: {**place.table(), "auto": {"reconcile": "1h"}, **PROFILES[profile][name]}
            for name, place in places.items()
        }
        people = {
            "alice": {"github": "alice", "reference": "ann"},
            "bob": {"github": "bob", "reference": "ben"},
        }
        for person, account in getattr(places["api"], "accounts", {}).items():
            people[person][tables["api"]["plugin"]] = account
        settings = {"sync": {"create_guard": 100}, "integrations": tables, "people": people}
        (inner / "config.toml").write_text("".join(_toml((), settings)), encoding="utf-8")
        open_store("sqlite:///empty.db", Workspace(folder), create=True).close()


def _hub() -> Hub:
    hub = Hub("acme/shop", "acme/api", collaborators=("alice", "bob"))
    hub.clock.set(START.timestamp())
    hub.switch("largest_page", 3)
    for repository in ("acme/shop", "acme/api"):
        for title in ("m1", "m2"):
            hub.delete(hub.seed([{"title": title, "milestone": title, "repository": repository}])[0])
    return hub
