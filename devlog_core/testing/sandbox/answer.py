"""What a handler gives back, and how it says no."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Answer:
    """An HTTP answer before it is encoded."""

    status: int = 200  # Of HTTP.
    body: Any = None  # None, a text, or what becomes JSON.
    headers: dict[str, str] = field(default_factory=dict)  # Besides the usual ones.


class RefusedError(Exception):
    """A request that the remote system would refuse; `message` and `errors` are told to who steers too."""

    def __init__(
        self, status: int, message: str, errors: Any = None, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors
        self.headers = headers or {}


def html(status: int, title: str) -> Answer:
    """A page for people where a program expects JSON."""
    page = f"<html><head><title>{title}</title></head><body>{title}</body></html>"
    return Answer(status, page, {"Content-Type": "text/html"})
