"""Comments in Markdown that carry what it cannot say: how JSON stands in them, and how damage is told."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from devlog_core.model.errors import RejectedError

_HIDDEN = re.compile(r"--|[<>|`\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def dumped(value: Any) -> str:
    """A value as JSON that neither ends a comment nor means anything in Markdown."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _HIDDEN.sub(lambda found: "".join(f"\\u{ord(ch):04x}" for ch in found[0]), text)


def short(what: str) -> str:
    """So much of a comment as a message shows."""
    shown = " ".join(what[:200].split())
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


def broken(what: str) -> NoReturn:
    """Refuses a text whose comments were damaged."""
    raise RejectedError(
        f"the comment {short(what)} is damaged or has lost its other half: "
        "restore both, or delete the whole node"
    )
