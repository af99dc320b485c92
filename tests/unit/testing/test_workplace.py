"""What walks and stories take over from the machine that they run on."""

from __future__ import annotations

from pathlib import Path

import pytest

from devlog_core.plugin.isolation.confinement import BUBBLEWRAP
from devlog_core.testing.workplace import surroundings


def test_only_bubblewrap_is_as_this_machine_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Otherwise nobody could walk in processes of their own where bubblewrap may make no namespaces."""
    monkeypatch.setenv(BUBBLEWRAP, "off")
    monkeypatch.setenv("DEVLOG_ACTOR", "eve")
    told = surroundings(tmp_path)
    assert {name for name in told if name.startswith("DEVLOG_")} == {BUBBLEWRAP}
    assert (told[BUBBLEWRAP], told["HOME"]) == ("off", str(tmp_path))
    monkeypatch.delenv(BUBBLEWRAP)
    assert BUBBLEWRAP not in surroundings(tmp_path)
