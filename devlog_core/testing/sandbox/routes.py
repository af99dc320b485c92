"""Which handler serves which address; paths have names in braces, as providers' documents write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import unquote

HandlerT = TypeVar("HandlerT", covariant=True)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Route(Generic[HandlerT]):
    """A method and an address, and what serves them."""

    method: str  # Of HTTP.
    pattern: re.Pattern[str]  # Of the whole path.
    handler: HandlerT  # What answers.


RouteT = TypeVar("RouteT", bound=Route[Any])


class NoRouteError(Exception):
    """No handler serves a request; `known` says whether the address takes another method."""

    def __init__(self, known: bool) -> None:
        super().__init__()
        self.known = known


def shape(path: str, parts: Mapping[str, str] | None = None) -> str:
    """The expression of a path: `{name}` is one segment, or what `parts` says, and `{*name}` the rest."""
    text = re.sub(r"\{\*(\w+)\}", r"(?P<\1>.+)", path)
    return re.sub(r"\{(\w+)\}", lambda m: f"(?P<{m[1]}>{(parts or {}).get(m[1], '[^/]+')})", text)


def routes(*table: tuple[str, str, T], parts: Mapping[str, str] | None = None) -> tuple[Route[T], ...]:
    """A table of method, path and handler, ready to be searched."""
    return tuple(Route(method, re.compile(shape(path, parts)), handler) for method, path, handler in table)


def find(table: Sequence[RouteT], method: str, path: str) -> tuple[RouteT, dict[str, str]]:
    """The first route that fits and the parameters of the address; NoRouteError where none does.

    What is named must stand before what stands for a name.
    """
    known = False
    for one in table:
        found = one.pattern.fullmatch(path)
        if found and one.method == method:
            given = {name: value for name, value in found.groupdict().items() if value is not None}
            return one, {name: unquote(value) for name, value in given.items()}
        known = known or found is not None
    raise NoRouteError(known)
