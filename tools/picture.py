"""Plays the demo and draws some of its steps as an SVG for the README.

.venv/bin/python tools/picture.py [STEP...]    writes docs/pictures/demo.svg
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from devlog_core.cli.main import run
from devlog_core.demo.perform import failure, perform
from devlog_core.demo.record import Step
from devlog_core.demo.telling import Printed, Silent

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "demo.svg"
STEPS = ("lost-answer", "clash")
_WIDTH = 126
_FONT_FROM_ELSEWHERE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


class Drawn(Printed):
    """Draws the chosen steps, with what their commands really printed."""

    def __init__(self, steps: Sequence[str]) -> None:
        self.drawing = Console(
            record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, highlight=False, markup=False
        )
        self.blank = Console(file=io.StringIO(), width=_WIDTH)
        super().__init__(self.blank)
        self._steps = steps

    def heading(self, number: int, step: Step) -> None:
        self._console = self.drawing if step.name in self._steps else self.blank
        super().heading(number, step)

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self._console = self.blank

    @contextmanager
    def listening(self) -> Iterator[io.StringIO]:
        with Silent.listening(self) as heard:
            yield heard
        self.output(heard.getvalue().rstrip())


def main(steps: Sequence[str]) -> int:
    """Draw the picture; 1 where the demo did not hold."""
    teller = Drawn(steps or STEPS)
    document = perform(run, teller, keep=False)
    if not document["ok"]:
        print(failure(document), file=sys.stderr)
        return 1
    svg = teller.drawing.export_svg(title="devlog demo", unique_id="demo")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(_FONT_FROM_ELSEWHERE.sub("", svg), encoding="utf-8")
    print(PICTURE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
