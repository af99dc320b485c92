"""`devlog demo` as people run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.demo.conftest import COMMAND, Result

STEPS = [
    "begin", "first-sync", "merge", "conflict", "notes", "undo", "lost-answer", "commits", "full", "quiet",
    "both", "unsaid", "clash",
]  # fmt: skip


@pytest.fixture(scope="session")
def document(demo: Callable[..., Result]) -> dict[str, Any]:
    """What `devlog demo --json` prints."""
    result = demo("--json")
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def _step(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(step for step in document["steps"] if step["name"] == name)
    return found


def test_every_step_is_played_and_holds(document: dict[str, Any]) -> None:
    """Otherwise the first thing that a newcomer sees is a failure."""
    assert [step["name"] for step in document["steps"]] == STEPS
    assert all(step["checks"] and step["ok"] for step in document["steps"])
    assert document["ok"] is True
    assert document["workspace"] is None


def test_it_begins_with_forty_items(document: dict[str, Any]) -> None:
    """Otherwise the demo shows less than it says."""
    figures = document["figures"]
    assert (figures["items"], figures["comments"]) == (40, 20)
    first = next(c for c in _step(document, "first-sync")["commands"] if c["command"] == "devlog sync")
    row = first["output"].splitlines()[1].split()
    assert row[:4] == ["github", "ok", "44", "40"]
    assert _step(document, "first-sync")["requests"] <= 4


def test_a_conflict_shows_both_values(document: dict[str, Any]) -> None:
    """Otherwise nobody could decide it."""
    step = _step(document, "conflict")
    assert [command["exit"] for command in step["commands"]] == [0, 4, 0, 0, 0, 0]
    shown = next(c["output"] for c in step["commands"] if c["command"] == "devlog conflicts")
    assert "local: Search ignores names with accents" in shown
    assert "github: Search fails on accents" in shown


def test_the_last_sync_does_nothing(document: dict[str, Any]) -> None:
    """Otherwise a sync every minute would cost what the provider allows."""
    step = _step(document, "quiet")
    assert step["requests"] <= 2
    assert step["writes"] == 0


def test_one_entry_is_in_step_with_every_tracker(document: dict[str, Any]) -> None:
    """Otherwise nobody sees what devlog is for: a change at one place reaches the others."""
    step = _step(document, "both")
    shown = next(c["output"] for c in step["commands"] if c["command"].startswith("devlog show"))
    for link in ("github item 46 linked", "azure-devops item 1 linked", "jira item SHOP-1 linked"):
        assert link in shown
    assert [line.partition(":")[0] for line in step["elsewhere"]] == [
        "GitHub, sam", "Azure DevOps, mona", "Jira, lin",
    ]  # fmt: skip
    assert len(step["checks"]) == 5


def test_a_status_that_a_place_cannot_say_stays(document: dict[str, Any]) -> None:
    """Otherwise the demo shows it with a status that every place has a word for, and shows nothing."""
    step = _step(document, "unsaid")
    states = "GitHub says 'open, status: blocked'; Azure DevOps says 'Active'; Jira says 'In Progress'"
    assert f"the entry is blocked still; {states}" in [check["what"] for check in step["checks"]]


def test_a_title_changed_at_two_places_is_one_conflict(document: dict[str, Any]) -> None:
    """Otherwise nobody sees whose words they choose from."""
    step = _step(document, "clash")
    shown = next(c["output"] for c in step["commands"] if c["command"] == "devlog conflicts").splitlines()
    assert [line.split(":")[0].strip() for line in shown[1:]] == [
        "before", "local", "azure-devops", "github", "jira",
    ]  # fmt: skip
    assert sum(" counts " in check["what"] for check in step["checks"]) == 3


def test_no_secret_is_typed(document: dict[str, Any]) -> None:
    """Otherwise the demo teaches to put tokens on the command line."""
    assert "sandbox-token" not in json.dumps(document)


def test_it_leaves_nothing_behind(document: dict[str, Any], hostile: Mapping[str, str]) -> None:
    """Otherwise every demo fills the disk a little."""
    assert [path.name for path in Path(hostile["TMPDIR"]).iterdir() if "devlog" in path.name] == []


def test_without_a_terminal_it_is_plain_text(demo: Callable[..., Result]) -> None:
    """Otherwise a log of it is full of escape codes, or half of it is on the other stream."""
    result = demo()
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    assert "\x1b" not in result.stdout
    for said in ("$ devlog sync", "1 in conflict; `devlog conflicts` shows them", "Every step held."):
        assert said in result.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_on_a_terminal_it_asks_nothing_and_has_colours(hostile: Mapping[str, str], tmp_path: Path) -> None:
    """Otherwise it stops half-way and waits for somebody to answer `devlog init`."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        COMMAND,
        cwd=tmp_path,
        env={**hostile, "TERM": "xterm-256color"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            read = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not read:
            break
        shown += read
    os.close(ours)
    assert process.wait(timeout=60) == 0, shown.decode(errors="replace")
    assert b"\x1b[" in shown
    assert b"Every step held." in shown
