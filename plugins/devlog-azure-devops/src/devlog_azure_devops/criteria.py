"""Acceptance criteria: a list in an entry, one rich text in Azure DevOps; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

_BULLET = re.compile(r"[-*+] +(.*)")
_DEEPER = "  "
_STYLE = re.compile(r"\n*<!-- html \{.*\} -->\s*\Z")
"""How the text's lines are kept; a list that is written anew has lines of its own."""


def listed(text: str) -> list[str]:
    """The points of a Markdown text that is one list; any other text is one point."""
    text = text.strip("\n")
    if not text.strip():
        return []
    points: list[list[str]] = []
    for line in _STYLE.sub("", text).split("\n"):
        found = _BULLET.fullmatch(line)
        if found:
            points.append([found[1]])
        elif points and (line.startswith(_DEEPER) or not line.strip()):
            points[-1].append(line.removeprefix(_DEEPER))
        else:
            return [text]
    return ["\n".join(point).rstrip() for point in points]


def joined(points: Iterable[Any]) -> str:
    """The Markdown text of a list of points; what is no text is written as JSON."""
    texts = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in points]
    texts = [one.strip("\n") for one in texts if one.strip()]
    if len(texts) == 1 and listed(texts[0]) == texts and "\n" in texts[0]:
        return texts[0]
    return "\n".join(_bullet(one) for one in texts)


def _bullet(text: str) -> str:
    first, *rest = text.split("\n")
    return "\n".join([f"- {first}", *(f"{_DEEPER}{line}" if line.strip() else "" for line in rest)])
