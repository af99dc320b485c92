"""A sandbox, services that reach it over real sockets, and where recorded exchanges lie."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from devlog_core.testing.desk import desks
from devlog_core.testing.stage import Answerer, Stage, stages
from devlog_jira.sandbox import JiraSandbox

from .bench import DEPLOYMENTS, Bench
from .desk import Desk, Opener, opened


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


@pytest.fixture
def perform() -> Iterator[Callable[[Answerer], Stage]]:
    """Starts stages and ends them."""
    with stages() as start:
        yield start


@pytest.fixture(params=DEPLOYMENTS)
def sandbox(request: pytest.FixtureRequest) -> Iterator[JiraSandbox]:
    """Jira with two projects, SHOP and OTHER, as Cloud and as Server."""
    simulator = JiraSandbox(projects=("SHOP", "OTHER"), deployment=request.param)
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def cloud() -> Iterator[JiraSandbox]:
    """The same as Cloud only."""
    simulator = JiraSandbox(projects=("SHOP", "OTHER"))
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def server() -> Iterator[JiraSandbox]:
    """The same as Server only."""
    simulator = JiraSandbox(projects=("SHOP", "OTHER"), deployment="server")
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def open_desk(sandbox: JiraSandbox) -> Iterator[Opener]:
    """Opens services for SHOP; settings are given by name."""
    with desks(partial(opened, sandbox.config())) as opener:
        yield opener


@pytest.fixture
def desk(open_desk: Opener) -> Desk:
    """A service for SHOP."""
    return open_desk()
