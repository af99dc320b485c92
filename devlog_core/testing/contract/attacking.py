"""The engine and the plugin are killed, and told stories of people, faults and syncs, until a law breaks."""

from __future__ import annotations

import pytest

from devlog_core.plugin.playing import PlayableSandbox
from devlog_core.testing.contract.base import Contract
from devlog_core.testing.contract.bench import Bench
from devlog_core.testing.contract.given import place_of
from devlog_core.testing.contract.laws import Breach, proves

_CURE = "the message names the moment or the story; DEVLOG_MOMENT or the seed in it brings it again"
_STEPS, _STORIES, _SEED = 12, 2, 7
"""Those that every run tells are the same each time; many stories are new ones."""
_LONG_STEPS, _LONG_STORIES = 40, 20
_SECONDS, _LONG_SECONDS = 600, 3600
"""Of a plugin in a process of its own each sync starts one; a busy machine takes minutes for a walk."""


class AttacksContract(Contract):
    """Kill walks and stories, beside the reference tracker."""

    @proves("nothing twice", seconds=_SECONDS)
    def test_a_kill_at_some_moments(self, bench: Bench) -> None:
        """Otherwise a process that is killed would leave an item without its entry, or make a second one."""
        self._walk(bench, some=True)

    @proves("nothing twice", long=True, seconds=_LONG_SECONDS)
    def test_a_kill_at_every_moment(self, bench: Bench) -> None:
        """Otherwise a kill between two certain requests would do harm that no other kill does."""
        self._walk(bench, some=False)

    @proves("convergence", seconds=_SECONDS)
    def test_stories_keep_the_laws(self, bench: Bench) -> None:
        """Otherwise edits, faults and syncs in an order that nobody thought of would break a law."""
        self._tell(bench, _STORIES, _STEPS, _SEED)

    @proves("convergence", long=True, seconds=_LONG_SECONDS)
    def test_many_stories_keep_the_laws(self, bench: Bench) -> None:
        """Otherwise what happens in one story of a hundred would first happen to a user."""
        self._tell(bench, _LONG_STORIES, _LONG_STEPS)

    def _walk(self, bench: Bench, *, some: bool) -> None:
        from devlog_core.testing.walk import kill_walk

        try:
            kill_walk(
                _target(bench), self._made, folder=bench.folder / "walk", some=some,
                make_config=self.make_config, isolation=bench.isolation,
            )  # fmt: skip
        except NotImplementedError as error:
            pytest.skip(f"the sandbox does not offer what a kill walk needs: {error}")
        except AssertionError as error:
            raise Breach(str(error), _CURE) from error

    def _tell(self, bench: Bench, stories: int, steps: int, seed: int | None = None) -> None:
        pytest.importorskip("hypothesis", reason="stories want hypothesis: devlog-core[testing] brings it")
        from devlog_core.testing.stories import tell_stories

        try:
            tell_stories(
                _target(bench), self._made, folder=bench.folder / "stories", stories=stories, steps=steps,
                seed=seed, make_config=self.make_config, isolation=bench.isolation,
            )  # fmt: skip
        except NotImplementedError as error:
            pytest.skip(f"the sandbox does not offer what stories need: {error}")
        except AssertionError as error:
            raise Breach(str(error), _CURE) from error

    def _made(self) -> PlayableSandbox:
        made = self.make_sandbox()
        if made is None:
            pytest.skip("needs a sandbox, and make_sandbox gives none")
        return made


def _target(bench: Bench) -> str:
    """The plugin as another process can import it."""
    place = place_of(bench.plugin)
    if not place:
        pytest.skip("no module holds the plugin object by name, so that no other process can import it")
    return place
