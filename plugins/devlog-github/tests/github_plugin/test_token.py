"""Where the token comes from when the settings name none."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from devlog_core.model.errors import (
    AuthError,
)
from devlog_core.testing.stage import Answerer, Stage
from devlog_github.sandbox import GitHubSandbox
from devlog_github.token import from_gh, web_host

from .desk import Opener

Performer = Callable[[Answerer], Stage]
REPOSITORY = {"id": 77, "full_name": "acme/shop"}


def gh(folder: Path, script: str) -> None:
    """Puts a gh tool into a folder."""
    tool = folder / "gh"
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)


def test_the_gh_tool_is_asked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: GitHubSandbox, open_desk: Opener
) -> None:
    """Who is signed in there needs no token here."""
    gh(tmp_path, f'echo "$@" >> {tmp_path}/log; echo sandbox-token')
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    desk = open_desk(token=None)
    assert desk.service.check().account == "devlog-bot"
    desk.read()
    port = sandbox.config()["api_url"].rpartition(":")[2]
    assert (tmp_path / "log").read_text() == f"auth token --hostname 127.0.0.1:{port}\n"


@pytest.mark.parametrize("script", ["exit 1", "echo"])
def test_a_gh_tool_without_sign_in_is_no_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_desk: Opener, script: str
) -> None:
    """The message names both cures."""
    gh(tmp_path, script)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AuthError, match=r"set `token`.*gh auth login"):
        open_desk(token=None).service.check()


def test_without_gh_there_is_no_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no error on the way."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert from_gh("https://api.github.com") is None


def test_the_host_people_know() -> None:
    """It is part of an entry's identity, so it must not change by a detail of the settings."""
    assert web_host("https://API.github.com") == "github.com"
    assert web_host("https://ghe.example/api/v3") == "ghe.example"
    assert web_host("http://127.0.0.1:8080") == "127.0.0.1:8080"
