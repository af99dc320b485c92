"""Pages whose code is files: each block that names one in its first line is written as that file."""

from __future__ import annotations

import re
from pathlib import Path

from tests.docs.conftest import Block, blocks

_NAMED = re.compile(r"(?:#|<!--) (?P<path>[\w./-]+\.\w+)(?: -->)?\n")


def named(block: Block) -> str:
    """The path that a block gives for itself; empty where it gives none."""
    found = _NAMED.match(block.text)
    return found["path"] if found else ""


def write_files(page: Path, folder: Path) -> list[Path]:
    """Write the files of a page below a folder and say which."""
    written = []
    for block in blocks(page):
        if name := named(block):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
            written.append(path)
    return written
