"""What is wrong with the configuration: where, which key, and what was expected."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from devlog_core.model.errors import ConfigError

KeyPath = tuple[str | int, ...]
"""The keys and list indices that lead to a value."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to correct."""

    where: str
    """`FILE:LINE`, the name of an environment variable, or `the command line`."""
    path: KeyPath
    what: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, dotted(self.path), self.what) if part)


def dotted(path: KeyPath) -> str:
    """A key's path as one would write it in TOML; `[0]` for the first element of a list."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += ("." if text else "") + (
                part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else json.dumps(part, ensure_ascii=False)
            )
    return text


def refused(faults: Iterable[Fault]) -> ConfigError:
    """The error that lists every fault, one line each."""
    return ConfigError("\n".join(str(fault) for fault in faults))
