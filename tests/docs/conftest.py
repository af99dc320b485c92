"""The documents of the tree."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("plugins/*/*.md")], key=str
)
_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One fenced block and what stands behind its fence."""

    info: str
    text: str
    line: int


def blocks(path: Path) -> list[Block]:
    """The fenced blocks of a document, in order."""
    text = path.read_text(encoding="utf-8")
    return [
        Block(info=found["info"].strip(), text=found["text"], line=text.count("\n", 0, found.start()) + 2)
        for found in _FENCE.finditer(text)
    ]


def commands(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Every line of a document that calls `devlog`, as words; fenced for a shell or indented by four."""
    text = path.read_text(encoding="utf-8")
    shells = [block for block in blocks(path) if block.info.split(" ")[0] in ("sh", "console")]
    lines = [(block.line + i, line) for block in shells for i, line in enumerate(_joined(block.text))]
    plain = _FENCE.sub(lambda found: "\n" * found[0].count("\n"), text)
    lines += [(i, line[4:]) for i, line in enumerate(_joined(plain), 1) if line.startswith("    devlog ")]
    for number, line in lines:
        for part in re.split(r"&&|\|\||;|\|", line):
            words = _words(part)
            if words and words[0] == "devlog":
                yield number, words[1:]


def _joined(text: str) -> list[str]:
    return text.replace("\\\n", "  ").split("\n")


def _words(line: str) -> list[str]:
    try:
        words = shlex.split(line.removeprefix("$ ").split("  #")[0].split(" > ")[0])
    except ValueError:
        return []
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        words = words[1:]
    return words
