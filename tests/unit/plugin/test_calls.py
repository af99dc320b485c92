"""A call to one plugin reaches that plugin alone, wrapped by those that wrap it."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from devlog_core.model.change import Change
from devlog_core.model.errors import PluginError, TransientError, UnsupportedError
from devlog_core.model.integration import Integration
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.registry import Plugins
from tests.unit.plugin.shelf import Shelf

CONTEXT = cast(PluginContext, None)
SERVICE = cast(Any, object())


def talker(name: str, body: str) -> str:
    return f"""
@hookimpl
def devlog_plugin_info():
    return PluginInfo(name="{name}", version="1", description="")

@hookimpl
def devlog_sync(service, cursor, mode):
    {body}
"""


def observer(name: str, body: str) -> str:
    return f"""
seen = []

@hookimpl
def devlog_plugin_info():
    return PluginInfo(name="{name}", version="1", description="")

@hookimpl
def devlog_entry_changed(change):
    {body}
"""


CHANGE = Change(
    replica="r",
    seq=1,
    entry="u",
    field="title",
    old="a",
    new="b",
    at=datetime(2026, 1, 1, tzinfo=UTC),
    actor=None,
    origin="local",
    cause="edit",
)


def test_only_the_named_plugin_is_called(shelf: Shelf) -> None:
    """Otherwise the first plugin that raises hides the answer of the one that was asked."""
    shelf.install("one", talker("one", "return SyncPage(mode=mode, total=1)"))
    shelf.install("two", talker("two", "raise AssertionError('not meant')"))
    plugins = Plugins(shelf.points())
    plugins.load_all()

    assert plugins.sync("one", SERVICE, None, "delta").total == 1
    with pytest.raises(AssertionError, match="not meant"):
        plugins.sync("two", SERVICE, None, "delta")


def test_wrappers_of_other_plugins_wrap_the_call(shelf: Shelf) -> None:
    """Otherwise no plugin could measure or record what another does."""
    shelf.install("one", talker("one", "return SyncPage(mode=mode, total=1)"))
    new_style = """
from dataclasses import replace

@hookimpl(wrapper=True, specname="devlog_sync")
def around(mode):
    return replace((yield), total=(10 if mode == "delta" else 20))
"""
    shelf.install("both", talker("both", "raise AssertionError('not meant')") + new_style)
    shelf.install("idle", talker("idle", "raise AssertionError('not meant')"))
    plugins = Plugins(shelf.points())

    assert plugins.sync("one", SERVICE, None, "delta").total == 10
    assert plugins.sync("one", SERVICE, None, "snapshot").total == 20


def test_plugins_that_neither_wrap_nor_observe_are_imported_once_in_their_life(shelf: Shelf) -> None:
    """Otherwise every sync of one place imports the libraries of all."""
    shelf.install("one", talker("one", "return SyncPage(mode=mode)"))
    idle = shelf.install("idle", talker("idle", "pass"))
    cache = shelf.folder / "plugins.json"
    Plugins(shelf.points(), cache).sync("one", SERVICE, None, "delta")
    del sys.modules[idle]

    Plugins(shelf.points(), cache).sync("one", SERVICE, None, "delta")
    assert idle not in sys.modules


@pytest.mark.parametrize("body", ["return None", "return 7", "pass"])
def test_a_wrong_answer_is_the_authors_fault(shelf: Shelf, body: str) -> None:
    """Otherwise the engine fails later, in a place that names nobody."""
    shelf.install("one", talker("one", body))

    with pytest.raises(PluginError, match=r"plugin `one`: devlog_sync gave .* instead of a SyncPage"):
        Plugins(shelf.points()).sync("one", SERVICE, None, "delta")


def test_errors_pass_as_they_are_but_an_exit_does_not_end_the_program(shelf: Shelf) -> None:
    """Otherwise the engine cannot tell what to retry, and one plugin ends the run of all."""
    source = "from devlog_core.model.errors import TransientError\n"
    shelf.install("busy", source + talker("busy", "raise TransientError('later')"))
    shelf.install("gone", talker("gone", "raise SystemExit(4)"))
    plugins = Plugins(shelf.points())

    with pytest.raises(TransientError, match="later"):
        plugins.sync("busy", SERVICE, None, "delta")
    with pytest.raises(PluginError, match="plugin `gone` tried to end the program"):
        plugins.sync("gone", SERVICE, None, "delta")


def test_a_hook_that_is_not_answered_is_unsupported(shelf: Shelf) -> None:
    """Otherwise a missing feature looks like a broken plugin."""
    shelf.install("one", talker("one", "pass"))
    plugins = Plugins(shelf.points())

    with pytest.raises(UnsupportedError, match="does not answer devlog_initialize"):
        plugins.initialize(Integration(name="x", plugin="one"), CONTEXT)
    assert plugins.sandbox("one") is None


def test_every_observer_is_told_whatever_another_raises(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    """Otherwise one broken observer silences the rest, or fails a sync that is done."""
    shelf.install("aaa", observer("aaa", "raise ValueError('bad observer')"))
    heard = shelf.install("bbb", observer("bbb", "seen.append(change.seq)"))
    plugins = Plugins(shelf.points())

    with caplog.at_level(logging.ERROR):
        plugins.entry_changed(CHANGE)
    assert sys.modules[heard].seen == [1]
    assert "plugin `aaa` failed in devlog_entry_changed" in caplog.text
    assert plugins.observed()


def test_without_an_observer_nothing_is_observed(shelf: Shelf) -> None:
    """A sync then spares itself to read all that it has just written."""
    shelf.install("one", talker("one", "return None"))
    assert not Plugins(shelf.points()).observed()
