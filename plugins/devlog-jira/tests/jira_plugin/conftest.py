"""Where recorded exchanges and official descriptions lie."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from .bench import DEPLOYMENTS, Bench


@pytest.fixture
def shared() -> Path:
    """The folder with recorded exchanges and official descriptions."""
    default = Path(__file__).parents[4].parent / "shared"
    found = Path(os.environ.get("DEVLOG_SHARED", default))
    if not found.is_dir():
        pytest.skip(f"{found} is absent; set DEVLOG_SHARED to the folder with data/")
    return found


@pytest.fixture(params=DEPLOYMENTS)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A simulated Jira, Cloud and Server, and services that write to it."""
    made = Bench(request.param)
    yield made
    made.close()
