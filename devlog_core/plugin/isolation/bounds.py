"""How much memory and time an isolated plugin may take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

MEMORY, CPU, TIME = "1 GiB", "1m", "5m"
"""What holds where the settings say nothing."""
SIZE, SPAN = r"^\s*[1-9]\d*\s*(MiB|GiB)\s*$", r"^\s*[1-9]\d*\s*[smhdw]\s*$"
_FILES = 256
_BYTES = {"MiB": 1 << 20, "GiB": 1 << 30}
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The limits of one isolated plugin, as written and in numbers."""

    memory: str = MEMORY
    """Address space of the process."""
    cpu: str = CPU
    """Processor time of one call."""
    time: str = TIME
    """Time of one call, without that of requests, which have limits of their own."""

    @classmethod
    def of(cls, limits: Mapping[str, Any]) -> Bounds:
        """The limits that `[integrations.NAME.limits]` says."""
        return cls(**{name: str(value) for name, value in limits.items() if name in cls.__slots__})

    @property
    def bytes(self) -> int:
        return _number(self.memory, _BYTES)

    @property
    def cpu_seconds(self) -> int:
        return _number(self.cpu, _SECONDS)

    @property
    def seconds(self) -> int:
        return _number(self.time, _SECONDS)


def bind(memory: int) -> None:
    """Hold this process to so many bytes, and let it leave no image of itself when it dies."""
    import resource

    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _FILES),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # Where the system knows no such limit, as macOS none of memory, the others hold.
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def allow_cpu(seconds: int) -> None:
    """Let this process use so much processor time from now on; more ends it."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    most = int(used.ru_utime + used.ru_stime) + 1 + seconds
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def _number(text: str, units: Mapping[str, int]) -> int:
    match = re.fullmatch(r"\s*(\d+)\s*([A-Za-z]+)\s*", text)
    if match is None or match[2] not in units:
        raise ValueError(f"{text!r}: write a number and one of {', '.join(units)}")
    return int(match[1]) * units[match[2]]
