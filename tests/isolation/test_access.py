"""What an isolated plugin reaches: hosts and files that it declares, and an environment of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.errors import ConfigError
from devlog_core.model.integration import Integration
from devlog_core.model.remote import SyncPage
from devlog_core.plugin.candidate import GROUP
from devlog_core.plugin.isolation.access import Access
from devlog_core.plugin.isolation.confinement import BUBBLEWRAP
from devlog_core.plugin.registry import Plugins
from devlog_core.testing.context import Context
from devlog_core.testing.stage import Reply, Stage, stages
from tests.isolation.conftest import Den, wicked

Read = Callable[..., SyncPage]


@pytest.fixture
def stage() -> Iterator[Callable[..., Stage]]:
    """Starts servers that answer as told."""
    with stages() as start:
        yield start


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Read:
    """Reads one page of the wicked plugin in a process of its own, in which it does this harm."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent / "shelf"))
    monkeypatch.setenv(BUBBLEWRAP, "off")

    def run(context: Context, **config: str) -> SyncPage:
        plugins = Plugins([EntryPoint("wicked", "devlog_wicked:plugin", GROUP)])
        integration = Integration(
            name="w", plugin="wicked", isolation="process", workspace=str(tmp_path), config=config
        )
        plugins.confine({"wicked": integration})
        service = plugins.initialize(integration, context)
        try:
            return plugins.sync("wicked", service, None, "snapshot")
        finally:
            plugins.shutdown("wicked", service)

    return run


def _title(page: SyncPage) -> str:
    return str(page.items[0].values["title"])


def test_its_requests_are_sent_here(read: Read, stage: Callable[..., Stage]) -> None:
    """Otherwise nobody would count them, hold them to a budget or stop them with the run."""
    server = stage(lambda _: Reply(body="pong", headers={"X-Told": "Ünder"}))
    context = Context({})
    assert _title(read(context, harm="ask", url=f"{server.url}/ping")) == "200 pong Ünder [200]"
    assert (context.meter.requests, server.paths()) == (1, ["GET /ping"])
    assert context.state["asked"] == [200]


def test_a_redirect_leads_to_no_other_host(read: Read, stage: Callable[..., Stage]) -> None:
    """Otherwise a place could send a plugin, with its secrets, to hosts that nobody declared."""
    other = stage(lambda _: Reply(body="caught"))
    port = other.url.rpartition(":")[2]
    server = stage(lambda _: Reply(status=302, headers={"Location": f"http://localhost:{port}/"}))
    with pytest.raises(ConfigError, match="it asked for localhost, which its settings do not declare"):
        read(Context({}), harm="ask", url=server.url)
    assert other.asked == []


def test_access_is_what_the_settings_declare() -> None:
    """Otherwise a host would be refused that stands in the settings, or one be reached that does not."""
    schema = {
        "x-hosts": ["*.files.example"],
        "properties": {
            "url": {"type": "string", "default": "https://api.example/v1"},
            "server": {"anyOf": [{"type": "string", "format": "hostname"}, {"type": "null"}]},
            "key": {"type": "string", "format": "file-path"},
            "unset": {"type": "string", "format": "path", "default": ""},
        },
    }
    access = Access.of(schema, {"server": "Git.Example", "key": "keys/one"}, "/team")
    assert access.files == (Path("/team/keys/one"),)
    assert access.allows("https://api.example/v2")
    assert access.allows("http://git.example:8080/x")
    assert access.allows("https://eu.files.example/")
    for url in ("https://api.example@evil.example/", "https://files.example/", "ftp://api.example/", ""):
        assert not access.allows(url)


def test_an_environment_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Otherwise a plugin whose libraries quarrel with others could not be used beside them."""
    monkeypatch.setenv(BUBBLEWRAP, "off")
    plugins = Plugins([])
    use = Integration(
        name="code", plugin="git", isolation="process", python=sys.executable, workspace=str(tmp_path)
    )
    plugins.confine({"git": use})
    manifest = plugins.manifest("git")
    assert (manifest.name, manifest.distribution, manifest.kind) == ("git", "devlog-git", "source")
    assert "create_branch" in plugins.actions("git")
    plugins.confine({"git": replace(use, python="nowhere/python")})
    with pytest.raises(ConfigError, match="its process cannot be started"):
        plugins.info("git")


def test_it_ends_with_the_core(make_den: Callable[[], Den], tmp_path: Path) -> None:
    """Otherwise a plugin that hangs would outlive a killed sync."""
    den, note = make_den(), tmp_path / "pid"
    den.write(wicked("w", "hang", f'notes = "{note}"'))
    core = subprocess.Popen(
        den.command("sync", "w"), cwd=den.folder, env=den.environ, stdout=subprocess.DEVNULL
    )
    try:
        child = _soon(lambda: note.exists() and note.read_text(encoding="utf-8"))
    finally:
        os.kill(core.pid, signal.SIGKILL)
        core.wait()
    assert _soon(lambda: not _lives(int(child)))


def test_bubblewrap_shows_nothing_else(
    read: Read, stage: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Otherwise a plugin could read whatever its user may."""
    program = shutil.which("bwrap")
    if program is None:
        pytest.skip("bubblewrap is not installed")
    tried = subprocess.run([program, "--unshare-all", "--ro-bind", "/", "/", "true"], capture_output=True)
    if tried.returncode:
        pytest.skip(f"bubblewrap may make no namespaces here: {tried.stderr.decode().strip()}")
    monkeypatch.setenv(BUBBLEWRAP, program)
    (tmp_path / ".devlog").mkdir()
    (tmp_path / ".devlog" / "devlog.db").write_text("kept", encoding="utf-8")
    server = stage(lambda _: Reply(body="pong"))
    assert "pong" in _title(read(Context({}), harm="ask", url=server.url))
    seen: Any = json.loads(_title(read(Context({}), harm="list", notes=str(tmp_path), url=server.url)))
    assert seen["home"] == []
    assert seen["inner"] == []
    assert seen["connected"] is False


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _soon(look: Callable[[], Any]) -> Any:
    """What `look` gives as soon as it gives something."""
    for _ in range(1200):
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen")
