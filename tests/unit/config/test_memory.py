"""A configuration that was checked once is read with the standard library alone until something changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import devlog_core
from devlog_core.config.fingerprint import Checked, keep, recall

from .conftest import Site

TEXT = """\
[integrations.a]
plugin = "tracker"
[integrations.a.config]
repository = "acme/shop"
token = "${T}"
[integrations.broken]
[people.ada]
email = "a@b"
"""
PROGRAM = """
import json, sys
from pathlib import Path
from devlog_core.config.manager import ConfigurationManager
from devlog_core.config.workspace import find_workspace
manager = ConfigurationManager.load(find_workspace(Path.cwd(), {}))
answer = [manager.is_tracker("a"), sorted(manager.problems), manager.settings.sync.create_guard]
print(json.dumps({"answer": answer, "modules": sorted(sys.modules)}))
"""
HEAVY = {
    "pydantic",
    "jsonschema",
    "tomlkit",
    "pluggy",
    "platformdirs",
    "keyring",
    "requests",
    "structlog",
    "importlib.metadata",
    "tempfile",
    "difflib",
}


def run(site: Site, **variables: str) -> tuple[list[object], set[str]]:
    """What a process of its own answers, and which modules it imported."""
    root = str(Path(devlog_core.__file__).parents[1])
    environ = {**os.environ, **site.environ, "PYTHONPATH": os.pathsep.join([root, str(site.shelf.folder)])}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=site.workspace.root,
        env={**environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout)
    return said["answer"], set(said["modules"])


def heavy(modules: set[str]) -> set[str]:
    return {name for name in modules if name in HEAVY or name.startswith("shelf_")}


def test_the_second_reading_is_light_and_says_the_same(site: Site) -> None:
    """Otherwise `list` costs as much as a sync."""
    site.write(TEXT)
    first, modules = run(site)
    assert {"pydantic", "pluggy"} <= modules
    second, modules = run(site)

    assert second == first == [True, ["broken"], 20]
    assert heavy(modules) == set()


def test_a_variable_is_read_lightly_too(site: Site) -> None:
    """Otherwise everything in a container is checked at every command."""
    site.write(TEXT)
    variables = {"DEVLOG_SYNC__CREATE_GUARD": "4", "DEVLOG_INTEGRATIONS__A__CONFIG__APIVERSION": "4"}
    assert run(site, **variables)[0] == [True, ["broken"], 4]
    answer, modules = run(site, **variables)
    assert answer == [True, ["broken"], 4]
    assert heavy(modules) == set()


@pytest.mark.parametrize("what", ["file", "user", "variable", "upgrade", "install"])
def test_a_change_is_checked(site: Site, what: str) -> None:
    """Otherwise a mistake made after the last check is found only by its consequences."""
    site.write(TEXT)
    run(site)
    variables: dict[str, str] = {}
    if what == "file":
        site.write(TEXT + "\n")
    elif what == "user":
        site.write(TEXT, user="[people.bob]")
    elif what == "variable":
        variables = {"DEVLOG_SYNC__DEADLINE": "9"}
    elif what == "upgrade":
        site.shelf.good("tracker", version="2.0")
    else:
        site.shelf.good("broken")
    answer, modules = run(site, **variables)

    assert "pydantic" in modules
    # The new tracker is a source that knows other keys; the missing plugin has come, and wants a key.
    assert answer[0] is (what != "upgrade")
    assert answer[1] == (["a", "broken"] if what == "upgrade" else ["broken"])


def test_changed_code_of_an_editable_plugin_is_checked(site: Site) -> None:
    """Otherwise an author's new key is refused until the version changes."""
    source = """
    class Config(PluginConfig):
        place: str = "x"

    plugin = Plugin(SourceService, Config, name="edited", description="", distribution="devlog-edited")
    """
    module = site.shelf.install("edited", source, editable=True)
    site.write("[integrations.a]\nplugin = 'edited'\n[integrations.a.config]\nnew = 1\n")
    assert run(site)[0] == [False, ["a"], 20]
    site.shelf.write(module, source.replace("place: str", "new: int = 1\n        place: str"))
    path = site.shelf.folder / f"{module}.py"
    os.utime(path, (path.stat().st_mtime + 10,) * 2)

    assert run(site)[0] == [False, [], 20]
    assert heavy(run(site)[1]) == set()


def test_a_fault_is_never_remembered_as_good(site: Site) -> None:
    """Otherwise the second command runs on settings that the first refused."""
    for _ in range(2):
        assert site.refusal("[sync]\nzzz = 1") == [
            ("FILE:2: sync.zzz: unknown key; known are shrink_guard, create_guard, deadline")
        ]


def test_a_workspace_that_cannot_be_written_works_without_memory(site: Site) -> None:
    """Otherwise a read-only checkout cannot even be looked at."""
    site.write(TEXT)
    site.workspace.cache.write_text("a file where the folder would be")
    for _ in range(2):
        manager = site.load(T="hush")
        assert manager.resolved("a").config["token"] == "hush"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"fingerprint": 1, "watched": 5}', '{"other": 1}', "null"])
def test_a_broken_memory_is_none(tmp_path: Path, text: str) -> None:
    """Otherwise a file that may be deleted at any time could stop every command."""
    path = tmp_path / "config.json"
    path.write_text(text)
    assert recall(path) is None
    keep(path, Checked(fingerprint="x", problems={"a": "b"}))
    assert recall(path) == Checked(fingerprint="x", problems={"a": "b"})
