"""Playing a page: its commands are typed, what happens elsewhere is done, and what is printed is compared.

A line like `<!-- at GitHub: delete ["1"] -->` is a step at a simulated place, with its arguments in JSON;
`<!-- settings: {"on_delete": "cancel"} -->` sets keys of the place's settings,
and `<!-- store: UPDATE entries SET title = 'x' -->` does to the store what no devlog would.
"""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from devlog_core.cli.main import run
from tests.integration.depot import Depot
from tests.integration.desk import Desk
from tests.integration.hub import Hub

_STEP = re.compile(
    r"<!-- (?P<kind>at [A-Z]\w+|settings|store): (?P<what>.+?) -->|^```console\n(?P<typed>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
# What differs from one time to the next.
_VARYING = (
    (r"dl-[0-9a-f]{8}", "dl-........"),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d UTC)?", "TIME"),
    (r"\d+\.\d s\b", "T s"),
    (r"\b[0-9a-f]{8}$", "RUN"),
    (r"http://127\.0\.0\.1:\d+|https://acme\.atlassian\.net", "https://github.com"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "TIME"),
    (r"\b127\.0\.0\.1:\d+", "api.github.com"),
    (r"\s+", " "),
)


@dataclass
class Command:
    """One typed line with what the page says that it prints, and what it printed."""

    line: str
    expected: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)

    @property
    def differs(self) -> str:
        """What the page shows and did not come; empty where all of it came, in that order."""
        came = iter(map(plain, self.printed))
        for line in self.expected:
            if line.strip() != "..." and not any(plain(line) == other for other in came):
                return f"$ {self.line}\ndid not print (there)\n{line}\nbut all in all\n" + "\n".join(
                    self.printed
                )
        return ""


def play(page: Path, desk: Desk, hub: Hub | Depot, name: str = "github") -> Iterator[Command]:
    """Do what the page says, from its top to its end; `name` is the integration with the place."""
    code = 0
    for step in _STEP.finditer(page.read_text(encoding="utf-8")):
        if (step["kind"] or "").startswith("at "):
            verb, _, arguments = step["what"].partition(" ")
            hub.advance(60)
            getattr(hub, verb)(*json.loads(arguments))
        elif step["kind"] == "settings":
            table, said = desk.settings["integrations"][name], json.loads(step["what"])
            table |= said | {"config": table["config"] | said.get("config", {})}
            desk.write()
        elif step["kind"] == "store":
            with closing(sqlite3.connect(desk.inner / "devlog.db")) as store, store:
                store.execute(step["what"])
        else:
            for command in typed(step["typed"]):
                if command.line == "echo $?":
                    command.printed = [str(code)]
                else:
                    code, command.printed = _run(desk, shlex.split(command.line)[1:])
                    hub.advance(60)
                yield command


def typed(text: str) -> list[Command]:
    """The commands of a block, each with the lines below it."""
    found: list[Command] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append(Command(line.removeprefix("$ ")))
        else:
            found[-1].expected.append(line)
    return found


def plain(line: str) -> str:
    """A line without what differs from one time to the next."""
    for pattern, instead in _VARYING:
        line = re.sub(pattern, instead, line.rstrip())
    return line.strip()


def _run(desk: Desk, words: list[str]) -> tuple[int, list[str]]:
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    with patch.dict(os.environ, desk.environ, clear=True), redirect_stdout(out), redirect_stderr(err):
        code = run(["-C", str(desk.folder), *words])
        out.flush()
    return code, (out.buffer.getvalue().decode() + err.getvalue()).splitlines()
