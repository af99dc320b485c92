"""A warm process for each worker, and what it prepares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Protocol

import pytest

from tests.faults.forks import Warm, warmed
from tests.faults.stage import GroundsT, Scene, Stage, staged


class MakeStage(Protocol):
    """Prepares a scene."""

    def __call__(self, scene: Scene[GroundsT]) -> AbstractContextManager[Stage[GroundsT]]:
        """The scene with its places running."""


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """What forks commands."""
    with warmed() as running:
        yield running


@pytest.fixture
def on_stage(warm: Warm, tmp_path: Path) -> MakeStage:
    """Prepares a scene."""
    return partial(staged, warm=warm, folder=tmp_path)
