"""The kill walk, pointed at a right plugin and at wrong ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devlog_core.plugin.playing import PlayableSandbox
from devlog_core.testing.reference import ReferenceSandbox
from devlog_core.testing.walk import kill_walk
from devlog_github.sandbox import GitHubSandbox

RIGHT = "devlog_core.testing.reference:plugin"


class Forgetting(ReferenceSandbox):
    """A sandbox that cannot go back to what it was, as no real server can."""

    memory: Any = None
    recall: Any = None


@pytest.mark.parametrize("isolation", ["none", pytest.param("process", marks=pytest.mark.long)])
def test_a_right_plugin_comes_through(isolation: str, tmp_path: Path) -> None:
    """Otherwise the walk blames plugins that do nothing wrong, or passes by the moments that matter."""
    walked = kill_walk(RIGHT, ReferenceSandbox, folder=tmp_path, some=True, isolation=isolation)
    assert walked.kills == walked.requests + walked.commits == 4


@pytest.mark.parametrize(
    ("plugin", "said"),
    [
        pytest.param("hesitant", r"in create\)[\s\S]* instead of ", id="marks what it made later"),
        pytest.param("forgetful", "carries the mark of", id="never looks for its mark"),
        pytest.param(
            "repeating",
            "two comments carry the mark",
            id="never looks for a comment",
            marks=pytest.mark.long,
        ),
    ],
)
def test_a_plugin_that_does_things_twice_is_caught(plugin: str, said: str, tmp_path: Path) -> None:
    """Otherwise whoever trusts the walk makes items twice after a crash."""
    with pytest.raises(AssertionError, match="after a kill at the moment: answered request to tried") as told:
        kill_walk(f"tests.contract.careless:{plugin}", ReferenceSandbox, folder=tmp_path, some=True)
    told.match(said)
    told.match("DEVLOG_MOMENT='answered request to tried .*' walks through it again")


@pytest.mark.long
def test_a_moment_can_be_walked_through_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a failure of the long walk costs the long walk each time that it is looked at."""
    monkeypatch.setenv("DEVLOG_MOMENT", "sending request to tried [1]")
    assert kill_walk(RIGHT, ReferenceSandbox, folder=tmp_path, some=False).kills == 1


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("plugin", "sandbox", "some"),
    [
        pytest.param(RIGHT, ReferenceSandbox, False, id="reference"),
        pytest.param("devlog_github:plugin", GitHubSandbox, False, id="GitHub"),
        pytest.param(RIGHT, Forgetting, True, id="a place without a way back"),
    ],
)
def test_a_kill_at_every_moment(
    plugin: str,
    sandbox: Callable[[], PlayableSandbox],
    some: bool,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """Otherwise there is a moment at which a process must not die."""
    walked = kill_walk(plugin, sandbox, folder=tmp_path, some=some)
    counts = {"requests": walked.requests, "commits": walked.commits, "kills": walked.kills}
    record_property("kill walk of any plugin", counts)
    assert walked.kills > 3
