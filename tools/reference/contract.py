"""The list of every test of the contract kit, put into the page that explains the kit."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from devlog_core.testing.contract import PluginContract, SourceContract, TrackerContract
from devlog_core.testing.contract.base import inherited_tests
from tools.reference.source import table, text

PAGE = Path(__file__).parents[2] / "docs" / "plugins" / "contract-kit.md"
BEGIN = "<!-- The tests, written by `python -m tools.reference` from their docstrings. -->"
END = "<!-- End of the tests. -->"


def page() -> str:
    """The page with the lists as the code has them."""
    lists: list[str] = []
    known: dict[str, Any] = {}
    for cls in (PluginContract, SourceContract, TrackerContract):
        own = {name: test for name, test in inherited_tests(cls).items() if name not in known}
        known |= own
        rows = [(f"`{name}`{_long(test)}", _law(test), text(test)) for name, test in own.items()]
        lists += [f"### {cls.__name__}", text(cls), table(("test", "proves", "why"), rows)]
    written = "\n\n".join([BEGIN, *lists, END])
    held = PAGE.read_text(encoding="utf-8")
    return re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: written, held, flags=re.DOTALL)


def _law(test: Any) -> str:
    return str(test.devlog_law)


def _long(test: Any) -> str:
    return " (long)" if any(mark.name == "long" for mark in getattr(test, "pytestmark", ())) else ""
