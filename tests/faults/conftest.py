"""A warm process for each worker, and what it prepares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest

from tests.faults.forks import Warm, warmed
from tests.faults.stage import Scene, Stage, staged

MakeStage = Callable[[Scene], AbstractContextManager[Stage]]


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """What forks commands."""
    with warmed() as running:
        yield running


@pytest.fixture
def on_stage(warm: Warm, tmp_path: Path) -> MakeStage:
    """Prepares a scene."""
    return partial(staged, warm=warm, folder=tmp_path)
