"""A rule of the machine, counted."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from hypothesis.stateful import rule

Act = Callable[..., None]


def step(**drawn: Any) -> Callable[[Act], Act]:
    """A rule that is counted."""

    put_on = cast(Callable[..., Any], rule)(**drawn)

    def counted(act: Act) -> Act:
        @wraps(act)
        def counting(self: Any, **given: Any) -> None:
            self.counts["steps"] += 1
            act(self, **given)

        made: Act = put_on(counting)
        return made

    return counted
