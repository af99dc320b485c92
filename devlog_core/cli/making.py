"""Making a workspace: its directory, its settings and its store."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from devlog_core.app import App, open_store
from devlog_core.config.workspace import Workspace
from devlog_core.files import keep_names, write_whole
from devlog_core.model.errors import StoreError

DEFAULT_STORAGE = "sqlite:///devlog.db"

_CONFIG = """\
# The settings of this workspace; `devlog config` shows them with what is not written here.

[storage]
url = {url}    # relative to this directory

# One table for each place that entries live in. `devlog integrations add NAME` writes one and checks it;
# `devlog plugins` lists what can be connected. Secrets are references: "${{NAME}}" is
# the environment variable NAME.
#
# [integrations.tracker]
# plugin = "..."
#   [integrations.tracker.config]
#   token = "${{TRACKER_TOKEN}}"

# Who is who: a name here, then e-mail and account by integration.
#
# [people.ada]
# email = "ada@example.org"
# tracker = "ada-l"
"""

IGNORED = """\
# The store and what can be made again; config.toml and workflows/ are for everybody.
*.db
*.db-wal
*.db-shm
locks/
cache/
quarantine/
"""


def make_workspace(root: Path, storage: str | None) -> tuple[bool, dict[str, Any]]:
    """Make a workspace and return whether there was none, and its description.

    One that fails half-way is taken away again.
    """
    workspace = Workspace(root.resolve())
    if workspace.directory.is_dir():
        app = App(workspace.root)
        url = app.configuration.storage_url()
        open_store(url, workspace, create=True).close()
        return False, _described(app)
    url = storage or DEFAULT_STORAGE
    try:
        workspace.directory.mkdir(parents=True)
    except OSError as error:
        raise StoreError(
            f"cannot make {workspace.directory}: {error.strerror}; choose a directory that you may write"
        ) from None
    try:
        keep_names(workspace.root)
        _write(workspace, url)
        app = App(workspace.root)
        open_store(app.configuration.storage_url(), workspace, create=True).close()
    except BaseException:
        shutil.rmtree(workspace.directory, ignore_errors=True)
        raise
    return True, _described(app)


def _described(app: App) -> dict[str, Any]:
    return {"workspace": str(app.workspace.root), "storage": app.configuration.get("storage.url")}


def _write(workspace: Workspace, url: str) -> None:
    quoted = '"' + url.replace("\\", "\\\\").replace('"', '\\"') + '"'
    write_whole(workspace.directory / ".gitignore", IGNORED)
    write_whole(workspace.config_file, _CONFIG.format(url=quoted))
