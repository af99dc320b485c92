"""Every way to sign in to Jira, by the commands that a user types and the settings that the page shows."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devlog_jira.sandbox.state import TOKEN_USER
from tests.integration.conftest import MakeDesk
from tests.integration.depot import Depot


@pytest.fixture
def cloud() -> Iterator[Depot]:
    """Jira Cloud with one issue."""
    yield from _running("cloud")


@pytest.fixture
def server() -> Iterator[Depot]:
    """Jira Data Center with one issue."""
    yield from _running("server")


def _running(deployment: str) -> Iterator[Depot]:
    jira = Depot("SHOP", deployment=deployment)
    jira.seed([{"summary": "Login fails"}])
    jira.start()
    yield jira
    jira.stop()


def signed_in(make_desk: MakeDesk, jira: Depot, **given: Any) -> Path:
    """Add, check and sync as the page says; the entry goes both ways. Returns the workspace's folder."""
    desk = make_desk(JIRA_TOKEN="sandbox-token", JIRA_SECRET="s3cret", JIRA_REFRESH="refresh-0")
    pairs = {"url": jira.world.base, "project": "SHOP", "settle_seconds": 0, **given}
    desk.do("integrations", "add", "jira", *(f"--set={key}={value}" for key, value in pairs.items()))
    assert desk.do("integrations", "check", "jira")["error"] is None
    desk.sync("jira", "--pull")
    desk.do("edit", desk.of("SHOP-1", "jira"), "--title", "Login fails on Mondays")
    desk.sync("jira")
    assert jira.shown("SHOP-1")["title"] == "Login fails on Mondays"
    return desk.inner


def test_an_api_token_with_its_email(make_desk: MakeDesk, cloud: Depot) -> None:
    """Otherwise nobody with Jira Cloud gets in."""
    signed_in(make_desk, cloud, email=cloud.config()["email"], token="env:JIRA_TOKEN")


def test_a_personal_access_token_alone(make_desk: MakeDesk, server: Depot) -> None:
    """Otherwise nobody with Jira Data Center gets in."""
    signed_in(make_desk, server, token="env:JIRA_TOKEN")


def test_a_name_with_its_password(make_desk: MakeDesk, server: Depot) -> None:
    """Otherwise nobody gets in whose server has no personal access tokens yet."""
    signed_in(make_desk, server, email=TOKEN_USER, token="env:JIRA_TOKEN")


def test_an_app_whose_refresh_token_changes(make_desk: MakeDesk, cloud: Depot, tmp_path: Path) -> None:
    """Otherwise the second sync is refused, or the token that lets one in lies in the store."""
    cloud.add_client("app", "s3cret", "refresh-0", TOKEN_USER)
    kept = tmp_path / "kept" / "refresh"
    kept.parent.mkdir()
    inner = signed_in(
        make_desk, cloud, client_id="app", client_secret="env:JIRA_SECRET", refresh_token="env:JIRA_REFRESH",
        refresh_token_kept_in=f"file:{kept}", token_url=f"{cloud.world.base}/oauth/token",
        api_url=cloud.world.base,
    )  # fmt: skip
    told = kept.read_text()
    assert told not in ("", "refresh-0")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    written = b"".join(path.read_bytes() for path in inner.rglob("*") if path.is_file())
    assert told.encode() not in written
    assert b"refresh-0" not in written
