"""Each way in which a plugin can be wrong is told apart, and the others go on working."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from devlog_core.model.errors import ConfigError
from devlog_core.plugin import checks
from devlog_core.plugin.loader import PluginLoader
from tests.unit.plugin.shelf import Shelf

INFO = """
@hookimpl
def devlog_plugin_info():
    return PluginInfo(name="bad", version="1", description="A bad one.")
"""
BROKEN = {
    "raises": ("raise RuntimeError('no luck\\nsecond line')", "RuntimeError: no luck"),
    "exits": ("import sys\nsys.exit(3)", "SystemExit: 3"),
    "misses a module": ("import not_there_at_all", "No module named 'not_there_at_all'"),
    "is no Python": ("def (", "SyntaxError"),
    "names a class": ("class plugin:\n    pass\nplugin = plugin", "neither a plugin object nor a module"),
    "names nothing": ("plugin = None", "neither a plugin object nor a module"),
    "says nothing of itself": ("", "devlog_plugin_info gave nothing instead of a PluginInfo"),
    "says it wrongly": (
        "@hookimpl\ndef devlog_plugin_info(): return {}",
        "gave a dict instead of a PluginInfo",
    ),
    "misspells a hook": (INFO + "@hookimpl\ndef devlog_synk(): pass", "did you mean `devlog_sync`?"),
    "misspells an unmarked hook": (INFO + "def devlog_synk(): pass", "did you mean `devlog_sync`?"),
    "forgets the marker": (INFO + "def devlog_sync(): pass", "not marked with @hookimpl"),
    "marks too early": (
        INFO + "class P:\n    @hookimpl\n    @staticmethod\n    def devlog_sync(): pass\nplugin = P()",
        "put @hookimpl below @staticmethod",
    ),
    "asks for an unknown argument": (
        INFO + "@hookimpl\ndef devlog_sync(service, cursors): pass",
        "`devlog_sync` has no argument `cursors`; did you mean `cursor`?",
    ),
    "would not be given an argument": (
        INFO + "@hookimpl\ndef devlog_sync(service, cursor=None): pass",
        "would never be given `cursor`",
    ),
    "answers a hook twice": (
        INFO + "@hookimpl(specname='devlog_plugin_info')\ndef other(): pass",
        "two functions answer the hook `devlog_plugin_info`",
    ),
    "wraps without a yield": (
        INFO + "@hookimpl(wrapper=True)\ndef devlog_sync(service): pass",
        "PluginValidationError",
    ),
    "is from the future": (
        (
            "@hookimpl\ndef devlog_plugin_info():\n"
            "    return PluginInfo(name='bad', version='1', description='', api_version=99)"
        ),
        "speaks version 99 of the plugin contract",
    ),
    "calls itself otherwise": (INFO.replace('"bad"', '"worse"'), "calls itself `worse`"),
    "has no valid schema": (
        INFO + "@hookimpl\ndef devlog_config_schema(): return {'type': 'objekt'}",
        "is no valid JSON Schema (type:",
    ),
    "has a schema that is no JSON": (
        INFO + "@hookimpl\ndef devlog_config_schema(): return {'default': object()}",
        "is not plain JSON",
    ),
    "has a schema elsewhere": (
        INFO + "@hookimpl\ndef devlog_config_schema(): return {'$ref': 'https://example.org/schema'}",
        "refers to https://example.org/schema",
    ),
    "has no schema but text": (
        INFO + "@hookimpl\ndef devlog_config_schema(): return 'x'",
        "gave a str instead",
    ),
    "offers a trigger twice": (
        INFO + "@hookimpl\ndef devlog_supported_triggers():\n"
        "    return [TriggerSpec(name='a', description='')] * 2",
        "the trigger `a` is offered twice",
    ),
    "raises when asked": (INFO + "@hookimpl\ndef devlog_config_schema(): return 1 / 0", "ZeroDivisionError"),
    "promises nonsense": (
        (
            "class Service(SourceService):\n    capabilities = {'fields': []}\n"
            "plugin = Plugin(Service, PluginConfig, name='bad', description='', distribution='devlog-bad')"
        ),
        "are no Capabilities",
    ),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_plugin_is_refused_by_itself(shelf: Shelf, how: str) -> None:
    """Otherwise one bad package takes down every integration of the team."""
    source, reason = BROKEN[how]
    shelf.install("bad", source, version="2.1")
    shelf.good("fine")
    loader = PluginLoader(shelf.points())

    assert [loaded.info.name for loaded in loader.load_all()] == ["fine"]
    (failure,) = loader.failures
    assert reason in failure.reason
    assert "\n" not in failure.reason
    assert (failure.name, failure.distribution, failure.version) == ("bad", "devlog-bad", "2.1")
    assert failure.cure


@pytest.mark.parametrize("how", BROKEN)
def test_a_refusal_leaves_the_manager_untouched(shelf: Shelf, how: str) -> None:
    """Otherwise half a plugin answers calls that were meant for others."""
    shelf.install("bad", BROKEN[how][0])
    loader = PluginLoader(shelf.points())
    before = {hook: len(caller.get_hookimpls()) for hook, caller in vars(loader.manager.hook).items()}

    assert loader.load("bad") is None
    assert loader.manager.get_plugins() == set()
    assert {hook: len(caller.get_hookimpls()) for hook, caller in vars(loader.manager.hook).items()} == before


@pytest.mark.parametrize("name", ["Bad", "1bad", "bad_one", "core", "local"])
def test_a_name_that_cannot_be_configured_is_refused(shelf: Shelf, name: str) -> None:
    """Otherwise a table of the configuration could never mean it, or would mean something else."""
    shelf.install(name, "raise AssertionError('imported')", distribution="devlog-bad")
    loader = PluginLoader(shelf.points())

    assert loader.load_all() == []
    assert "reserved or not of the form" in loader.failures[0].reason


def test_of_two_with_one_name_the_namesake_wins_and_the_other_is_shown(shelf: Shelf) -> None:
    """Otherwise which of the two runs is a matter of luck."""
    shelf.good("twin", distribution="a-twin")
    shelf.good("twin", distribution="devlog-twin")
    loader = PluginLoader(shelf.points())

    (loaded,) = loader.load_all()
    assert loaded.candidate.distribution == "devlog-twin"
    (failure,) = loader.failures
    assert failure.distribution == "a-twin"
    assert failure.reason == "the name `twin` is taken by devlog-twin"


def test_one_plugin_is_loaded_without_the_others(shelf: Shelf) -> None:
    """Otherwise syncing one place waits for the libraries of all."""
    wanted, other = shelf.good("wanted"), shelf.good("other")
    loader = PluginLoader(shelf.points())

    assert loader.names() == ["other", "wanted"]
    assert loader.load("wanted") is not None
    assert wanted in sys.modules
    assert other not in sys.modules


def test_an_unknown_plugin_is_answered_with_the_nearest_and_how_to_get_it(shelf: Shelf) -> None:
    """Otherwise a slip of the pen looks like a missing feature."""
    shelf.good("tracker")
    loader = PluginLoader(shelf.points())

    with pytest.raises(
        ConfigError, match=r"no plugin `traker`.*did you mean `tracker`\?.*pip install devlog-traker"
    ):
        loader.require("traker")
    with pytest.raises(ConfigError, match=r"installed: tracker\..*pip install devlog-zzz"):
        loader.require("zzz")


def test_what_a_plugin_prints_stays_out_of_the_answer(
    shelf: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    """Otherwise `--json` is no JSON."""
    shelf.install("noisy", "print('hello')\n" + INFO.replace("bad", "noisy"))

    assert PluginLoader(shelf.points()).load("noisy") is not None
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "hello\n")


def test_a_module_may_be_a_plugin_and_take_fewer_arguments(shelf: Shelf) -> None:
    """Otherwise the contract could not grow without breaking authors."""
    shelf.install("plain", INFO.replace("bad", "plain") + "@hookimpl\ndef devlog_sync(mode): return mode")
    loaded = PluginLoader(shelf.points()).require("plain")

    assert loaded.schema == {"type": "object"}
    assert set(vars(loaded.calls)) == {"devlog_plugin_info", "devlog_sync"}


def test_a_damaged_distribution_does_not_hide_the_others(shelf: Shelf) -> None:
    """Otherwise one interrupted installation takes every plugin away."""
    shelf.good("fine")
    shelf.good("torn")
    (info,) = shelf.folder.glob("devlog_torn-*.dist-info")
    (info / "entry_points.txt").write_text("[devlog.plugins]\nno equals sign\n")
    empty = shelf.folder / "devlog_empty-1.0.dist-info"
    empty.mkdir()
    (empty / "entry_points.txt").write_text("[devlog.plugins]\nempty = not a module!\n")
    loader = PluginLoader()
    loader.load_all()
    reasons = {failure.name: failure.reason for failure in loader.failures}

    assert loader.load("fine") is not None
    assert "its list of entry points is damaged" in reasons["devlog-torn"]
    assert reasons["empty"] == "its entry point `not a module!` is not of the form MODULE:OBJECT"


def test_of_two_copies_of_one_distribution_the_first_on_the_path_counts(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise an editable install beside an older copy refuses itself as a double."""
    shelf.good("fine", version="1.0")
    front = tmp_path / "front"
    front.mkdir()
    Shelf(front).good("fine", version="2.0")
    monkeypatch.syspath_prepend(front)
    loader = PluginLoader()

    assert loader.require("fine").candidate.version == "2.0"
    assert [failure for failure in loader.failures if failure.name == "fine"] == []


@pytest.mark.parametrize(
    ("speaks", "said"),
    [
        ("", "speaks version 1 of the plugin contract and this devlog 2 to 3; `pip install -U devlog-mine`"),
        (", api_version=2", None),
        (", api_version=3", None),
        (", api_version=4", "this devlog 2 to 3; `pip install -U devlog-core`"),
    ],
    ids=["unstated", "the oldest", "the newest", "to come"],
)
def test_the_versions_that_are_served_load_and_others_name_the_cure(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, speaks: str, said: str | None
) -> None:
    """Otherwise a plugin is called in ways that it does not know, or nobody can tell what to install."""
    monkeypatch.setattr(checks, "OLDEST_API_VERSION", 2)
    monkeypatch.setattr(checks, "API_VERSION", 3)
    info = f"PluginInfo(name='mine', version='1', description=''{speaks})"
    shelf.install("mine", f"@hookimpl\ndef devlog_plugin_info():\n    return {info}")
    loader = PluginLoader(shelf.points())
    assert (loader.load("mine") is None) == bool(said)
    assert all(str(said) in str(failure) for failure in loader.failures)
