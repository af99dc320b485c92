"""What the warm process of each worker prepares."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Protocol

import pytest

from devlog_core.testing.walk.forks import Warm
from tests.faults.stage import GroundsT, Scene, Stage, staged


class MakeStage(Protocol):
    """Prepares a scene."""

    def __call__(self, scene: Scene[GroundsT]) -> AbstractContextManager[Stage[GroundsT]]:
        """The scene with its places running."""


@pytest.fixture
def on_stage(warm: Warm, tmp_path: Path) -> MakeStage:
    """Prepares a scene."""
    return partial(staged, warm=warm, folder=tmp_path)
