"""The workspace is the nearest directory with `.devlog/`, unless one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from devlog_core.config.workspace import find_workspace
from devlog_core.model.errors import UsageError


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    for name in ("shop", "other"):
        (tmp_path / name / ".devlog").mkdir(parents=True)
    (tmp_path / "shop" / "src" / "deep").mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    return tmp_path / "shop"


def test_it_is_found_from_below(shop: Path) -> None:
    """Otherwise a command works in one directory only."""
    workspace = find_workspace(shop / "src" / "deep", {})
    assert workspace.root == shop
    assert workspace.config_file == shop / ".devlog" / "config.toml"
    assert workspace.cache == shop / ".devlog" / "cache"
    assert workspace.workflows == shop / ".devlog" / "workflows"


def test_a_named_one_wins(shop: Path) -> None:
    """Otherwise a script cannot say which workspace it means."""
    other = shop.parent / "other"
    assert find_workspace(shop, {"DEVLOG_WORKSPACE": str(other)}).root == other
    assert find_workspace(shop, {"DEVLOG_WORKSPACE": "/nowhere"}, other).root == other
    assert find_workspace(shop, {}, Path("../other")).root == other
    assert find_workspace(other, {}, shop / "src").root == shop
    assert find_workspace(shop, {"DEVLOG_WORKSPACE": ""}).root == shop


def test_none_is_a_wrong_use_that_names_the_cure(shop: Path) -> None:
    """Otherwise the user does not learn of `devlog init`."""
    empty = shop.parent / "empty"
    with pytest.raises(
        UsageError, match=r"no workspace in .*/empty or above it; run `devlog init`"
    ) as raised:
        find_workspace(empty, {})
    assert raised.value.exit_code == 2
    with pytest.raises(UsageError, match=r"DEVLOG_WORKSPACE=.*/src: no \.devlog/ there; run `devlog init"):
        find_workspace(shop, {"DEVLOG_WORKSPACE": str(shop / "src")})
    with pytest.raises(UsageError, match="DEVLOG_WORKSPACE=/nowhere: there is no such directory"):
        find_workspace(shop, {"DEVLOG_WORKSPACE": "/nowhere"})
    with pytest.raises(UsageError, match="-C /nowhere: there is no such directory"):
        find_workspace(shop, {}, Path("/nowhere"))
