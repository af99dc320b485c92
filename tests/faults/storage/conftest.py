"""A workspace in the middle of its work, connected with a simulated GitHub."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devlog_core.testing.walk.forks import Warm
from tests.forks import FastDesk
from tests.integration.desk import Desk
from tests.integration.hub import Hub


@pytest.fixture
def hub() -> Iterator[Hub]:
    """GitHub with the repositories acme/shop and acme/api."""
    running = Hub("acme/shop", "acme/api")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def make_desk(tmp_path: Path, warm: Warm) -> Callable[..., Desk]:
    """Makes workspaces by name; none is connected to anything."""
    return lambda name="desk", **environ: FastDesk(tmp_path / name / "work", warm, **environ)


@pytest.fixture
def desk(make_desk: Callable[..., Desk], hub: Hub) -> Desk:
    """A workspace that is connected to acme/shop as `github`."""
    made = make_desk()
    made.connect("github", hub.settings())
    return made
