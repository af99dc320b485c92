"""`devlog plugins new` gives a plugin that works as it stands, whichever its parts and its name."""

from __future__ import annotations

import ast
import itertools
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from devlog_core.plugin.template import Chosen, rendered
from tests.packaging.conftest import ROOT, build
from tests.packaging.room import Room, run

COMBINATIONS = [
    (),
    ("--read-only",),
    ("--no-webhooks",),
    ("--read-only", "--no-webhooks"),
]
TOOLS = [("ruff", "check", "--no-cache"), ("ruff", "format", "--check", "--no-cache")]


@pytest.mark.parametrize("options", COMBINATIONS, ids=" ".join)
def test_each_combination_is_in_form_and_says_nothing_of_the_template(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    """Otherwise an author begins by mending what he was given."""
    made = make("my-tracker", tmp_path, *options)
    for tool in TOOLS:
        run(sys.executable, "-m", *tool, cwd=made)
    for path in files(made):
        assert "example" not in path.name
        left = [line for line in path.read_text("utf-8").splitlines() if leftover(line)]
        assert not left, f"{path}: {left}"
    whole = "\n".join(path.read_text("utf-8") for path in files(made))
    assert ("put_note" in whole, "register_webhook" in whole) == (
        "--read-only" not in options,
        "--no-webhooks" not in options,
    )


@pytest.mark.parametrize("name", ["a", "one-two-three-four-five-six-on"])
def test_any_name_gives_code_in_form(name: str, tmp_path: Path) -> None:
    """Otherwise a long name makes lines that the project's own check refuses, a short one lines to join."""
    for writing, webhooks in itertools.product((True, False), repeat=2):
        folder = tmp_path / f"{writing}-{webhooks}"
        for path, text in rendered(Chosen(name=name, writing=writing, webhooks=webhooks)).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8")
        for tool in TOOLS:
            run(sys.executable, "-m", *tool, cwd=folder)


def test_the_template_imports_what_plugins_may() -> None:
    """Otherwise the example teaches what import-linter forbids our own plugins."""
    for path in (ROOT / "plugin-template/src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("devlog_core"):
                assert str(node.module).split(".")[1] in ("model", "plugin", "testing"), path


@pytest.mark.timeout(400)
def test_a_new_plugin_works_at_once(tmp_path: Path) -> None:
    """Installed beside devlog-core it is listed, serves its system, syncs both ways and passes its tests."""
    room = Room(tmp_path / "room")
    room.install(build("devlog-core", ROOT, tmp_path / "core").wheel)
    made = Path(room.json("plugins", "new", "my-tracker")["path"])
    texts = {path.relative_to(made).as_posix(): path.read_text("utf-8") for path in files(made)}
    assert texts == rendered(Chosen(name="my-tracker"))  # the wheel holds what the tree does
    room.install(build("devlog-my-tracker", made, tmp_path / "built").wheel)
    listed = {each["name"]: each for each in room.json("plugins")}
    assert set(listed) == {"my-tracker"}
    assert (listed["my-tracker"]["status"], listed["my-tracker"]["version"]) == ("available", "0.1.0")
    room.ok("plugins", "check", "my-tracker")
    with room.sandbox("my-tracker") as (url, config):
        synced_both_ways(room, url, config)
    tests = room.tested(made, "-k", "not kill and not stories")
    assert " passed" in tests
    assert "exempt" not in tests


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("options", COMBINATIONS, ids=" ".join)
def test_each_combination_is_typed_and_passes_its_tests(options: tuple[str, ...], tmp_path: Path) -> None:
    """Otherwise who leaves something out gets less than who does not."""
    made = make("my-tracker", tmp_path, *options)
    run(sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path / "cache"), cwd=made)
    room = Room(tmp_path / "room")
    core = build("devlog-core", ROOT, tmp_path / "core")
    room.install(core.wheel, build("devlog-my-tracker", made, tmp_path / "built").wheel)
    room.tested(made)
    if "--read-only" in options:
        with room.sandbox("my-tracker") as (url, config):
            synced_one_way(room, url, config)


def synced_both_ways(room: Room, url: str, config: Mapping[str, Any]) -> None:
    """An entry arrives there and a task here, edits of both sides cross, and then all is quiet."""
    key = connect(room, url, config)
    room.ok("new", "Ours", "-d", "our text", "--label", "mine")
    run_of = room.json("sync")["runs"][0]
    assert (run_of["status"], run_of["pulled"]["created"], run_of["pushed"]["created"]) == ("ok", 1, 1)
    ours, theirs = sorted(room.json("list", "--all"), key=lambda entry: str(entry["title"]))
    assert (theirs["title"], theirs["status"], theirs["labels"]) == ("Theirs", "in-progress", ["bug"])
    links = room.json("show", str(ours["id"]))["links"]
    number = links[0]["remote_key"]
    held = ask(url, "read", id=number)
    assert (held["title"], held["text"], held["labels"]) == ("Ours", "our text", ["mine"])
    ask(url, "edit", id=number, values={"title": "Ours, renamed there"}, by="ann")
    room.ok("edit", str(theirs["id"]), "--status", "done")
    room.ok("note", str(theirs["id"]), "It works now.")
    assert room.json("sync")["runs"][0]["errors"] == []
    assert room.json("show", str(ours["id"]))["title"] == "Ours, renamed there"
    held = ask(url, "read", id=key)
    assert (held["state"], [one["text"] for one in held["comments"]]) == ("done", ["It works now."])
    quiet = room.json("sync")["runs"][0]
    assert (quiet["status"], quiet["writes"], quiet["errors"]) == ("ok", 0, [])


def synced_one_way(room: Room, url: str, config: Mapping[str, Any]) -> None:
    """A task arrives here with what people change there, and nothing is written."""
    key = connect(room, url, config)
    room.json("sync")
    ask(url, "edit", id=key, values={"title": "Theirs, renamed"}, by="ann")
    ask(url, "comment", id=key, text="Seen?", by="ann")
    run_of = room.json("sync")["runs"][0]
    assert (run_of["status"], run_of["writes"], run_of["errors"]) == ("ok", 0, [])
    entry = room.json("show", "1")
    assert (entry["title"], [note["content"] for note in entry["notes"]]) == ("Theirs, renamed", ["Seen?"])


def connect(room: Room, url: str, config: Mapping[str, Any]) -> str:
    """A workspace with the sandbox for a place, and a task in it; its number."""
    room.ok("init")
    given = [part for key, value in config.items() for part in ("--set", f"{key}={value}")]
    room.ok("integrations", "add", "my-tracker", *given)
    room.ok("integrations", "check", "my-tracker")
    item = {"title": "Theirs", "text": "their text", "state": "doing", "labels": ["bug"]}
    return str(ask(url, "seed", items=[item])[0])


def ask(url: str, verb: str, **arguments: Any) -> Any:
    """What a verb of the sandbox gives."""
    body = json.dumps(arguments).encode()
    with urlopen(Request(f"{url}/_sandbox/{verb}", body, method="POST")) as answer:
        return json.load(answer)["result"]


def make(name: str, folder: Path, *options: str) -> Path:
    """A new plugin, made by the command."""
    out = folder / f"devlog-{name}"
    run(sys.executable, "-m", "devlog_core", "plugins", "new", name, "--out", str(out), *options, cwd=folder)
    return out


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def leftover(line: str) -> bool:
    """Whether a line still speaks of the template: its names, or what marks its parts."""
    words = line.replace("examples=", "").lower()
    marks = [f"[{part}" in words or f"{part}]" in words for part in ("writing", "webhooks", "reading only")]
    return "example" in words or any(marks)
