"""Making a workspace."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import Devlog


def test_init_makes_a_workspace(empty: Devlog) -> None:
    """The files that init makes are sound, and the store is kept out of version control."""
    made = empty.json("init")
    assert made == {"workspace": str(empty.cwd), "storage": "sqlite:///devlog.db"}
    assert tomllib.loads(empty.config.read_text(encoding="utf-8")) == {
        "storage": {"url": "sqlite:///devlog.db"}
    }
    subprocess.run(["git", "init", "--quiet"], cwd=empty.cwd, check=True)
    empty.ok("new", "A")
    listed = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all"],
        cwd=empty.cwd,
        capture_output=True,
        text=True,
        check=True,
    )
    assert {line.split()[-1] for line in listed.stdout.splitlines()} == {
        *(".devlog/.gitignore", ".devlog/config.toml")
    }


def test_init_changes_nothing_that_exists(devlog: Devlog) -> None:
    """A second init says what is there, whatever it is asked for."""
    devlog.ok("new", "A")
    before = devlog.config.read_bytes()
    assert devlog.json("init", "--storage", "sqlite:///other.db")["storage"] == "sqlite:///devlog.db"
    assert devlog.ok("init").startswith("There is already a workspace")
    assert devlog.config.read_bytes() == before
    assert len(devlog.json("list")) == 1


def test_init_elsewhere(empty: Devlog) -> None:
    """The directory and the store may be named."""
    made = empty.json("init", "a/b", "--storage", "sqlite:///entries.db")
    assert made == {"workspace": str(empty.cwd / "a/b"), "storage": "sqlite:///entries.db"}
    assert (empty.cwd / "a/b/.devlog/entries.db").is_file()
    assert empty.json("init", "c", "-C", "a")["workspace"] == str(empty.cwd / "a/c")


@pytest.mark.parametrize("url", ["mongodb://x", "sqlite:///", "entries", "sqlite:////no/such/place/x.db"])
def test_init_that_fails_leaves_nothing(empty: Devlog, url: str) -> None:
    """A workspace with a store that cannot be is not made at all."""
    result = empty("init", "--storage", url)
    assert result.returncode in (1, 3)
    assert len(result.stderr.splitlines()) == 1
    assert not (empty.cwd / ".devlog").exists()


def on_terminal(devlog: Devlog, args: Sequence[str], answers: Mapping[str, str]) -> str:
    """What a person sees who runs this on a terminal and answers each question as it comes."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(devlog.cwd)
        os.execve(
            sys.executable, [*devlog.command, *args], devlog.environ | {"TERM": "xterm", "COLUMNS": "80"}
        )
    seen, answered, end = "", 0, time.monotonic() + 30
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                data = os.read(terminal, 65536)
            except OSError:
                break
            if not data:
                break
            seen += data.decode(errors="replace")
        question = seen[answered:].rpartition("\n")[2]
        for asked, answer in answers.items():
            if asked in question:
                answered = len(seen)
                os.write(terminal, f"{answer}\n".encode())
                break
    os.close(terminal)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, seen
    return seen


def test_guided_init_asks_for_what_a_plugin_needs(empty: Devlog) -> None:
    """On a terminal init offers the installed plugins and asks only for what they need."""
    remote = empty.cwd / "remote.json"
    answers = {
        "Connect sample?": "y",
        "Connect ": "n",
        "Its name here": "shop",
        "shop.path": str(remote),
        "shop.token (such as ${SHOP_TOKEN}; Enter for none)": "",
    }
    seen = on_terminal(empty, ["init"], answers)
    assert "The file that plays the remote system." in seen
    written = tomllib.loads(empty.config.read_text(encoding="utf-8"))["integrations"]["shop"]
    assert written == {"plugin": "sample", "config": {"path": str(remote)}}


def test_listing_fits_the_terminal(devlog: Devlog) -> None:
    """On a terminal a long title gives way, so that every entry is one line."""
    devlog.ok("new", "漢字 " * 60)
    seen = on_terminal(devlog, ["list"], {})
    assert "…" in seen
    assert "\x1b[1m" in seen
    assert len(seen.strip().splitlines()) == 2
    assert "\x1b" not in devlog.ok("list")


def test_home_of_the_user_is_left_alone(empty: Devlog) -> None:
    """Making a workspace writes nowhere but there."""
    home = Path(empty.environ["HOME"])
    before = sorted(home.rglob("*"))
    empty.ok("init")
    assert sorted(home.rglob("*")) == before


@pytest.mark.parametrize("url", ["json:entries", "postgresql://host/db", "mysql://host/db"])
def test_a_kind_of_store_that_is_not_there_yet_is_named_as_such(empty: Devlog, url: str) -> None:
    """Somebody who read of it learns that this version has it not, rather than that it is unknown."""
    said = empty.refused("init", "--storage", url, code=3)
    assert "not there in this version" in said
    assert not (empty.cwd / ".devlog").exists()
