"""The laws under attack: stories of people, faults and syncs, told until one of them breaks a law."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from devlog_core.testing.stories.attack import attack, keep, long_minutes
from devlog_core.testing.stories.crowd import Crowd
from devlog_core.testing.stories.machine import Machine
from tests.laws.stage import Stage

SEED = 7
"""The stories that every change is held against are the same each time; the long attack draws new ones."""


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """Servers and workspaces for all stories."""
    built = Machine.stage = Stage()
    yield built
    built.strike()


@pytest.mark.usefixtures("stage")
@pytest.mark.timeout(600)
def test_no_story_breaks_a_law() -> None:
    """Otherwise an order of events exists in which something is lost, doubled or never settles."""
    account = attack(Machine, 10, print, random.Random(SEED))
    assert account.counts["stories"], str(account)


@pytest.mark.usefixtures("stage")
@pytest.mark.timeout(600)
def test_no_story_of_syncs_that_meet_breaks_a_law() -> None:
    """Otherwise two syncs at once lose, double or contradict each other."""
    account = attack(Crowd, 5, print, random.Random(SEED))
    assert account.counts["stories"], str(account)


@pytest.mark.long
@pytest.mark.usefixtures("stage")
@pytest.mark.timeout(0)
def test_no_story_of_many_breaks_a_law(record_property: Callable[[str, object], None]) -> None:
    """The same for as long as DEVLOG_LONG_MINUTES says, with other stories in every process."""
    for machine, share in ((Machine, 0.75), (Crowd, 0.25)):
        account = attack(machine, long_minutes() * 60 * share, print)
        record_property("attack", f"{machine.__name__}: {account}")
        keep(f"{machine.__name__}: {account}")
        assert account.counts["stories"], str(account)
