"""Links in Markdown, looked for only where one can be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Rule = Callable[[Any, bool], bool]  # One of markdown-it's inline rules.


def closed(rule: Rule) -> Rule:
    """The rule, asked only where a bracket closes: else it looks for one to the end of the text each time."""

    def asked(state: Any, silent: bool) -> bool:
        return state.src.find("]", state.pos) >= 0 and rule(state, silent)

    return asked
