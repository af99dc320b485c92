"""Links are followed as they stand, and only forward."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_github.answer import Answer


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ('<https://h/r?page=2>; rel="next", <https://h/r?page=9>; rel="last"', "https://h/r?page=2"),
        ('<https://h/r?page=1>; rel="prev", <https://h/r?after=a,b;c&x=%2C>; rel="next"', "https://h/r?after=a,b;c&x=%2C"),
        ("<https://h/r?page=2>; rel=next", "https://h/r?page=2"),
        ('<https://h/r?page=2>; title="x"; rel="next last"', "https://h/r?page=2"),
        ('<https://h/r?page=1>; rel="prev"', None),
        ('<https://h/r?page=1>; title="rel next"', None),
        ("", None),
        ("nonsense", None),
    ],
)  # fmt: skip
def test_the_next_link(link: str, url: str | None) -> None:
    """Cursors hold commas and semicolons."""
    assert Answer(status=200, headers={"link": link}).next == url


@pytest.mark.parametrize("date", [None, "", "yesterday", "Thu, 99 Jan 2026 12:10:00 GMT"])
def test_a_date_that_makes_no_sense_is_none(date: Any) -> None:
    """Proxies take it away."""
    assert Answer(status=200, headers={"date": date}).date is None
