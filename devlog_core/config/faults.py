"""What is wrong with the configuration: where, which key, and what was expected."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from devlog_core.config.positions import KeyPath
from devlog_core.model.errors import ConfigError

_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to correct."""

    where: str
    """`FILE:LINE`, the name of an environment variable, or `the command line`."""
    path: KeyPath
    what: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, dotted(self.path), self.what) if part)

    @property
    def integration(self) -> str | None:
        """The integration that alone is concerned, where the fault lies in its `config`."""
        owned = len(self.path) >= 3 and self.path[0] == "integrations" and self.path[2] == "config"
        return str(self.path[1]) if owned else None


def dotted(path: KeyPath) -> str:
    """A key's path as one would write it in TOML; `[0]` for the first element of a list."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += ("." if text else "") + (part if _BARE.fullmatch(part) else f'"{part}"')
    return text


def refused(faults: Iterable[Fault]) -> ConfigError:
    """The error that lists every fault, one line each."""
    return ConfigError("\n".join(str(fault) for fault in faults))
