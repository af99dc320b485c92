"""What a new issue cannot be told by the request that creates it; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

AFTER = ("status", "dependencies")
"""What no create request can say: it follows when the issue is linked."""
_EMPTY: tuple[Any, ...] = (None, "", [])


def untold(values: Mapping[str, Any], touched: bool) -> tuple[str, ...]:
    """The fields that an issue of ours was perhaps never told, where whoever created it was stopped then.

    Status and links always follow later, and so does what the screen for new issues lacks. What
    somebody has changed since then is theirs.
    """
    return tuple(name for name, value in values.items() if not touched or name in AFTER or value in _EMPTY)
