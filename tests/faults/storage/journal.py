"""What a program did to the disk, in order: the one form in which every recorder writes it.

One JSON array a line: the operation, the path, and what belongs to it.

    create PATH             the name is new; what is written to it follows
    write PATH OFFSET DATA  DATA in base64
    truncate PATH SIZE
    sync PATH               the content is on the disk for good
    rename PATH TO
    delete PATH
    keep DIRECTORY          the names in the directory are on the disk for good
    done "" TEXT            the program said to somebody that TEXT is done
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Step:
    """One operation."""

    kind: str
    path: str
    number: int = 0
    data: bytes = b""
    text: str = ""


class Recorder:
    """Appends steps to the log; part of the process that is watched."""

    def __init__(self, log: Path, root: Path) -> None:
        self._handle = os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        self._root = str(root.resolve()) + os.sep

    def watches(self, path: str) -> bool:
        """Whether the path lies where the watched files are."""
        return f"{os.path.realpath(path)}{os.sep}".startswith(self._root)

    def add(self, kind: str, path: str = "", number: int = 0, data: bytes = b"", text: str = "") -> None:
        """Note one step."""
        if kind == "rename":
            text = self._within(text)
        line = json.dumps([kind, self._within(path), number, base64.b64encode(data).decode(), text])
        os.write(self._handle, f"{line}\n".encode())

    def _within(self, path: str) -> str:
        return f"{os.path.realpath(path)}{os.sep}".removeprefix(self._root).rstrip(os.sep) if path else ""

    def done(self, text: str) -> None:
        """The program tells somebody that this is done."""
        self.add("done", text=text)


def read(log: Path) -> list[Step]:
    """All steps of a log."""
    steps = []
    for line in log.read_text().splitlines():
        kind, path, number, data, text = json.loads(line)
        steps.append(Step(kind, path, number, base64.b64decode(data), text))
    return steps
