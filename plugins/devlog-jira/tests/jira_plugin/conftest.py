"""Where recorded exchanges and official descriptions lie."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def shared() -> Path:
    """The folder with recorded exchanges and official descriptions."""
    default = Path(__file__).parents[4].parent / "shared"
    found = Path(os.environ.get("DEVLOG_SHARED", default))
    if not found.is_dir():
        pytest.skip(f"{found} is absent; set DEVLOG_SHARED to the folder with data/")
    return found
