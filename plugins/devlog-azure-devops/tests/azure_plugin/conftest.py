"""A sandbox, services that reach it over real sockets, and where recorded exchanges lie."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_core.testing.desk import desks
from devlog_core.testing.stage import Answerer, Stage, stages

from .cards import COLUMNS
from .desk import Desk, Opener, opened


@pytest.fixture
def shared() -> Path:
    """The folder with recorded exchanges and official descriptions."""
    default = Path(__file__).parents[4].parent / "shared"
    found = Path(os.environ.get("DEVLOG_SHARED", default))
    if not found.is_dir():
        pytest.skip(f"{found} is absent; set DEVLOG_SHARED to the folder with data/")
    return found


@pytest.fixture
def perform() -> Iterator[Callable[[Answerer], Stage]]:
    """Starts stages and ends them."""
    with stages() as start:
        yield start


@pytest.fixture
def sandbox() -> Iterator[AzureDevOpsSandbox]:
    """Azure DevOps with the projects Shop and Other, both of the Agile process."""
    simulator = AzureDevOpsSandbox(projects=("Shop", "Other"))
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def open_desk(sandbox: AzureDevOpsSandbox) -> Iterator[Opener]:
    """Opens services for Shop; settings are given by name."""
    with desks(partial(opened, sandbox.config())) as opener:
        yield opener


@pytest.fixture
def desk(open_desk: Opener) -> Desk:
    """A service for Shop."""
    return open_desk()


@pytest.fixture
def stories(sandbox: AzureDevOpsSandbox, open_desk: Opener) -> Desk:
    """A service for Shop with the board of its stories, laid out anew."""
    sandbox.lay_out("Stories", COLUMNS, lanes=("Expedite",))
    return open_desk(board="Stories")
