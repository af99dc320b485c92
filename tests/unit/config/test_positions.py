"""Every key of a TOML text is found on its line, whatever the text is written like."""

from __future__ import annotations

import tomllib
from typing import Any

import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from devlog_core.config.faults import KeyPath
from devlog_core.config.positions import headers, positions

TEXT = '''\
# a comment with [brackets] and = signs
title = "plain # not a comment"
"quoted key" = 1

[a]   # a comment
b.c = [
  1,  # one
  { d = "x,]}" }, """
[not.a.header]
x = 1 """ ,
]
date = 1979-05-27T07:32:00.5-07:00
'single' = \'\'\'it's
""" still\'\'\'

[[list]]
n = 1
[list.inner]
m = { k = [ { z = 1 } ], "dotted.key" = 2 }
[[list]]
n = 2
[list.inner]
last = """ends in quotes"""""
[a.sub]
x = -1.5e3
'''


def test_keys_are_found_on_their_lines() -> None:
    """Otherwise an error points at an innocent line."""
    assert set(paths(tomllib.loads(TEXT))) <= set(positions(TEXT))
    found = positions(TEXT)
    expected: dict[KeyPath, int] = {
        ("title",): 2,
        ("quoted key",): 3,
        ("a",): 5,
        ("a", "b", "c"): 6,
        ("a", "b", "c", 0): 7,
        ("a", "b", "c", 1, "d"): 8,
        ("a", "b", "c", 2): 8,
        ("a", "date"): 12,
        ("a", "single"): 13,
        ("list", 0): 16,
        ("list", 0, "n"): 17,
        ("list", 0, "inner", "m", "k", 0, "z"): 19,
        ("list", 0, "inner", "m", "dotted.key"): 19,
        ("list", 1, "n"): 21,
        ("list", 1, "inner", "last"): 23,
        ("a", "sub", "x"): 25,
    }
    assert {path: found[path] for path in expected} == expected


def test_headers_come_in_their_order() -> None:
    """Otherwise a key is written into the wrong table."""
    assert headers(TEXT) == [
        (5, ("a",)),
        (16, ("list", 0)),
        (18, ("list", 0, "inner")),
        (20, ("list", 1)),
        (22, ("list", 1, "inner")),
        (24, ("a", "sub")),
    ]


def test_windows_line_ends_and_no_last_line_end_change_nothing() -> None:
    """Otherwise lines are counted wrongly for those who write on Windows."""
    text = '[a]\r\nb = """\r\nx"""\r\nc = 1'
    assert positions(text) == {("a",): 1, ("a", "b"): 2, ("a", "c"): 4}


KEYS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=5)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-9, 9),
        st.text(st.sampled_from("a\"'[]{}=,.#\\\n "), max_size=8),
        st.dates(),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_whatever_can_be_written_can_be_located(data: dict[str, Any]) -> None:
    """Otherwise a fault in an unusual file has no place."""
    text = tomlkit.dumps(data)
    found = positions(text)

    assert set(paths(tomllib.loads(text))) <= set(found)
    assert all(1 <= line <= text.count("\n") + 1 for line in found.values())


def paths(value: Any, path: KeyPath = ()) -> list[KeyPath]:
    if isinstance(value, dict):
        return [path] * bool(path) + [p for k, v in value.items() for p in paths(v, (*path, k))]
    if isinstance(value, list):
        return [path] + [p for i, v in enumerate(value) for p in paths(v, (*path, i))]
    return [path]
