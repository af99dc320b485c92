"""Lists cut into pages by startAt and maxResults."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from devlog_core.testing.sandbox.answer import Answer
from devlog_jira.sandbox.call import Call

T = TypeVar("T")


def page_bean(call: Call, items: Sequence[T], shape: Callable[[T], Any], most: int = 50) -> Answer:
    """The page asked for, as most lists of Jira have it."""
    start, size = window(call, most)
    shown = [shape(item) for item in items[start : start + size]]
    body: dict[str, Any] = {
        "self": f"{call.world.base}{call.path}?startAt={start}&maxResults={size}",
        "maxResults": size,
        "startAt": start,
        "total": len(items),
        "isLast": start + size >= len(items),
        "values": shown,
    }
    if not body["isLast"]:
        body["nextPage"] = f"{call.world.base}{call.path}?startAt={start + size}&maxResults={size}"
    return Answer(200, body)


def counted(
    call: Call, key: str, items: Sequence[T], shape: Callable[[T], Any], default: int = 50, most: int = 5000
) -> Answer:
    """The page asked for under a name of its own, as older lists have it."""
    start, size = window(call, default, most)
    shown = [shape(item) for item in items[start : start + size]]
    return Answer(200, {"startAt": start, "maxResults": size, "total": len(items), key: shown})


def window(call: Call, default: int, most: int = 1000) -> tuple[int, int]:
    """Where the page begins and how many items it has at most."""
    return max(0, call.number("startAt", 0)), min(most, max(0, call.number("maxResults", default)))
