"""What a test of the contract proves, and how it says that a plugin breaks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar, cast

import pytest

T = TypeVar("T", bound=Callable[..., Any])

LAWS: dict[str, str] = {
    "nothing lost": "law 1: what a person wrote anywhere is never overwritten unseen",
    "nothing twice": "law 2: one entry is at most one item, one note at most one comment",
    "no echo": "law 3: a change that came from a place is not sent back to it",
    "quiet": "law 4: a sync with nothing to do sends no write and reads no item one by one",
    "convergence": "law 5: after edits stop, every place shows the same values, as far as it can",
    "isolation": "law 6: one integration that fails never changes what the others or the store do",
    "complete": "law 7: a list that could not be read to its end is an error, never a short list",
    "foreign": "law 8: what devlog did not write is left alone",
    "refused whole": "law 9: bad input is refused whole, with the place, the value and the cure",
    "shape": "the contract: a plugin says what it is, does and takes, and importing it does nothing",
    "driven": "the contract: the engine drives; a plugin never retries, sleeps, prints or stores",
    "cures": "the contract: errors are named by their cure",
    "secrets": "the contract: secrets are never logged, shown, exported or sent to another plugin",
    "deliveries": "the contract: a delivery is a hint that is believed by its signature alone",
    "whole contract": "the contract: no inherited test is dropped without a reason that shows in the report",
}


class Breach(AssertionError):
    """A plugin breaks the contract: what is wrong, and the cure."""

    def __init__(self, problem: str, cure: str) -> None:
        super().__init__(f"{problem}\n  cure: {cure}")
        self.problem = problem
        self.cure = cure


def breach(problem: str, cure: str) -> NoReturn:
    """Say that the plugin breaks the law which the present test proves."""
    raise Breach(problem, cure)


def expect(holds: object, problem: str, cure: str) -> None:
    """Go on where it holds."""
    if not holds:
        breach(problem, cure)


def proves(law: str, *, long: bool = False, seconds: int | None = None) -> Callable[[T], T]:
    """Name the law, one of `LAWS`, that a test of the contract proves; a long one takes more than seconds.

    Where it may take longer than tests usually may, `seconds` says how long.
    """
    text = LAWS[law]

    def mark(test: T) -> T:
        vars(test)["devlog_law"] = text
        vars(test)["devlog_seconds"] = seconds
        return cast(T, pytest.mark.long(test)) if long else test

    return mark
