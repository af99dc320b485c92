"""Faults in words that every place understands, and those that come by themselves."""

from __future__ import annotations

import random
import re

from devlog_core.testing.sandbox.faults import Fault

KINDS = (
    *("refuse", "drop-before", "lost-answer", "500", "502", "503", "500:applied", "502:applied"),
    *("limit", "limit-seconds:5", "limit-date:5", "limit-seconds:90", "limit-primary", "limit-secondary"),
    *("truncated", "wrong-type", "shift:touch", "shift:insert", "duplicate-item", "empty-list", "stale"),
)
BLINDING = ("empty-list",)
"""Faults that no client can see; only reading all again finds what they hid."""
PERSISTENT = ("limit-primary",)
METHODS = ("", "GET ", "POST ", "PATCH ")
PASSING = ("503", "lost-answer", "drop-before", "502:applied")
"""What is over when the same is asked again."""
ANY = re.compile("")


class Weather:
    """Lets requests fail now and then, the same ones for the same seed."""

    def __init__(self, seed: int, share: float = 0.1) -> None:
        self.seed = seed
        self._rng = random.Random(seed)
        self._share = share

    def next(self) -> Fault | None:
        """What happens to the next request; mostly nothing."""
        if self._rng.random() >= self._share:
            return None
        kind, _, argument = self._rng.choice(PASSING).partition(":")
        return Fault(kind, argument, 1, ANY)
