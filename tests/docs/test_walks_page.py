"""The page about kills and stories does what it shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devlog_core.testing.stories.attack import SEED
from devlog_core.testing.walk.walking import MOMENT
from tests.docs.conftest import ROOT

PAGE = (ROOT / "docs" / "plugins" / "walks.md").read_text(encoding="utf-8")


def shown() -> dict[str, Any]:
    """What the page's code defines."""
    (code,) = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    made: dict[str, Any] = {}
    exec(compile(code, "walks.md", "exec"), made)
    return made


def test_the_page_names_what_tells_again() -> None:
    """Otherwise a failure is looked at by somebody who cannot have it again."""
    assert f"{MOMENT}='" in PAGE
    assert f"{SEED}=" in PAGE


@pytest.mark.long
@pytest.mark.parametrize("name", ["test_a_kill_makes_nothing_twice", "test_stories_keep_the_laws"])
def test_what_the_page_shows_passes(name: str, tmp_path: Path) -> None:
    """Otherwise the first thing that an author copies fails."""
    test: Callable[[Path], None] = shown()[name]
    test(tmp_path)
