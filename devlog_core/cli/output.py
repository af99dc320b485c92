"""Text for people: tables, times and emphasis, plain where nobody looks at a terminal."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Sequence
from functools import cache

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_GAP = "  "


@cache
def on_terminal() -> bool:
    """Whether a person looks at standard output."""
    return sys.stdout.isatty()


def bold(text: str) -> str:
    """Emphasis, where the output can show it."""
    return f"\x1b[1m{text}\x1b[0m" if _colours() else text


def dim(text: str) -> str:
    """Less emphasis, where the output can show it."""
    return f"\x1b[2m{text}\x1b[0m" if _colours() else text


def safe(text: object) -> str:
    """The text without what would steer a terminal; it may come from anywhere."""
    return _CONTROL.sub("�", str(text))


def line(text: object) -> str:
    """The text in one safe line."""
    return safe(" ".join(str(text).split()))


def table(
    headers: Sequence[str], rows: Sequence[Sequence[object]], elastic: int = -1, empty: str = ""
) -> str:
    """Columns under headers; on a terminal the elastic column gives way so that a row fits a line."""
    if not rows:
        return empty
    cells = [[line("" if cell is None else cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(headers, *cells, strict=True)]
    if on_terminal():
        over = sum(widths) + len(_GAP) * (len(widths) - 1) - shutil.get_terminal_size().columns
        widths[elastic] = max(min(widths[elastic], 12), widths[elastic] - max(over, 0))
    lines = [bold(_row(headers, widths))]
    lines += [_row(row, widths) for row in cells]
    return "\n".join(lines)


def when(time: str | None) -> str:
    """A time of a document, to the minute, in this machine's zone; `never` for none."""
    if time is None:
        return "never"
    from datetime import datetime

    return datetime.fromisoformat(time).astimezone().strftime("%Y-%m-%d %H:%M")


def run_tail(run: str | None) -> str:
    """The last digits of a run's id, enough to name it to `devlog undo`; nothing for none."""
    return (run or "")[-8:]


def duration(minutes: int) -> str:
    """Minutes as `2h30m`."""
    hours, rest = divmod(minutes, 60)
    return (f"{hours}h" if hours else "") + (f"{rest}m" if rest or not hours else "")


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    fitted = [_fit(cell, width) for cell, width in zip(cells, widths, strict=True)]
    return _GAP.join(fitted).rstrip()


def _fit(text: str, width: int) -> str:
    have = _width(text)
    if have <= width:
        return text + " " * (width - have)
    while _width(text) > width - 1:
        text = text[:-1]
    return text + "…" + " " * (width - 1 - _width(text))


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def _colours() -> bool:
    return on_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
