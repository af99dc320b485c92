"""Stories about a right plugin and about wrong ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from devlog_core.plugin.playing import PlayableSandbox
from devlog_core.testing.reference import ReferenceSandbox
from devlog_core.testing.stories import tell_stories
from devlog_github.sandbox import GitHubSandbox

RIGHT = "devlog_core.testing.reference:plugin"
PLACES = [
    pytest.param(RIGHT, ReferenceSandbox, id="reference"),
    pytest.param("devlog_github:plugin", GitHubSandbox, id="GitHub"),
]


@pytest.mark.parametrize(("plugin", "sandbox"), PLACES)
def test_a_right_plugin_breaks_no_law(
    plugin: str, sandbox: Callable[[], PlayableSandbox], tmp_path: Path
) -> None:
    """Otherwise stories blame plugins that do nothing wrong."""
    told = tell_stories(plugin, sandbox, folder=tmp_path, stories=3, steps=12, seed=1)
    assert (told.seed, told.stories) == (1, 3)
    assert told.steps >= 12


@pytest.mark.parametrize(
    ("plugin", "said"),
    [
        pytest.param(
            "tests.contract.careless:echoing",
            "title is .* here and .* there",
            id="does not know what a place makes of it",
        ),
        pytest.param(
            "tests.contract.careless:shouting",
            "title is .* here and .* there",
            id="reads something else than people see",
        ),
    ],
)
def test_a_wrong_plugin_is_caught(plugin: str, said: str, tmp_path: Path) -> None:
    """Otherwise stories are told for nothing."""
    with pytest.raises(AssertionError, match=said) as told:
        tell_stories(plugin, ReferenceSandbox, folder=tmp_path, stories=60, steps=15, seed=1)
    told.match(r"state\.begin\(")
    told.match("DEVLOG_SEED=1 tells these stories again")


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("plugin", "sandbox"), PLACES)
def test_many_stories_break_no_law(
    plugin: str,
    sandbox: Callable[[], PlayableSandbox],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """Otherwise a few stories that end well say little; these are new each time."""
    told = tell_stories(plugin, sandbox, folder=tmp_path, stories=100, steps=25)
    record_property("stories about any plugin", {"stories": told.stories, "steps": told.steps})
    assert told.stories
