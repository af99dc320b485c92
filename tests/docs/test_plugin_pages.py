"""The example plugins of the pages for authors: written out, installed, checked and used as the pages say."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from devlog_core.storage.sqlite import SqliteStore
from devlog_core.testing.distribution import lay_out
from devlog_core.testing.walk.forks import Warm, warmed
from tests.docs.conftest import ROOT, blocks
from tests.docs.pages import write_files
from tests.docs.played import Command, plain, typed

PAGES = ROOT / "docs" / "plugins"
EXAMPLES = ("observers.md", "actions-and-triggers.md", "commands.md")


@dataclass
class Desk:
    """A workspace on a machine where the distributions of all pages are installed."""

    folder: Path
    environ: dict[str, str]
    warm: Warm
    codes: list[int] = field(default_factory=list)

    def run(self, command: Command) -> Command:
        """Type a command; `echo $?` gives how the one before ended."""
        if command.line == "echo $?":
            command.printed = [str(self.codes[-1])]
            return command
        words = shlex.split(command.line)
        assert words[0] == "devlog"
        ended = self.warm.fork(self.folder, self.environ, *words[1:]).wait()
        self.codes.append(ended.code)
        command.printed = (ended.out + ended.err).splitlines()
        return command

    def json(self, line: str) -> Any:
        """The document that a command prints."""
        return json.loads("\n".join(self.run(Command(f"{line} --json")).printed))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The distributions of the pages, each in a folder of its own."""
    folder = tmp_path_factory.mktemp("written")
    for page in EXAMPLES:
        write_files(PAGES / page, folder / page)
    return folder


@pytest.fixture(scope="module")
def installed(written: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """A warm process on a machine where pip has installed them."""
    places = [install(written / page, tmp_path_factory.mktemp("installed")) for page in EXAMPLES]
    home = tmp_path_factory.mktemp("home")
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "PYTHONPATH": os.pathsep.join((*map(str, places), str(ROOT))),
        "PYTHONUTF8": "1",
        "DEVLOG_USER": "Ada",
        "TZ": "UTC",
    }
    with warmed("devlog_core.plugin.inspection", "requests", environ=environ) as warm:
        yield warm


@pytest.fixture
def desk(installed: Warm, tmp_path: Path) -> Desk:
    """A new workspace."""
    made = Desk(tmp_path, dict(installed.environ), installed)
    made.run(Command("devlog init"))
    assert made.codes == [0]
    return made


