"""What is remembered of a plugin serves without importing it, and only as long as it is true."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from devlog_core.model.errors import ConfigError
from devlog_core.plugin import checks
from devlog_core.plugin.manifest import Manifest, Manifests, newest
from devlog_core.plugin.registry import Plugins
from tests.unit.plugin.shelf import Shelf

TRACKER = """
from pydantic import BaseModel
from devlog_core.plugin.actions import action
from devlog_core.plugin.capability import Capabilities, FieldCapability

class Config(PluginConfig):
    place: str
    token: Secret | None = None

class Ask(BaseModel):
    what: str

class Service(TrackerService[Config]):
    capabilities = Capabilities(fields={"title": FieldCapability(write=False)}, notes=True)

    @action("greet", input=Ask, output=Ask)
    def greet(self, ask: Ask) -> Ask:
        "Say hello."
        return ask

plugin = Plugin(
    Service, Config, name="place", description="A place.", distribution="devlog-place", icon="P",
    features=["items"], triggers=[TriggerSpec(name="item.closed", description="An item was closed.")],
)
"""
MODULE = """
@hookimpl
def devlog_plugin_info():
    return PluginInfo(name="place", version="1", description="")

class Service(TrackerService):
    pass

@hookimpl
def devlog_initialize(integration, context) -> TrackerService[dict]:
    return Service(integration, {}, context)
"""


def test_a_manifest_says_all_that_the_catalogue_needs(shelf: Shelf) -> None:
    """Otherwise listing plugins means importing them."""
    shelf.install("place", TRACKER, version="3.2")
    manifest = Plugins(shelf.points()).manifest("place")

    assert (manifest.name, manifest.version, manifest.distribution) == ("place", "3.2", "devlog-place")
    assert (manifest.kind, manifest.status, manifest.icon) == ("tracker", "available", "P")
    assert manifest.capabilities["fields"]["title"] == {"read": True, "write": False, "lossy": None}
    assert manifest.schema["required"] == ["place"]
    assert [trigger["name"] for trigger in manifest.triggers] == ["item.closed"]
    (action,) = manifest.actions
    assert (action["name"], action["description"]) == ("greet", "Say hello.")
    assert action["input"]["properties"]["what"]["type"] == "string"


def test_a_module_says_the_kind_of_its_services_by_an_annotation(shelf: Shelf) -> None:
    """Otherwise entries would not be sent to a tracker that is written as a module."""
    shelf.install("place", MODULE)

    assert Plugins(shelf.points()).manifest("place").kind == "tracker"


def test_a_known_version_is_not_imported(shelf: Shelf, tmp_path: Path) -> None:
    """Otherwise `list` pays for every provider's library."""
    cache = tmp_path / "plugins.json"
    module = shelf.good("place")
    first = Plugins(shelf.points(), cache).manifest("place")
    del sys.modules[module]

    assert Plugins(shelf.points(), cache).manifest("place") == first
    assert module not in sys.modules
    assert Manifests(cache).named("place") == first


def test_a_schema_that_passed_is_not_checked_again(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise every sync spends a third of its time on what was settled when the plugin was first seen."""
    cache = tmp_path / "plugins.json"
    checked: list[str] = []

    def fault(text: str) -> str:
        checked.append(text)
        return ""

    monkeypatch.setattr(checks, "_fault", fault)
    shelf.install("place", TRACKER)
    Plugins(shelf.points(), cache).manifest("place")
    assert len(checked) == 2, "the settings' schema and the trigger's"

    Plugins(shelf.points(), cache).info("place")
    assert len(checked) == 2


@pytest.mark.parametrize(
    "schema", ['{"minimum": True}', '{"minimum": "1"}', '{"$ref": "https://e.example/s"}']
)
def test_a_schema_that_changed_is_checked(shelf: Shelf, tmp_path: Path, schema: str) -> None:
    """Otherwise a memory of another schema stands for this one."""
    cache = tmp_path / "plugins.json"
    source = f"{MODULE}\n@hookimpl\ndef devlog_config_schema():\n    return SCHEMA\n"
    module = shelf.install("place", source.replace("SCHEMA", '{"minimum": 1}'))
    Plugins(shelf.points(), cache).manifest("place")
    shelf.write(module, source.replace("SCHEMA", schema))
    del sys.modules[module]
    importlib.invalidate_caches()
    shutil.rmtree(shelf.folder / "__pycache__", ignore_errors=True)

    with pytest.raises(ConfigError, match="devlog_config_schema"):
        Plugins(shelf.points(), cache).info("place")


def test_a_new_version_is_read_anew(shelf: Shelf, tmp_path: Path) -> None:
    """Otherwise an upgraded plugin is checked against the schema it had before."""
    cache = tmp_path / "plugins.json"
    shelf.good("place", version="1.0")
    Plugins(shelf.points(), cache).manifest("place")
    shelf.good("place", version="1.1")

    assert Plugins(shelf.points(), cache).manifest("place").version == "1.1"
    assert len(json.loads(cache.read_text())["plugins"]) == 1


def test_changed_code_of_an_editable_install_is_read_anew(shelf: Shelf, tmp_path: Path) -> None:
    """Otherwise an author sees yesterday's schema until the version changes."""
    cache = tmp_path / "plugins.json"
    module = shelf.install("place", MODULE, editable=True)
    assert Plugins(shelf.points(), cache).manifest("place").kind == "tracker"
    shelf.write(module, MODULE.replace("TrackerService", "SourceService"))
    source = shelf.folder / f"{module}.py"
    later = source.stat().st_mtime + 10
    os.utime(source, (later, later))
    del sys.modules[module]

    assert Plugins(shelf.points(), cache).manifest("place").kind == "source"


def test_a_failure_does_not_erase_the_last_good_manifest(shelf: Shelf, tmp_path: Path) -> None:
    """Otherwise nobody knows any more which keys of a broken plugin are secret."""
    cache = tmp_path / "plugins.json"
    shelf.good("place", version="1.0")
    good = Plugins(shelf.points(), cache).manifest("place")
    shelf.install("place", "raise RuntimeError('broken release')", version="2.0")

    plugins = Plugins(shelf.points(), cache)
    with pytest.raises(
        ConfigError, match=r"plugin `place` \(devlog-place 2.0\) does not load: .*broken release"
    ):
        plugins.manifest("place")
    assert [manifest.status for manifest in plugins.manifests()] == ["failed"]
    assert Manifests(cache).named("place") == good


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": 1}', '{"format": 1, "plugins": {"k": {"name": 3}}}']
)
def test_a_broken_cache_is_an_empty_one(tmp_path: Path, text: str) -> None:
    """Otherwise a file that may be deleted at any time could stop every command."""
    cache = tmp_path / "plugins.json"
    cache.write_text(text)
    manifests = Manifests(cache)

    assert manifests.get("other") is None
    assert manifests.named("place") is None
    manifests.put("key", Manifest(name="place"))
    assert Manifests(cache).get("key") == Manifest(name="place")


def test_the_newest_of_nothing_is_nothing(tmp_path: Path) -> None:
    """Otherwise a plugin whose source was deleted stops the check that would say so."""
    assert newest([tmp_path / "gone"]) == 0
