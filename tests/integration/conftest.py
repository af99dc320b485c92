"""A simulated GitHub on a socket, workspaces, and real repositories."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devlog_core.testing.walk.forks import Warm
from tests.forks import FastDesk
from tests.integration.depot import DEPLOYMENTS, Depot
from tests.integration.desk import Desk
from tests.integration.hub import Hub
from tests.integration.works import Works

MakeDesk = Callable[..., Desk]


@pytest.fixture
def hub() -> Iterator[Hub]:
    """GitHub with the repositories acme/shop and acme/api."""
    running = Hub("acme/shop", "acme/api")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def make_desk(tmp_path: Path, warm: Warm) -> MakeDesk:
    """Makes workspaces by name; none is connected to anything."""
    return lambda name="desk", **environ: FastDesk(tmp_path / name / "work", warm, **environ)


@pytest.fixture
def desk(make_desk: MakeDesk, hub: Hub) -> Desk:
    """A workspace that is connected to acme/shop as `github`."""
    made = make_desk()
    made.connect("github", hub.settings())
    return made


@pytest.fixture(params=DEPLOYMENTS)
def depot(request: pytest.FixtureRequest) -> Iterator[Depot]:
    """Jira with the projects SHOP and API, once as Cloud and once as Server."""
    running = Depot(deployment=request.param)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def jira_desk(make_desk: MakeDesk, depot: Depot) -> Desk:
    """A workspace that is connected to the project SHOP as `jira`."""
    made = make_desk()
    made.connect("jira", depot.settings(), plugin="jira")
    return made


@pytest.fixture
def works(request: pytest.FixtureRequest) -> Iterator[Works]:
    """Azure DevOps Services with the projects Shop and Api, of the Agile process unless told."""
    process, form = getattr(request, "param", ("Agile", "services"))
    running = Works(process=process, form=form)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def azure_desk(make_desk: MakeDesk, works: Works) -> Desk:
    """A workspace that is connected to the project Shop as `azure`."""
    made = make_desk()
    made.connect("azure", works.settings(), plugin="azure-devops")
    return made


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data, beside the tree unless DEVLOG_SHARED names it."""
    found = Path(os.environ.get("DEVLOG_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    if not (found / "data").is_dir():
        pytest.skip(f"{found} is absent; set DEVLOG_SHARED to the folder with data/")
    return found