def install(source: Path, place: Path) -> Path:
    """Put into a folder what a wheel of this project would bring, and what it would say of itself."""
    project = tomllib.loads((source / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    shutil.copytree(source / "src", place, dirs_exist_ok=True)
    [package] = list(place.iterdir())
    (package / "py.typed").touch()
    head = [f"Summary: {project['description']}"]
    head += [f"Requires-Dist: {needed}" for needed in project["dependencies"]]
    readme = (source / project["readme"]).read_text(encoding="utf-8")
    groups = project["entry-points"].items()
    lines = [f"[{group}]\n" + "".join(f"{k} = {v}\n" for k, v in points.items()) for group, points in groups]
    more = "\n".join([*head, "", readme])
    lay_out(place, project["name"], "\n".join(lines), version=project["version"], more=more)
    return place


class Chat(BaseHTTPRequestHandler):
    """Keeps what is posted; answers 500 while the chat is down."""

    heard: list[str]
    down = False

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.down:
            self.heard.append(body["text"])
        self.send_response(500 if self.down else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def chat() -> Iterator[tuple[str, type[Chat]]]:
    """The address of a chat, and what it has heard."""
    handler = type("Heard", (Chat,), {"heard": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hooks/s3cr3t", handler
    server.shutdown()
    thread.join()
    server.server_close()


def play(desk: Desk, page: str) -> str:
    """Type every command of a page; what is missing from what they print."""
    consoles = [block.text for block in blocks(PAGES / page) if block.info == "console"]
    return "\n".join(desk.run(command).differs for text in consoles for command in typed(text)).strip()


def shown(page: str) -> list[str]:
    """The lines that a page says another system shows; one that goes on elsewhere ends in `...`."""
    texts = [block.text for block in blocks(PAGES / page) if block.info == "text"]
    return [plain(line) for text in texts for line in text.splitlines()]


def as_shown(said: str, line: str) -> bool:
    """Whether what came is what a page shows."""
    return plain(said) == line or (line.endswith("...") and plain(said).startswith(line.removesuffix("...")))


def problems(desk: Desk, plugin: str) -> list[str]:
    """What `devlog plugins check` finds wrong with a plugin."""
    return [row["problem"] for row in desk.json(f"devlog plugins check {plugin}")["checks"] if row["problem"]]


def test_the_examples_are_in_the_form_of_the_house(written: Path) -> None:
    """Otherwise an author's linter objects to what was copied."""
    for what in (["check"], ["format", "--check"]):
        ruff = [str(Path(sys.executable).with_name("ruff")), *what]
        config = ["--config", str(ROOT / "pyproject.toml"), str(written)]
        done = subprocess.run([*ruff, *config], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_the_chat_hears_what_the_page_says(desk: Desk, chat: tuple[str, type[Chat]]) -> None:
    """Otherwise an author's first observer says nothing, and nobody knows why."""
    address, handler = chat
    desk.environ["CHAT_URL"] = address
    assert problems(desk, "chat") == []
    assert play(desk, "observers.md") == ""
    lines = shown("observers.md")
    assert all(map(as_shown, handler.heard, lines)), handler.heard
    assert len(handler.heard) == len(lines)
    _tell_again(desk)
    desk.run(Command("devlog sync chat"))
    assert len(handler.heard) == len(lines)
    handler.down = True
    desk.run(Command("devlog edit 1 --status blocked"))
    printed = desk.run(Command("devlog sync chat -v")).printed
    assert desk.codes[-1] == 0
    assert "the chat answered 500" in "\n".join(printed)
    assert "s3cr3t" not in "\n".join(printed)


def _tell_again(desk: Desk) -> None:
    """As after a kill between telling and remembering that it was told."""
    with closing(SqliteStore(desk.folder / ".devlog" / "devlog.db").open()) as store, store.write() as unit:
        assert unit.state.get("observers", "seq", 0) > 0
        unit.state.put("observers", "seq", 0)


def test_the_report_counts_what_the_page_says(desk: Desk) -> None:
    """Otherwise an author's first command is not found, or breaks scripts that want JSON."""
    assert play(desk, "commands.md") == ""
    assert "Show the minutes booked this week" in "\n".join(
        desk.run(Command("devlog minutes --help")).printed
    )


def test_the_stopwatch_does_what_the_page_says(desk: Desk) -> None:
    """Otherwise an author's first action cannot be run, or workflows hear of one stop twice or never."""
    assert problems(desk, "stopwatch") == []
    assert play(desk, "actions-and-triggers.md") == ""
    [event] = _events(desk)
    assert (event["name"], json.loads(event["data"])["minutes"]) == ("stopwatch.timer.stopped", 25)
    desk.run(Command("devlog sync --full"))
    desk.run(Command("devlog sync"))
    assert _events(desk) == [event]
    assert desk.codes[-2:] == [0, 0]


def _events(desk: Desk) -> list[dict[str, Any]]:
    """The events that wait for workflows."""
    with closing(sqlite3.connect(desk.folder / ".devlog" / "devlog.db")) as store:
        store.row_factory = sqlite3.Row
        return [dict(row) for row in store.execute("SELECT * FROM events")]


def test_the_stopwatch_runs_in_a_process_of_its_own(desk: Desk) -> None:
    """Otherwise actions work only for those who let plugins into their process."""
    config = desk.folder / ".devlog" / "config.toml"
    written = config.read_text(encoding="utf-8")
    config.write_text(f'{written}\n[integrations.stopwatch]\nisolation = "process"\n', encoding="utf-8")
    assert (
        desk.json("devlog actions run stopwatch.start --input entry=x --input minutes_ago=7")["entry"] == "x"
    )
    assert desk.json("devlog actions run stopwatch.stop") == {"entry": "x", "minutes": 7}
