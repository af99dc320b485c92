"""Simulated systems as people start and use them, by the lines that they print."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.integration.conftest import MakeDesk
from tests.integration.desk import Desk

Serve = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def serve(make_desk: MakeDesk) -> Iterator[Serve]:
    """Runs `devlog sandbox` beside the test."""
    running: list[subprocess.Popen[str]] = []

    def start(desk: Desk, *words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "devlog_core", "sandbox", *words],
            env=desk.environ | {"PYTHONUNBUFFERED": "1"}, cwd=desk.folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        running.append(process)
        return process

    yield start
    for process in running:
        process.terminate()
        process.communicate(timeout=20)


def printed(process: subprocess.Popen[str]) -> list[list[str]]:
    """The commands that it prints, as words."""
    assert process.stdout is not None
    lines = iter(process.stdout.readline, "serving until interrupted\n")
    text = "".join(lines).replace("\\\n", " ")
    return [shlex.split(line)[1:] for line in text.splitlines() if line.startswith("  devlog ")]


@pytest.mark.parametrize("words", [("jira", "jira:server"), ("github",)], ids="-".join)
def test_the_printed_lines_connect_what_is_served(
    make_desk: MakeDesk, serve: Serve, words: tuple[str, ...]
) -> None:
    """Otherwise who tries a plugin out fails at the first command."""
    desk = make_desk()
    served = printed(serve(desk, *words))
    assert [line[2] for line in served] == [word.replace(":", "-") for word in words]
    entry = desk.new("Mend the login")
    for line in served:
        desk.do(*line)
        found: dict[str, Any] = desk.do("integrations", "check", line[2])
        assert found["error"] is None
    runs = desk.sync()
    assert {runs[line[2]]["status"] for line in served} == {"ok"}
    assert {link["integration"] for link in desk.show(entry["ref"])["links"]} == {line[2] for line in served}


def test_a_form_is_named_in_the_answer(make_desk: MakeDesk, serve: Serve) -> None:
    """Otherwise a program cannot tell two forms of one system apart."""
    process = serve(make_desk(), "jira:server", "jira", "--json")
    assert process.stdout is not None
    one, other = json.loads(process.stdout.readline())["sandboxes"]
    assert (one["plugin"], one["form"], "email" in one["config"]) == ("jira", "server", False)
    assert (other["plugin"], "form" in other, "email" in other["config"]) == ("jira", False, True)


@pytest.mark.parametrize(
    ("word", "cure"), [("jira:moon", "there are cloud, server"), ("github:cloud", "there is but one")]
)
def test_a_form_that_does_not_exist_is_refused(make_desk: MakeDesk, word: str, cure: str) -> None:
    """Otherwise somebody tries things on another system than asked for."""
    refused = make_desk().try_("sandbox", word)
    assert (refused.code, cure in refused.err) == (2, True)
