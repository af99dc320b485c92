"""The demo where something is wrong."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from devlog_core.cli.main import run
from devlog_core.demo.perform import failure, perform
from devlog_core.demo.play import typed
from devlog_core.demo.telling import Silent
from devlog_core.model.errors import UsageError
from devlog_core.plugin.registry import Plugins


def _without_sync(args: Sequence[str]) -> int:
    return 0 if args[0] == "sync" else run(args)


def test_what_does_not_hold_is_named(temporary: Path) -> None:
    """Otherwise the demo says that all is well while nothing is synced."""
    document = perform(_without_sync, Silent(), keep=False)
    assert not document["ok"]
    said = failure(document)
    assert said is not None
    assert "The first sync" in said
    assert [step["name"] for step in document["steps"]] == ["begin", "first-sync"]
    assert list(temporary.iterdir()) == []


def test_an_unexpected_exit_code_breaks_the_step(temporary: Path) -> None:
    """Otherwise a failing command passes unseen."""
    document = perform(lambda args: 1, Silent(), keep=False)
    assert "`devlog init` ends with 0; it ended with 1" in (failure(document) or "")


def test_the_surroundings_are_put_back(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the demo changes the process that runs it."""
    monkeypatch.setenv("DEVLOG_SYNC__CREATE_GUARD", "3")
    before, start = dict(os.environ), Path.cwd()
    perform(lambda args: 1, Silent(), keep=False)
    assert dict(os.environ) == before
    assert Path.cwd() == start


def test_the_workspace_is_kept_when_asked(temporary: Path) -> None:
    """Otherwise nobody can look at what the demo made."""
    document = perform(_without_sync, Silent(), keep=True)
    kept = Path(document["workspace"])
    assert (kept / ".devlog" / "devlog.db").is_file()
    assert (kept / ".git").is_dir()


def test_an_interruption_leaves_nothing(temporary: Path) -> None:
    """Otherwise Ctrl-C leaves a workspace and a server behind."""
    with pytest.raises(KeyboardInterrupt):
        perform(lambda args: 130, Silent(), keep=False)
    assert list(temporary.iterdir()) == []


def test_a_missing_plugin_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the core installed alone shows a defect instead of a cure."""
    monkeypatch.setattr("devlog_core.demo.perform.Plugins", lambda: Plugins([]))
    with pytest.raises(UsageError, match="devlog plugins"):
        perform(run, Silent(), keep=False)


@pytest.mark.long
@pytest.mark.parametrize("name", ["azure-devops", "github", "jira"])
def test_one_tracker_alone_is_enough(temporary: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Otherwise who has installed but one plugin sees no demo, or one that waits for another tracker."""
    found = [one for one in entry_points(group="devlog.plugins") if one.name in (name, "git")]
    monkeypatch.setattr("devlog_core.demo.perform.Plugins", lambda: Plugins(found))
    document = perform(run, Silent(), keep=False)
    assert document["ok"]
    assert document["steps"][-1]["name"] == "quiet"


def test_a_missing_git_is_named(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the demo ends in a trace on a machine without git."""
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(UsageError, match="git"):
        perform(run, Silent(), keep=False)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["list"], "devlog list"),
        (["new", "Two words"], 'devlog new "Two words"'),
        (["new", "a $HOME"], "devlog new 'a $HOME'"),
    ],
)
def test_commands_are_shown_as_typed(words: list[str], line: str) -> None:
    """Otherwise a copied line does something else."""
    assert typed("devlog", *words) == line
